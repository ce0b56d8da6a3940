"""Days of a community: when its daily round is due, and which months have ended; no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.api.calendar import local_date, stamp


@dataclass(frozen=True, slots=True)
class Round:
    """A daily round: `at` is when (UTC ms), `day` the local day that it is for."""

    at: int
    day: date


def next_round(now: int, clock: time, zone: str) -> Round:
    """The first round after `now`."""
    today = local_date(now, zone)
    days = (today + timedelta(days=n) for n in range(3))
    rounds = (Round(stamp(day, clock, zone), day) for day in days)
    return next(one for one in rounds if one.at > now)


def firsts(start: date, end: date) -> list[date]:
    """The first days of months in [start, end]."""
    found, first = list[date](), start.replace(day=1)
    while first <= end:
        if first >= start:
            found.append(first)
        first = (first + timedelta(days=31)).replace(day=1)
    return found


def month_before(first: date) -> date:
    """The first day of the month before one that begins on `first`."""
    return (first - timedelta(days=1)).replace(day=1)
