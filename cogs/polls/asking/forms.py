"""The forms of a draft, and what their answers make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.api.errors import UserError
from bot.api.reply import Answers, Field, Form
from bot.api.text import T, Text

from ..methods import method
from ..model import MAX_QUESTION, Draft, Poll, Rules, clean
from ..store import Kept
from . import typed
from .payloads import Name, Numbers, Reword, Until, Write

MAX_OPTIONS_TEXT = 2000
MAX_TIME = 80
MAX_NAME = 40

Read = Callable[[str], int]
Rewritten = tuple[Draft, "Text | None"]
"""The draft, and what could not be read; the rest of the answers is kept all the same."""


def words(kept: Kept) -> Form:
    """Question, answers, end. What is left empty stays as it is, since forms that are asked one
    question after another cannot show it."""
    draft, kind = kept.draft, method(kept.draft.rules.kind)
    fields = [
        Field(
            "question",
            T("What do you want to know?"),
            value=draft.question,
            required=not draft.question,
            max=MAX_QUESTION,
        )
    ]
    if not kind.fixed:
        fields.append(
            Field(
                "options",
                T("Answers, one in each line or with ; between"),
                _example(draft),
                value=_shown(draft),
                required=False,
                max=MAX_OPTIONS_TEXT,
                multiline=True,
            )
        )
    return Form(T("A poll"), [*fields, _closes()], Write(kept.id))


def _shown(draft: Draft) -> str:
    return "\n".join(draft.options)[:MAX_OPTIONS_TEXT]


def _example(draft: Draft) -> Text:
    if draft.rules.kind == "dates":
        return T("sat 10:00; sun 11:00; 24.12. 18:00")
    if draft.rules.kind == "rating":
        return T("One is enough: the thing that is rated")
    return T("Apple; Plum; Cherry")


def _closes() -> Field:
    return Field(
        "closes",
        T("When it ends"),
        T("friday 18:00, tomorrow, in 2h"),
        required=False,
        max=MAX_TIME,
    )


def until(kept: Kept) -> Form:
    """The end alone."""
    return Form(T("When it ends"), [replace(_closes(), required=True)], Until(kept.id))


def numbers(kept: Kept) -> Form:
    """Quorum, threshold, and the dots where there are any."""
    rules = kept.draft.rules
    quorum = f"{rules.quorum_percent}%" if rules.quorum_percent else str(rules.quorum)
    fields = [
        Field(
            "quorum",
            T("How many have to vote"),
            T("20, or 30% of those who may; 0 for any number"),
            value=quorum,
            required=False,
            max=10,
        ),
        Field(
            "threshold",
            T("Share that the winner needs"),
            T("60%; 0 for none"),
            value=f"{rules.threshold}%",
            required=False,
            max=10,
        ),
    ]
    if rules.kind == "dots":
        fields.append(
            Field(
                "dots",
                T("Dots that everybody has"),
                "5",
                value=str(rules.budget),
                required=False,
                max=5,
            )
        )
    return Form(T("Numbers of the poll"), fields, Numbers(kept.id))


def name(kept: Kept) -> Form:
    """The name of a template."""
    field = Field("name", T("Name of the template"), max=MAX_NAME)
    return Form(T("Save as template"), [field], Name(kept.id))


def reword(poll: Poll) -> Form:
    """Another question."""
    field = Field("question", T("The new question"), value=poll.question, max=MAX_QUESTION)
    return Form(T("Change the question"), [field], Reword(poll.id))


# ---- answers


def with_words(draft: Draft, answers: Answers, read: Read) -> Rewritten:
    """The words form filled in."""
    question = clean(answers.get("question", "")) or draft.question
    answered = answers.get("options", "").replace("\r\n", "\n").strip()
    # an answer with a comma or ; in it stays whole when the form comes back as it was shown
    same = answered in ("", _shown(draft))
    options = draft.options if same else typed.listed(answered) or draft.options
    written = replace(draft, question=question, options=options)
    return (
        with_end(written, answers, read) if answers.get("closes", "").strip() else (written, None)
    )


def with_end(draft: Draft, answers: Answers, read: Read) -> Rewritten:
    """The form of the end filled in."""
    try:
        return replace(draft, closes_at=int(read(answers["closes"]))), None
    except UserError as error:
        return draft, error.text


def with_numbers(draft: Draft, answers: Answers) -> Rewritten:
    """The numbers form filled in."""
    rules, note = draft.rules, None
    for key, change in _NUMBERS.items():
        if answer := answers.get(key, "").strip():
            try:
                rules = change(rules, answer)
            except UserError as error:
                note = note or error.text
    return replace(draft, rules=rules), note


def _quorum(rules: Rules, answer: str) -> Rules:
    people, percent = typed.quorum(answer)
    return replace(rules, quorum=people, quorum_percent=percent)


_NUMBERS: dict[str, Callable[[Rules, str], Rules]] = {
    "quorum": _quorum,
    "threshold": lambda rules, answer: replace(rules, threshold=typed.threshold(answer)),
    "dots": lambda rules, answer: replace(rules, budget=typed.dots(answer)),
}
