"""On track or behind, and by how much: a straight line from the start to the date; no I/O."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from .model import DAY_MS, WEEK_MS, Goal

EARLY_MS = 3 * DAY_MS
EARLY_SHARE = 0.1

Verdict = Literal["reached", "missed", "on_track", "behind", "early", "unknown"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a goal's measure says now. `lately` and `earlier`: of a sum, the last seven days and the
    seven before; of a level, `earlier` is the one of the window before."""

    value: float | None
    lately: float | None = None
    earlier: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a goal stands.

    `expected` is what the straight line has for now; `needed` what has to be added a week from now
    on (of a level: by how much it has to move a week), `coming` what the date will see if all goes
    on as it went since the start. None where that says nothing.
    """

    verdict: Verdict
    value: float | None = None
    expected: float | None = None
    needed: float | None = None
    coming: float | None = None


def standing(goal: Goal, reading: Reading, now: int) -> Standing:
    """The verdict, with its reasons in numbers."""
    if reading.value is None:
        return Standing("unknown")
    if goal.kind == "level":
        return _level(goal, reading.value, now)
    return _rising(goal, reading.value, now) if goal.aim == "up" else _capped(goal, reading, now)


def _elapsed(goal: Goal, now: int) -> float:
    """The share of the time that is over, 0..1."""
    if goal.due_at is None or goal.due_at <= goal.start_at:
        return 1.0
    return min(1.0, max(0.0, (now - goal.start_at) / (goal.due_at - goal.start_at)))


def _weeks_left(goal: Goal, now: int) -> float:
    """At least a day, lest what is missing a week becomes absurd at the end."""
    left = (goal.due_at - now) if goal.due_at is not None else WEEK_MS
    return max(left, DAY_MS) / WEEK_MS


def _is_early(goal: Goal, now: int) -> bool:
    """Too soon for a pace: within three days and the first tenth of the time."""
    return now - goal.start_at < EARLY_MS and _elapsed(goal, now) < EARLY_SHARE


def _rising(goal: Goal, value: float, now: int) -> Standing:
    """A sum that is to grow: reached as soon as it is there."""
    over = _elapsed(goal, now)
    expected = goal.target * over
    if value >= goal.target:
        return Standing("reached", value, expected)
    coming = value / over if over > 0 else None
    if goal.due_at is not None and now >= goal.due_at:
        return Standing("missed", value, goal.target, coming=coming)
    needed = (goal.target - value) / _weeks_left(goal, now)
    verdict: Verdict = "on_track" if value >= math.floor(expected) else "behind"
    if _is_early(goal, now):
        verdict, coming = "early", None
    return Standing(verdict, value, expected, needed, coming)


def _capped(goal: Goal, reading: Reading, now: int) -> Standing:
    """A sum that is to stay small: missed as soon as it is too large."""
    value, over = reading.value or 0.0, _elapsed(goal, now)
    if value > goal.target:
        return Standing("missed", value, goal.target)
    if goal.due_at is not None and now >= goal.due_at:
        return Standing("reached", value, goal.target)
    expected = goal.target * over
    if _is_early(goal, now):
        return Standing("early", value, expected)
    verdict: Verdict = "on_track" if value <= math.ceil(expected) else "behind"
    return Standing(verdict, value, expected, coming=value / over if over > 0 else None)


def _level(goal: Goal, value: float, now: int) -> Standing:
    """A level is judged on its date; until then it should be on the line from where it began."""
    sign = 1 if goal.aim == "up" else -1
    met = sign * (value - goal.target) >= 0
    if goal.due_at is not None and now >= goal.due_at:
        return Standing("reached" if met else "missed", value, goal.target)
    if met:
        return Standing("on_track", value, goal.target)
    if goal.due_at is None:
        return Standing("behind", value, goal.target)
    needed = abs(goal.target - value) / _weeks_left(goal, now)
    if goal.baseline is None:
        return Standing("behind", value, goal.target, needed)
    expected = goal.baseline + (goal.target - goal.baseline) * _elapsed(goal, now)
    if sign * (goal.baseline - goal.target) >= 0:  # it was met at the start, and is no more
        expected = goal.target
    on_line = sign * (value - expected) >= 0
    if _is_early(goal, now):
        return Standing("early", value, expected, needed)
    return Standing("on_track" if on_line else "behind", value, expected, needed)
