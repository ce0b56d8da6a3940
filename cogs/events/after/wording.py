"""What is said after an event."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.audience import SMALLEST_GROUP, crowd
from bot.api.reply import Button, Field, Form, Look, Reply
from bot.api.text import Join, Moment, N, Percent, T, Text, bold, lines, quote

from ..model import Event
from ..planning.payloads import Show
from .payloads import Comment, Rate
from .store import Turnout

MAX_COMMENT = 500
SHOWN_COMMENTS = 15
THERE = T("Noted: you were there. Thank you for coming!")
BY_STAFF = T("A moderator has noted that you were not there; please talk to them.")
NOT_YET = T("This event has not begun yet.")
TOO_LATE = T("It is too late to say so; a moderator can still note it.")
PULSE_OVER = T("Thank you, but the organiser has the answers already.")
NOT_THERE = T("This question is for those who were there.")


def pulse(event: Event) -> Reply:
    """To those who were there."""
    said = lines(
        T("How was “{title}”? 1 is poor, 5 is great.", title=bold(event.plan.title)),
        T(
            "The organiser sees no names, and nothing at all with fewer than {n} answers.",
            n=SMALLEST_GROUP,
        ),
    )
    return Reply(said, [[Button(str(score), Rate(event.id, score)) for score in range(1, 6)]])


def rated(event: Event, score: int) -> Reply:
    """After the click."""
    return Reply(
        T("Thank you! You gave {n} of 5.", n=score),
        [[Button(T("Add a word"), Comment(event.id), Look.PRIMARY)]],
    )


def comment_form(event: Event) -> Form:
    """A word to the score."""
    word = Field("comment", T("What was good, what was not?"), max=MAX_COMMENT, multiline=True)
    return Form(T("How was it?"), [word], Comment(event.id))


def results(event: Event, scores: Sequence[int], comments: Sequence[str]) -> Reply:
    """To the organiser, once."""
    title = T("How “{title}” was for those who were there:", title=bold(event.plan.title))
    if len(scores) < SMALLEST_GROUP:
        few = T(
            "Fewer than {n} people answered, so I show nothing: nobody is to be recognised.",
            n=SMALLEST_GROUP,
        )
        return Reply(lines(title, few))
    mean = f"{sum(scores) / len(scores):.1f}"
    spread = [
        Join((str(score), "  ", "█" * scores.count(score), f" {scores.count(score)}"))
        for score in range(5, 0, -1)
    ]
    said: list[Text] = [
        title,
        N("{mean} of 5, {n} answer", "{mean} of 5, {n} answers", len(scores), mean=mean),
        *spread,
        *(quote(comment) for comment in comments[:SHOWN_COMMENTS]),
    ]
    return Reply(lines(*said))


def attendance(event: Event, going: int, there: int, names: Text | None) -> Reply:
    """To moderators."""
    return Reply(
        lines(
            T("“{title}”: {n} had a place.", title=bold(event.plan.title), n=going),
            N("{n} person was there.", "{n} people were there.", there),
            T("There: {names}", names=names) if names is not None else None,
        )
    )


def missed(turnout: Turnout) -> Text:
    """To the owner: over many events, and never of few people."""
    if turnout.going < SMALLEST_GROUP:
        return T("Too few people had signed up lately to say how many do not come.")
    if 0 < turnout.missing < SMALLEST_GROUP:
        return T(
            "In the last 90 days {n} of {all} who had a place did not come.",
            n=crowd(turnout.missing),
            all=turnout.going,
        )
    return T(
        "In the last 90 days {n} of {all} who had a place did not come ({share}).",
        n=crowd(turnout.missing),
        all=turnout.going,
        share=Percent(turnout.missing / turnout.going),
    )


def noted(name: Text, there: bool) -> Text:
    """After a moderator has set it."""
    if there:
        return T("Noted: {who} was there.", who=name)
    return T("Noted: {who} was not there.", who=name)


def few_rule(least: int, days: int) -> Text:
    """Why it is in the digest."""
    return T("fewer than {least} people, and it begins within {days} days", least=least, days=days)


def few(event: Event, going: int) -> tuple[Text, Button]:
    """For the digest: it comes soon, and hardly anybody has signed up."""
    said = N(
        "“{title}” is {when}, and only {n} person has signed up.",
        "“{title}” is {when}, and only {n} people have signed up.",
        going,
        title=event.plan.title,
        when=Moment(event.plan.starts_at, "relative"),
    )
    return said, Button(T("Look at it"), Show(event.id))
