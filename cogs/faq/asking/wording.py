"""What the bot says to a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.reply import Button, Look, Reply
from bot.api.text import Join, Moment, T, Text, bold, italic, lines, one_line

from .. import logic
from ..buttons import Helped, NotHelped
from ..model import Entry
from ..retrieval import Match
from .payloads import Human, Meant, NoneMeant

SHOWN = 3
_LANGUAGES: Mapping[str, Text] = {
    "en": T("English"),
    "de": T("German"),
    "es": T("Spanish"),
    "fr": T("French"),
    "it": T("Italian"),
    "nl": T("Dutch"),
    "pl": T("Polish"),
    "pt": T("Portuguese"),
}
ASK_A_HUMAN = T("Ask a human")


def language(code: str) -> Text:
    """The name of a language, by its ISO 639-1 code."""
    return _LANGUAGES.get(code, code)


def source(entry: Entry) -> Text:
    """Where an answer comes from, and how old it is."""
    at = entry.source_date or max(entry.updated_at, entry.checked_at or 0)
    date = Moment(at, "date")
    if entry.source:
        return italic(T("From {source}, {date}", source=entry.source, date=date))
    return italic(T("From our own answers, {date}", date=date))


def other_language(entry: Entry, asked_in: str | None) -> Text | None:
    """A word where there is no version in the language of the question."""
    if entry.language is None or asked_in is None or entry.language == asked_in:
        return None
    return italic(T("This answer is only there in {language}.", language=language(entry.language)))


def answer(entry: Entry, asked_in: str | None = None, rephrased: str | None = None) -> Text:
    """An entry as the answer; `rephrased` are its words by a language model."""
    return lines(
        bold(entry.question),
        rephrased or entry.answer,
        other_language(entry, asked_in),
        italic(T("In other words by a language model; the answer itself is in the source."))
        if rephrased
        else None,
        source(entry),
    )


def answer_buttons(question_id: int, entry_id: int, *, public: bool) -> list[list[Button]]:
    """Was that it?"""
    return [
        [
            Button(T("Solved? Yes"), Helped(question_id, entry_id), Look.SUCCESS),
            Button(T("No"), NotHelped(question_id, entry_id)),
            Button(ASK_A_HUMAN, Human(question_id, public)),
        ]
    ]


def human_buttons(question_id: int, *, public: bool, choice: bool) -> list[Button]:
    """Hand over; with `choice` the asker decides who reads it."""
    if not choice:
        return [Button(ASK_A_HUMAN, Human(question_id, public), Look.PRIMARY)]
    return [
        Button(ASK_A_HUMAN, Human(question_id, False), Look.PRIMARY),
        Button(T("Ask in the support channel, with my name"), Human(question_id, True)),
    ]


def did_you_mean(question_id: int, matches: Sequence[Match], human: Sequence[Button]) -> Reply:
    """Up to three entries to choose from."""
    picks = [
        [Button(one_line(m.entry.question, 70), Meant(question_id, m.entry.id))]
        for m in matches[:SHOWN]
    ]
    none = Button(T("None of these"), NoneMeant(question_id))
    return Reply(T("Did you mean:"), [*picks, [none, *human]])


def unknown(human: Sequence[Button], *, noted: bool) -> Reply:
    """Nothing fits."""
    known: Text = T("I do not know that yet.")
    if noted:
        known = logic.not_known()
    return Reply(Join((known, T("People do: press the button to ask one.")), " "), [list(human)])


def sorry(human: Sequence[Button]) -> Reply:
    """The answer was wrong, or none of the entries was meant."""
    return Reply(T("Sorry about that. A person can help: press the button."), [list(human)])


THANKS = T("Good to hear. Thank you!")
ONLY_THE_ASKER = T("Only the person who asked can say that.")
