"""Things that repeat: on which local days, at which local time; no I/O."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal, get_args

from ..text import T, Text
from . import local, local_date, stamp

Every = Literal["daily", "workdays", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monthly"]
WEEK: tuple[Every, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKDAYS = 5
LONGEST_MONTH = 31
DAY_MS = 86_400_000
SEARCH_DAYS = 2 * LONGEST_MONTH + 2  # in so many days every rhythm has a day

TITLES: dict[Every, T] = {
    "daily": T("every day"),
    "workdays": T("Monday to Friday"),
    "mon": T("every Monday"),
    "tue": T("every Tuesday"),
    "wed": T("every Wednesday"),
    "thu": T("every Thursday"),
    "fri": T("every Friday"),
    "sat": T("every Saturday"),
    "sun": T("every Sunday"),
    "monthly": T("every month"),
}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """On which local days, and at which local time. `day` is that of the month (monthly only);
    in a month without it, the last day stands for it."""

    every: Every
    clock: time
    day: int = 1

    @staticmethod
    def read(text: str) -> Rhythm:
        """What `str` gave: "daily 09:00", "workdays 09:00", "weekly mon 09:00", "monthly 1 09:00".
        ValueError for anything else."""
        match text.split():
            case ["daily" | "workdays" as every, clock]:
                return Rhythm(every, time.fromisoformat(clock))
            case ["weekly", day, clock] if day in WEEK:
                return Rhythm(day, time.fromisoformat(clock))
            case ["monthly", day, clock] if day.isdecimal() and 1 <= int(day) <= LONGEST_MONTH:
                return Rhythm("monthly", time.fromisoformat(clock), int(day))
        raise ValueError(f"not a rhythm: {text!r}")

    def __str__(self) -> str:
        clock = f"{self.clock:%H:%M}"
        if self.every in WEEK:
            return f"weekly {self.every} {clock}"
        return f"monthly {self.day} {clock}" if self.every == "monthly" else f"{self.every} {clock}"

    def falls_on(self, day: date) -> bool:
        """Whether that local day is one of its days."""
        if self.every == "daily":
            return True
        if self.every == "workdays":
            return day.weekday() < WORKDAYS
        if self.every == "monthly":
            return day.day == min(self.day, monthrange(day.year, day.month)[1])
        return WEEK.index(self.every) == day.weekday()

    @property
    def gap(self) -> int:
        """Milliseconds from one to the next, at least; hours of a clock change left aside."""
        if self.every in WEEK:
            return 7 * DAY_MS
        return 28 * DAY_MS if self.every == "monthly" else DAY_MS

    def told(self) -> Text:
        """In words."""
        at = f"{self.clock:%H:%M}"
        if self.every != "monthly":
            return T("{days} at {time}", days=TITLES[self.every], time=at)
        if self.day > 28:
            return T("every month on day {day} (else on its last) at {time}", day=self.day, time=at)
        return T("every month on day {day} at {time}", day=self.day, time=at)


@dataclass(frozen=True, slots=True)
class Due:
    """One time of a rhythm: `at` in UTC milliseconds, and the local day, "2026-03-02", which has
    only one."""

    at: int
    period: str


def next_due(rhythm: Rhythm, now: int, zone: str) -> Due:
    """The first one to come."""
    return next(due for due in _days(rhythm, now, zone, 1) if due.at > now)


def newest_due(rhythm: Rhythm, now: int, zone: str) -> Due:
    """The last one that should have come by now."""
    return next(due for due in _days(rhythm, now, zone, -1) if due.at <= now)


def _days(rhythm: Rhythm, now: int, zone: str, step: int) -> Iterator[Due]:
    """The times around now, from one day before on (or after, backwards)."""
    today = local_date(now, zone)
    for n in range(-1, SEARCH_DAYS):
        day = today + timedelta(days=n * step)
        if rhythm.falls_on(day):
            yield Due(stamp(day, rhythm.clock, zone), day.isoformat())


def day_at(now: int, zone: str) -> int:
    """The day of the month, where the community is."""
    return local(now, zone).day


EVERY: frozenset[str] = frozenset(get_args(Every))
