"""What is told when a goal is set, changed, reached or missed."""

from __future__ import annotations

from bot.api.boards.sections_text import amount
from bot.api.reply import Button, Look, Reply
from bot.api.text import CommandHint, Moment, N, T, Text, bold, lines

from ..model import DAY_MS
from ..payloads import Extend
from .names import Told, step


def added(told: Told) -> Text:
    """A new goal, echoed so that a misreading is seen."""
    goal, found = told.goal, told.standing
    so_far: Text | None = None
    if found.value is not None:
        value = bold(amount(found.value, goal.unit))
        so_far = (
            T("Since {date}: {n}.", date=Moment(goal.start_at, "date"), n=value)
            if goal.kind == "sum"
            else T("It is {n} now.", n=value)
        )
    pace = None
    if found.needed is not None and goal.kind == "sum":
        pace = T("That takes {n} a week.", n=step(found.needed, goal.unit))
    return lines(
        T("Goal #{id}: {goal}.", id=str(goal.id), goal=bold(told.name)),
        so_far,
        pace,
        T(
            "It stands in every digest. Change it with {edit}, end it with {close}.",
            edit=CommandHint("goal edit"),
            close=CommandHint("goal close"),
        ),
    )


def reached(told: Told, now: int) -> Reply:
    """Once, for the whole team."""
    goal = told.goal
    value = amount(told.standing.value or 0, goal.unit)
    early = (goal.due_at - now) // DAY_MS if goal.due_at is not None else 0
    return Reply(
        lines(
            T("🎉 Goal reached: {goal}.", goal=bold(told.name)),
            T("It is {value} now. Thank you all!", value=value),
            N("That is {n} day early.", "That is {n} days early.", early) if early > 0 else None,
            T("Set the next one with {command}.", command=CommandHint("goal add")),
        ),
        tone="good",
    )


def met(told: Told) -> Reply:
    """A level that is to be kept up, for the first time."""
    value = amount(told.standing.value or 0, told.goal.unit)
    return Reply(
        lines(
            T("🎉 Goal reached: {goal}.", goal=bold(told.name)),
            T("It is {value} now. I go on watching, and say in the digest when it is not.",
              value=value),
        ),
        tone="good",
    )  # fmt: skip


def missed(told: Told) -> Reply:
    """Honestly, with a next step."""
    goal = told.goal
    value = amount(told.standing.value or 0, goal.unit)
    head = T("Goal missed: {goal}. It came to {value}.", goal=bold(told.name), value=value)
    if goal.kind == "sum" and goal.aim == "down":
        return Reply(
            lines(
                head,
                T("Next step: look at what caused it, and set a new limit with {command}.",
                  command=CommandHint("goal add")),
            ),
            tone="warn",
        )  # fmt: skip
    near = goal.kind == "sum" and (told.standing.value or 0) >= goal.target / 2
    if near:
        advice = T("Next step: more than half is done. Give it four more weeks?")
    elif goal.kind == "sum":
        advice = T(
            "Next step: less than half is done. Set a smaller number with {command}, or give it "
            "four more weeks.",
            command=CommandHint("goal add"),
        )
    else:
        advice = T(
            "Next step: read what has changed with {command}, then give it four more weeks or set "
            "another number.",
            command=CommandHint("insights show"),
        )
    more = Button(T("Four more weeks"), Extend(goal.id, goal.due_at or 0), Look.PRIMARY)
    return Reply(lines(head, advice), [[more]], tone="warn")


def lost(told: Told) -> Reply:
    """Its date is over and nobody can say."""
    return Reply(
        T(
            "The date of a goal is over: {goal}. I cannot tell whether it was reached: it was not "
            "counted, or too few people were there to tell.",
            goal=bold(told.name),
        ),
        tone="info",
    )


def extended(told: Told) -> Reply:
    """A missed goal goes on."""
    return Reply(
        T("Goal #{id} goes on: {goal}.", id=str(told.goal.id), goal=bold(told.name)), tone="good"
    )
