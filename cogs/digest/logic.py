"""When a digest is due and which days it is about; no I/O."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from bot.api.calendar import local_date, stamp

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_MS = 86_400_000
LATE_MS = 2 * 3_600_000
CHART_DAYS = 14
LONG_MS, VERY_LONG_MS = 600_000, 2 * DAY_MS
# the bounds that VADER's authors recommend
POSITIVE, NEGATIVE = 0.05, -0.05


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every week on `weekday` (Monday is 0) or every day, at `clock` in `zone`."""

    every: Literal["week", "day"]
    weekday: int
    clock: time
    zone: str


@dataclass(frozen=True, slots=True)
class Due:
    """One digest. `period` is the local ISO week ("2026-W22") or day ("2026-05-28") it is due in,
    of which there is only one digest; `at` is when, in UTC milliseconds."""

    at: int
    period: str
    day: date


@dataclass(frozen=True, slots=True)
class Span:
    """The period reported, [start, end), and the one before, [before, start).

    `chart` is where the last 14 local days of the span begin.
    """

    before: int
    start: int
    end: int
    chart: int


@dataclass(slots=True)
class Tally:
    """How many messages sounded positive, neutral and negative; the sum of their scores (-1..1)."""

    positive: int = 0
    neutral: int = 0
    negative: int = 0
    score_sum: float = 0.0

    @property
    def judged(self) -> int:
        """All that were counted."""
        return self.positive + self.neutral + self.negative

    @property
    def mean(self) -> int | None:
        """The mean score in hundredths, -100 to 100; None of nothing."""
        return round(100 * self.score_sum / self.judged) if self.judged else None

    def count(self, score: float) -> None:
        """One more message."""
        if score >= POSITIVE:
            self.positive += 1
        elif score <= NEGATIVE:
            self.negative += 1
        else:
            self.neutral += 1
        self.score_sum += score


def midnight(at: int, zone: str) -> int:
    """When the local day of a UTC millisecond began."""
    return stamp(local_date(at, zone), time(), zone)


def week_of(day: date) -> str:
    """The ISO week of a date, as "2026-W22"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def next_due(schedule: Schedule, now: int, done: Collection[str] = ()) -> Due:
    """The first digest to come whose period is not done yet."""
    coming = (due for due in _around(schedule, now, len(done)) if due.at > now)
    return next(due for due in coming if due.period not in done)


def newest_due(schedule: Schedule, now: int) -> Due:
    """The last digest that should have come by now."""
    return [due for due in _around(schedule, now) if due.at <= now][-1]


def _around(schedule: Schedule, now: int, more: int = 0) -> list[Due]:
    """The digests due about now, in order, and `more` further ones."""
    today = local_date(now, schedule.zone)
    step = 1
    if schedule.every == "week":
        today += timedelta(days=schedule.weekday - today.weekday())
        step = 7
    days = [today + timedelta(days=step * n) for n in range(-2, 3 + more)]
    return [
        Due(
            stamp(day, schedule.clock, schedule.zone),
            week_of(day) if schedule.every == "week" else day.isoformat(),
            day,
        )
        for day in days
    ]


def whole_days(schedule: Schedule, due: Due) -> Span:
    """The whole local days before the day on which a digest is due."""
    length = 7 if schedule.every == "week" else 1

    def back(days: int) -> int:
        return stamp(due.day - timedelta(days=days), time(), schedule.zone)

    return Span(back(2 * length), back(length), back(0), back(CHART_DAYS))


def up_to(now: int, zone: str) -> Span:
    """The seven times 24 hours before now."""
    week, first = 7 * DAY_MS, local_date(now, zone) - timedelta(days=CHART_DAYS - 1)
    return Span(now - 2 * week, now - week, now, stamp(first, time(), zone))


def rounded_seconds(milliseconds: int) -> int:
    """A length worth reading: whole minutes from ten minutes on, whole hours from two days on."""
    size = 3600 if milliseconds >= VERY_LONG_MS else 60 if milliseconds >= LONG_MS else 1
    return max(1, round(milliseconds / 1000 / size) * size)
