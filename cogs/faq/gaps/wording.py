"""What is said about gaps, stale entries and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.model import Member
from bot.api.reply import Button, Form, Look, Reply
from bot.api.text import Join, Length, N, Percent, T, Text, bold, italic, lines, one_line, quote

from .. import logic
from ..buttons import Edit, phrased_form
from ..model import Entry
from .clusters import Gap
from .payloads import RemoveEntry, StillTrue, WriteGap
from .store import Sums

SHOWN = 5
EXAMPLES = 2
WRITE_THIS_ONE = T("Write this one")


def gap_list(found: Sequence[Gap], unhelpful: Text | None, *, kept: bool) -> Reply:
    """Gaps, the largest first, with examples."""
    if not kept:
        return Reply(
            T("I keep no questions here (faq.keep_questions_days is 0), so I see no gaps.")
        )
    if not found:
        return Reply(lines(T("No question is without an answer. 🎉"), unhelpful))
    shown = found[:SHOWN]
    rest = sum(len(gap.questions) for gap in found[SHOWN:])
    more = N("and {n} more question", "and {n} more questions", rest) if rest else None
    buttons = [
        [
            Button(
                T("Write {number}: {question}", number=str(place), question=_short(gap, 40)),
                WriteGap(gap.central.id),
            )
        ]
        for place, gap in enumerate(shown, 1)
    ]
    rows = [_row(place, gap) for place, gap in enumerate(shown, 1)]
    return Reply(lines(bold(T("Asked, without an answer:")), *rows, more, unhelpful), buttons)


def _short(gap: Gap, most: int) -> str:
    return one_line(gap.central.text, most)


def _row(place: int, gap: Gap) -> Text:
    times = N("{n} time", "{n} times", len(gap.questions))
    examples = [f"“{one_line(q.text, 100)}”" for q in gap.questions[1 : 1 + EXAMPLES]]
    also: Text = ""
    if examples:
        also = lines("", italic(T("also: {examples}", examples=", ".join(examples))))
    head = Join((f"{place}. ", times, ": ", bold(f"“{_short(gap, 150)}”")))
    return Join((head, also))


def suggestion(gap: Gap) -> Text:
    """A gap in the digest."""
    if len(gap.questions) == 1:
        return T("A question is still open: “{question}”", question=_short(gap, 100))
    return N(
        "{n} time somebody asked something like “{question}”, and there is no answer.",
        "{n} times somebody asked something like “{question}”, and there is no answer.",
        len(gap.questions),
        question=_short(gap, 100),
    )


def gap_key(question_id: int) -> str:
    """What the suggestion to write that entry is known by."""
    return f"faq.gap:{question_id}"


def gap_rule(gap: Gap) -> Text:
    """Why it is suggested."""
    return T(
        "{questions} by {people}, and no entry says it",
        questions=N("{n} question", "{n} questions", len(gap.questions)),
        people=N("{n} person", "{n} people", gap.people),
    )


def came_of(entries: int, answers: int) -> Text:
    """For the digest: what came of entries that were written for open questions."""
    return T(
        "{entries}: {answers}.",
        entries=N(
            "You wrote {n} answer that was missing",
            "You wrote {n} answers that were missing",
            entries,
        ),
        answers=N(
            "it has answered {n} question since", "it has answered {n} questions since", answers
        )
        if entries == 1
        else N(
            "they have answered {n} question since",
            "they have answered {n} questions since",
            answers,
        ),
    )


def gap_form(payload: WriteGap, gap: Gap) -> Form:
    """The entry to be; its question is the central one, the others are ways to ask it."""
    others = [logic.prefilled(q.text) for q in gap.questions[1:]]
    phrases = ""
    for one in dict.fromkeys(others):
        if len(phrases) + len(one) < logic.MAX_PHRASES:
            phrases += one + "\n"
    question = logic.prefilled(gap.central.text)
    return phrased_form(payload, question, "", phrases.strip())


def written(entry: Entry, told: int) -> Reply:
    """A gap is closed."""
    asked = N("{n} question has its answer now.", "{n} questions have their answer now.", told)
    return Reply(lines(T("Saved:"), logic.answered(entry), asked), tone="good")


def stale(entry: Entry, now: int) -> Reply:
    """Is it still true?"""
    expired = entry.expires_at is not None and entry.expires_at <= now
    why = T("This answer has expired.") if expired else T("Nobody has looked at this for long.")
    return Reply(
        lines(
            Join((bold(T("Is this still true?")), " ", why)),
            quote(lines(entry.question, one_line(entry.answer, 500))),
        ),
        [
            [
                Button(T("Yes, still true"), StillTrue(entry.id), Look.SUCCESS),
                Button(T("Edit"), Edit(entry.id)),
                Button(T("Remove"), RemoveEntry(entry.id), Look.DANGER),
            ]
        ],
        tone="warn",
    )


def checked(entry: Entry, by: Member) -> Reply:
    """Somebody has looked."""
    said = T("Still true, says {who}: {question}", who=bold(by.name), question=entry.question)
    return Reply(said, tone="good")


def removed(entry: Entry, by: Member) -> Reply:
    """Somebody has taken it out."""
    said = T("{who} has removed it. It said:", who=bold(by.name))
    return Reply(lines(said, logic.answered(entry)))


def unhelpful(found: Sequence[tuple[Entry, int, int]]) -> Text | None:
    """Entries that did not help."""
    if not found:
        return None
    rows = [
        T(
            "• “{question}”: {no} of {all} said no",
            question=one_line(entry.question, 100),
            no=no,
            all=of,
        )
        for entry, no, of in found
    ]
    return lines("", bold(T("Did not help:")), *rows)


def report(
    sums: Sums, days: int, helpers: Sequence[tuple[Member, int]], not_helping: Text | None
) -> Reply:
    """How questions were answered."""
    head = bold(N("Questions of the last {n} day", "Questions of the last {n} days", days))
    if not sums.asked:
        return Reply(lines(head, T("Nobody has asked anything."), not_helping))
    parts: Mapping[str, tuple[Text, int]] = {
        "bot": (T("answered by me"), sums.by_bot),
        "members": (T("answered by members"), sums.by_members),
        "staff": (T("answered by the team"), sums.by_staff),
        "written": (T("answered by a new entry"), sums.written),
        "open": (T("open"), sums.open),
    }
    rows = [
        Join((f"• {n} (", Percent(n / sums.asked), ") ", label)) for label, n in parts.values() if n
    ]
    confirmed = N(
        "{n} asker confirmed my answer.", "{n} askers confirmed my answer.", sums.confirmed
    )
    wait = None
    if sums.wait_ms is not None:
        half = Length(max(1, sums.wait_ms // 1000))
        wait = T("Half of the answers came within {time}.", time=half)
    return Reply(
        lines(
            head,
            N("{n} question:", "{n} questions:", sums.asked),
            *rows,
            T("Nobody else had to answer {share} of all.", share=Percent(sums.deflected)),
            confirmed if sums.confirmed else None,
            wait,
            _thanks(helpers),
            not_helping,
        )
    )


def _thanks(helpers: Sequence[tuple[Member, int]]) -> Text | None:
    if not helpers:
        return None
    names = [
        Join((bold(member.name), " (", N("{n} answer", "{n} answers", count), ")"))
        for member, count in helpers
    ]
    return T("Thank you for answering: {names}", names=Join(tuple(names), ", "))


SETTLED = T("That question has been settled meanwhile.")
