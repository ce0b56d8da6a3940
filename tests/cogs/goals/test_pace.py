"""On track or behind: sums that are to grow, sums that are to stay small, levels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.api.calendar import local_date, midnight
from cogs.goals.measuring import Measured
from cogs.goals.model import DAY_MS, WEEK_MS, Goal, prolonged
from cogs.goals.pace import Reading, standing
from cogs.goals.wording.lists import section
from cogs.goals.wording.names import Told

START = 1_780_000_000_000
TEN_WEEKS = START + 10 * WEEK_MS
IDEAS = Goal(
    1, 1, "ideas.posted", "", "sum", "up", "count", 20, None, START, TEN_WEEKS, 1, 7, START
)
FLAGS = replace(IDEAS, metric="safety.flags", aim="down", target=10)
STICKY = replace(IDEAS, kind="level", unit="share", target=0.3, baseline=0.2)
CHURN = replace(STICKY, aim="down", target=0.05, baseline=0.15)


def verdict(goal: Goal, value: float | None, weeks: float) -> str:
    return standing(goal, Reading(value), START + round(weeks * WEEK_MS)).verdict


@pytest.mark.parametrize(
    ("goal", "value", "weeks", "expected"),
    [
        (IDEAS, 0, 0, "early"),
        (IDEAS, 0, 0.4, "early"),
        (IDEAS, 10, 5, "on_track"),
        (IDEAS, 9, 5, "behind"),
        (IDEAS, 9, 4.9, "on_track"),
        (IDEAS, 20, 3, "reached"),
        (IDEAS, 20, 11, "reached"),
        (IDEAS, 19, 10, "missed"),
        (IDEAS, None, 5, "unknown"),
        (FLAGS, 0, 0.1, "early"),
        (FLAGS, 5, 5, "on_track"),
        (FLAGS, 6, 5, "behind"),
        (FLAGS, 11, 5, "missed"),
        (FLAGS, 10, 10, "reached"),
        (STICKY, 0.25, 5, "on_track"),
        (STICKY, 0.24, 5, "behind"),
        (STICKY, 0.31, 2, "on_track"),
        (STICKY, 0.31, 10, "reached"),
        (STICKY, 0.29, 10, "missed"),
        (STICKY, 0.1, 0.1, "early"),
        (CHURN, 0.1, 5, "on_track"),
        (CHURN, 0.11, 5, "behind"),
        (CHURN, 0.05, 10, "reached"),
        (replace(STICKY, baseline=None), 0.29, 5, "behind"),
        (replace(STICKY, baseline=0.35), 0.29, 5, "behind"),
        (replace(STICKY, due_at=None), 0.29, 5, "behind"),
        (replace(STICKY, due_at=None), 0.3, 500, "on_track"),
    ],
)
def test_verdicts(goal: Goal, value: float | None, weeks: float, expected: str) -> None:
    assert verdict(goal, value, weeks) == expected


def test_what_is_missing_a_week() -> None:
    found = standing(IDEAS, Reading(8), START + 6 * WEEK_MS)
    assert (found.expected, found.needed) == (12, 3)
    assert found.coming == pytest.approx(8 / 0.6)
    level = standing(STICKY, Reading(0.22), START + 5 * WEEK_MS)
    assert level.needed == pytest.approx(0.08 / 5)
    # on the last day it is what is left, not a multiple of it
    last = standing(IDEAS, Reading(19), TEN_WEEKS - DAY_MS // 24)
    assert last.needed == pytest.approx(7)


def test_where_a_limit_is_heading() -> None:
    assert standing(FLAGS, Reading(8), START + 5 * WEEK_MS).coming == pytest.approx(16)


def test_nothing_reassuring_is_said_of_goals_that_nobody_can_count() -> None:
    def notes(value: float | None) -> str:
        reading = Reading(value)
        told = Told(Measured(IDEAS, reading, None), standing(IDEAS, reading, START + 5 * WEEK_MS))
        made = section([told], [])
        assert made is not None
        return " ".join(str(note) for note in made.notes)

    assert notes(10) == "No goal is behind."
    assert notes(None) == ""


@pytest.mark.parametrize(
    ("due", "until"),
    [(date(2026, 10, 20), date(2026, 11, 17)), (date(2026, 3, 10), date(2026, 4, 7))],
)
def test_four_weeks_more_have_as_many_days_over_a_clock_change(due: date, until: date) -> None:
    zone = "Europe/Berlin"
    at = midnight(due, zone)
    for pressed in (at, at + DAY_MS - 1):
        end = prolonged(at, pressed, zone)
        assert (local_date(end, zone), end) == (until, midnight(until, zone))
