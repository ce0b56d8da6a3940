"""When which step is due, and what to leave out; no I/O.

Steps are due at a local time of their reader. What a clock change makes twice means the first
time, what it skips moves forward; steps never change their order over that.
"""

from __future__ import annotations

from collections.abc import Sequence as Row
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.api.calendar import local_date, stamp

from .model import NOT_BEGUN, Step

DAY_MS = 86_400_000
HELD_DAYS = 8


@dataclass(frozen=True, slots=True)
class Due:
    """A step and when it is due, in UTC milliseconds."""

    step: Step
    at: int


def ordered(steps: Row[Step]) -> list[Step]:
    """As they follow each other."""
    return sorted(steps, key=lambda step: step.place)


def dues(steps: Row[Step], anchor: date, zone: str) -> list[Due]:
    """All steps of somebody whose first day is `anchor`, never one before the one before it."""
    found: list[Due] = []
    latest = 0
    for step in ordered(steps):
        latest = max(latest, stamp(anchor + timedelta(days=step.day), step.clock, zone))
        found.append(Due(step, latest))
    return found


def first(steps: Row[Step], anchor: date, zone: str, came_at: int) -> Due | None:
    """The first step for somebody who comes to a sequence at that moment; None when all are past.

    They get no old steps. Only those of their very first day, if that is today, are not lost when
    their time has passed: they come at once.
    """
    today = local_date(came_at, zone) == anchor
    for due in dues(steps, anchor, zone):
        if due.at >= came_at:
            return due
        if today and due.step.day == 0:
            return Due(due.step, came_at)
    return None


def following(
    steps: Row[Step], anchor: date, zone: str, done: tuple[int, int] = NOT_BEGUN
) -> Due | None:
    """The first step behind the place that somebody has reached; None at the end."""
    return next((due for due in dues(steps, anchor, zone) if due.step.place > done), None)


def replaced_at(planned: Row[Due], step: Step) -> int | None:
    """When the next later step is due, from which on this one is out of date. Steps that are due
    together do not replace each other; nothing replaces the last ones."""
    own = next(due.at for due in planned if due.step.id == step.id)
    return next((due.at for due in planned if due.at > own), None)


def outdated_at(due_at: int, replaced: int | None) -> int:
    """From when on a step that is held back is out of date: once another replaces it, and after a
    week and a day, which is as long as a full week and a night can hold it back."""
    latest = due_at + HELD_DAYS * DAY_MS
    return latest if replaced is None else min(latest, replaced)


def verdict(
    due_at: int, replaced: int | None, now: int, overdue_days: int
) -> Literal["go", "late", "overdue"]:
    """What to do with a step whose time has come: `due_at` is when it was to go out, which is
    later than planned where it was held back."""
    if now - due_at > overdue_days * DAY_MS:
        return "overdue"
    if replaced is not None and now >= replaced:
        return "late"
    return "go"
