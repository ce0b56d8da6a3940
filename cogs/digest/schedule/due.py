"""When a digest is due; no I/O."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from bot.api.calendar import local_date, stamp

from ..config import WEEKDAYS, DigestConfig

Kind = Literal["week", "day", "month"]
Reader = Literal["moderators", "owners"]

LATE_MS = 2 * 3_600_000


@dataclass(frozen=True, slots=True)
class Schedule:
    """At `clock` in `zone`: every week on `weekday` (Monday is 0), every day, or every month on its
    first day. `readers` are those who get it."""

    kind: Kind
    clock: time
    zone: str
    weekday: int = 0
    readers: frozenset[Reader] = frozenset()


@dataclass(frozen=True, slots=True)
class Due:
    """One digest. `period` is the local ISO week ("2026-W22"), day ("2026-05-28") or month
    ("2026-05") it is due in, of which there is only one digest; `at` is when, in UTC milliseconds,
    on the local `day`."""

    at: int
    period: str
    day: date


def schedules(config: DigestConfig, zone: str) -> Mapping[Kind, Schedule]:
    """What the settings ask for. Who reads equally often reads the same digest."""
    readers: dict[Kind, set[Reader]] = {}
    if config.to_owner and config.every != "off":
        readers.setdefault(config.every, set()).add("owners")
        if config.month_review:
            readers["month"] = {"owners"}
    often = config.every if config.moderators_every == "same" else config.moderators_every
    if config.to_moderators and often != "off":
        readers.setdefault(often, set()).add("moderators")
    if not config.enabled:
        readers.clear()
    clock, weekday = time.fromisoformat(config.time), WEEKDAYS.index(config.weekday)
    return {
        kind: Schedule(kind, clock, zone, weekday, frozenset(to)) for kind, to in readers.items()
    }


def kind_of(period: str) -> Kind:
    """Which kind of digest a period belongs to."""
    if "W" in period:
        return "week"
    return "day" if period.count("-") > 1 else "month"


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
    today, steps = local_date(now, schedule.zone), range(-2, 3 + more)
    match schedule.kind:
        case "week":
            first = today + timedelta(days=schedule.weekday - today.weekday())
            named = {(day := first + timedelta(days=7 * n)): week_of(day) for n in steps}
        case "day":
            named = {(day := today + timedelta(days=n)): day.isoformat() for n in steps}
        case "month":
            named = {(day := month_from(today, n)): f"{day:%Y-%m}" for n in steps}
    return [
        Due(stamp(day, schedule.clock, schedule.zone), period, day) for day, period in named.items()
    ]


def month_from(day: date, months: int) -> date:
    """The first day of the month so many months after that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
