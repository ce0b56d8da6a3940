"""What a digest says, from what was gathered; no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.api.boards.figures import Suggestion
from bot.api.boards.reports import Figure
from bot.api.chart import Chart
from bot.api.reply import Button, Reply
from bot.api.text import CommandHint, Join, Moment, N, T, Text, bold, italic, lines

from ..advising.keys import packed
from ..advising.payloads import NotNow
from ..details.payloads import Menu, Report
from ..schedule.spans import Span
from .numbers import goal_lines, number_line

SUGGESTIONS, OUTCOMES = 3, 3
TREND_FROM = 6


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a digest is made of.

    `few` says that the community has hardly anybody yet: then numbers would say nothing. `wrote`
    are the messages of the period. A month has what was `done` and a `trend`, others suggestions.
    """

    name: str
    span: Span
    members: int
    wrote: int
    few: bool
    numbers: Sequence[Figure] = ()
    goals: Sequence[Figure] = ()
    outcomes: Sequence[Text] = ()
    suggestions: Sequence[Suggestion] = ()
    picture: Chart | None = None
    first_steps: Sequence[Text] = ()
    note: Text | None = None
    details: bool = True
    done: int = 0
    trend: Text | None = None


def head(name: str, span: Span) -> Text:
    """What it is and which time it is about."""
    start, end = span.period.start, span.period.end
    match span.kind:
        case "day":
            said = T("The day at {community}", community=name)
            about = T(
                "{weekday}, {date}", weekday=Moment(start, "weekday"), date=Moment(start, "date")
            )
        case "now":
            said = T("The last 7 days at {community}", community=name)
            about = T("up to now: {moment}", moment=Moment(end))
        case kind:
            week = kind == "week"
            said = (
                T("The week at {community}", community=name)
                if week
                else T("The month at {community}", community=name)
            )
            first, last = Moment(start, "date"), Moment(end - 1, "date")
            about = T("{first} to {last}", first=first, last=last)
    return lines(bold(said), about)


def late(due: int) -> Text:
    """Why a digest comes at an odd time."""
    return T("This comes late: I was switched off on {moment}.", moment=Moment(due))


def digest(of: Gathered) -> Reply:
    """The whole message: numbers, what came of it, and what to do. The buttons stand in the order
    of the suggestions."""
    shown = of.suggestions[:SUGGESTIONS]
    said: list[Text | None] = [head(of.name, of.span), of.note, "", *_numbers(of)]
    said += _outcomes(of.outcomes[:OUTCOMES], T("What came of it"))
    said += _suggestions(shown)
    if of.few:
        said += _first_steps(of.first_steps[: max(SUGGESTIONS - len(shown), 1)])
    return Reply(
        lines(*said),
        [*[_row(one) for one in shown], *_more(of)],
        picture=of.picture,
        tone="info",
    )


def review(of: Gathered) -> Reply:
    """A month: numbers, what was done and what came of it, and how things are going."""
    said: list[Text | None] = [head(of.name, of.span), of.note, "", *_numbers(of)]
    if of.few:
        said += _first_steps(of.first_steps)
    done: list[Text] = [_done(of.done), *[Join(("• ", one)) for one in of.outcomes]]
    said += ["", bold(T("What was done, and what came of it")), *done]
    said += ["", of.trend] if of.trend is not None else []
    return Reply(lines(*said), _more(of), picture=of.picture, tone="info")


def trend(writers: Sequence[int]) -> Text | None:
    """Up to twelve weeks in a sentence: the last third of them against the first; None of too few
    to call it a trend."""
    third = len(writers) // 3
    if third < TREND_FROM // 3:
        return None
    first, last = (round(sum(part) / third) for part in (writers[:third], writers[-third:]))
    if first == last:
        return N(
            "Over {weeks} weeks: about {n} person writes in a week, as before.",
            "Over {weeks} weeks: about {n} people write in a week, as before.",
            last,
            weeks=len(writers),
        )
    return T(
        "Over {weeks} weeks: from about {first} people who write in a week to about {last}.",
        weeks=len(writers),
        first=first,
        last=last,
    )


def _done(count: int) -> Text:
    if not count:
        return T("Nothing that I suggested was done. One small thing a week is a beginning.")
    return N("You did {n} thing that I suggested.", "You did {n} things that I suggested.", count)


def _numbers(of: Gathered) -> list[Text]:
    if of.few:
        return [_few(of.members), *([_wrote(of.wrote)] if of.wrote else []), *goal_lines(of.goals)]
    if not of.wrote and not any(one.name != "growth.members" for one in of.numbers):
        quiet = T("There is nothing to count of this time, nor of the time before.")
        return [*[number_line(one) for one in of.numbers], quiet, *goal_lines(of.goals)]
    return [*[number_line(one) for one in of.numbers], *goal_lines(of.goals)]


def _few(members: int) -> Text:
    if members < 2:
        return T("It is all about to begin: I know hardly anybody here yet.")
    return N(
        "You are {n} so far: small, and a good time to lay the ground.",
        "You are {n} so far: small, and a good time to lay the ground.",
        members,
    )


def _wrote(messages: int) -> Text:
    return N("{n} message was written.", "{n} messages were written.", messages)


def _outcomes(said: Sequence[Text], title: Text) -> list[Text]:
    return ["", bold(title), *[Join(("• ", one)) for one in said]] if said else []


def _suggestions(shown: Sequence[Suggestion]) -> list[Text]:
    if not shown:
        return []
    titles = (T("One thing to do"), T("Two things to do"), T("Three things to do"))
    found: list[Text] = ["", bold(titles[len(shown) - 1])]
    for number, one in enumerate(shown, 1):
        found.append(Join((f"{number}. ", one.text)))
        if one.why != "":
            found.append(italic(T("Why: {rule}", rule=one.why)))
    return found


def _first_steps(steps: Sequence[Text]) -> list[Text]:
    return ["", bold(T("To begin with")), *[Join(("• ", one)) for one in steps]] if steps else []


def first_steps(*, faq: bool, ideas: bool) -> list[Text]:
    """What a new community does first, as far as it has the features."""
    found: list[Text] = [
        T("Invite the first ten people yourself, and tell each what they can find here.")
    ]
    if faq:
        command = CommandHint("faq add")
        found.append(T("Write down what you are asked most, with {command}.", command=command))
    if ideas:
        command = CommandHint("idea")
        found.append(T("Show how ideas work: post the first with {command}.", command=command))
    return found


def _row(one: Suggestion) -> list[Button]:
    key = packed(one.key)
    aside = [Button(T("Not now"), NotNow(key))] if key is not None else []
    return [one.button, *aside]


def _more(of: Gathered) -> list[list[Button]]:
    if not of.details:
        return []
    code = of.span.code
    return [[Button(T("Details"), Menu(code, 0)), Button(T("Full report"), Report(code))]]
