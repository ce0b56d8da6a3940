"""Which days a digest is about, and how a button says so in a few characters; no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.api.boards.reports import Period
from bot.api.calendar import local_date, midnight

from .due import Kind, month_from

DAY_MS = 86_400_000
MINUTE_MS = 60_000
WEEK_DAYS = 7
LETTERS: dict[str, Kind] = {"w": "week", "d": "day", "m": "month"}


@dataclass(frozen=True, slots=True)
class Span:
    """What a digest is about. `kind` "now" stands for the seven times 24 hours up to `period.end`,
    the others for whole local days. `code` names it ("w2026-06-01", "n29641337") in the payload of
    a button."""

    kind: Kind | Literal["now"]
    period: Period
    code: str


def whole(kind: Kind, day: date, zone: str) -> Span:
    """The whole local days, or the month, before the day on which a digest is due."""
    if kind == "month":
        starts = [month_from(day, n) for n in (-2, -1, 0)]
    else:
        length = WEEK_DAYS if kind == "week" else 1
        starts = [day - timedelta(days=length * n) for n in (2, 1, 0)]
    before, start, end = (midnight(one, zone) for one in starts)
    return Span(kind, Period(before, start, end), f"{kind[0]}{day.isoformat()}")


def up_to(now: int) -> Span:
    """The seven times 24 hours up to the end of the present minute."""
    return _week_to(now // MINUTE_MS + 1)


def _week_to(minute: int) -> Span:
    end, week = minute * MINUTE_MS, WEEK_DAYS * DAY_MS
    return Span("now", Period(end - 2 * week, end - week, end), f"n{minute}")


def coded(code: str, zone: str) -> Span | None:
    """The span that a code stands for; None for what is no code."""
    letter, rest = code[:1], code[1:]
    try:
        if letter == "n" and rest.isascii() and rest.isdecimal() and len(rest) < WEEK_DAYS + 3:
            return _week_to(int(rest))
        return whole(LETTERS[letter], date.fromisoformat(rest), zone)
    except (KeyError, ValueError, OverflowError, OSError):
        return None


def last_day(period: Period, zone: str) -> date:
    """The last local day of a period, also when it is not over yet."""
    return local_date(period.end - 1, zone)


def running(period: Period, zone: str) -> bool:
    """Whether the last local day of a period is not over."""
    return midnight(local_date(period.end, zone), zone) != period.end
