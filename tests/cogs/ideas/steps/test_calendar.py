"""When rounds are due, over clock changes too, and which months they close."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import pairwise

import pytest

from bot.api.calendar import midnight
from cogs.ideas.steps.calendar import firsts, month_before, next_round

NINE = time(9)


def utc(*at: int) -> int:
    return round(datetime(*at, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("now", "at", "day"),
    [
        (utc(2026, 5, 28, 6, 59), utc(2026, 5, 28, 7), date(2026, 5, 28)),
        (utc(2026, 5, 28, 7), utc(2026, 5, 29, 7), date(2026, 5, 29)),
        # the local day, not that of UTC
        (utc(2026, 5, 28, 22, 30), utc(2026, 5, 29, 7), date(2026, 5, 29)),
        # nine stays nine when the clocks go back and forward
        (utc(2026, 10, 24, 8), utc(2026, 10, 25, 8), date(2026, 10, 25)),
        (utc(2026, 3, 28, 9), utc(2026, 3, 29, 7), date(2026, 3, 29)),
    ],
)
def test_the_next_round_is_at_nine_in_berlin(now: int, at: int, day: date) -> None:
    due = next_round(now, NINE, "Europe/Berlin")
    assert (due.at, due.day) == (at, day)


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("clock", [time(2, 30), time(0), time(23, 59)])
def test_each_day_has_one_round_over_a_clock_change(change: date, clock: time) -> None:
    now, days = midnight(change, "Europe/Berlin") - 3 * 86_400_000, list[date]()
    for _ in range(7):
        due = next_round(now, clock, "Europe/Berlin")
        assert due.at > now
        now = due.at
        days.append(due.day)
    assert [(b - a).days for a, b in pairwise(days)] == [1] * 6


def test_an_unknown_zone_counts_as_utc() -> None:
    assert next_round(utc(2026, 5, 28, 8), NINE, "Mars/Olympus").at == utc(2026, 5, 28, 9)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 10, 31), date(2026, 10, 31), []),
        (date(2026, 11, 1), date(2026, 11, 1), [date(2026, 11, 1)]),
        (date(2026, 11, 2), date(2026, 11, 30), []),
        (date(2026, 10, 30), date(2026, 11, 5), [date(2026, 11, 1)]),
        (
            date(2026, 11, 15),
            date(2027, 2, 1),
            [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)],
        ),
    ],
)
def test_months_that_begin_within_some_days(start: date, end: date, months: list[date]) -> None:
    assert firsts(start, end) == months


def test_the_month_before() -> None:
    assert month_before(date(2026, 11, 1)) == date(2026, 10, 1)
    assert month_before(date(2027, 1, 1)) == date(2026, 12, 1)
