"""What to expect of a day, from the days before, and whether it was unusual; no I/O.

The level is smoothed exponentially after the weekdays' own factors were divided out; the dispersion
comes from errors one day ahead, so that it holds what the level does not know. What is far off
counts only up to a bound: a spike does not make the next one usual, a new level does so slowly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from . import counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEK = 7
WINDOW = 12 * WEEK
LEARNING = 3 * WEEK
"""Days of history without which a series is not watched."""
HALF_LIFE = 14.0
STEP = 1 - 0.5 ** (1 / HALF_LIFE)
WARM_UP = 14
FAR = 3.0  # standard deviations up to which a day counts
PRIOR_DAYS, PRIOR_DISPERSION = 10.0, 0.1
SHRINK = 1.0  # weeks like every other that each weekday is thought to have had
DAYS_A_MONTH = 30.4

Side = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Expected:
    """A day before it is known: mean and variance mean + dispersion * mean**2."""

    mean: float
    dispersion: float

    def band(self, chance: float) -> tuple[int, int]:
        """The counts between which it stays, but for that chance on either side."""
        return (
            counts.lowest(chance, self.mean, self.dispersion),
            counts.highest(chance, self.mean, self.dispersion),
        )

    def chance(self, count: float, side: Side) -> float:
        """How likely so much (or so little) is."""
        tail = counts.at_least if side == "up" else counts.at_most
        return tail(count, self.mean, self.dispersion)


def chance_of_alarm(false_alarms: float, tests_a_day: int) -> float:
    """The chance that one test may have, so that all of them together raise so many false alarms a
    month (Bonferroni)."""
    return false_alarms / (DAYS_A_MONTH * max(1, tests_a_day))


def expected(
    before: NDArray[np.float64],
    weekday: int,
    exposure: NDArray[np.float64] | None = None,
    now: float = 1.0,
) -> Expected | None:
    """What to expect of the day after `before`, which has one value a day.

    `weekday` (0..6) is the day's own. With `exposure` it is a share that is watched: `before` of
    so many on each day, and `now` of them that day. None while there are fewer than three weeks.
    """
    if len(before) < LEARNING:
        return None
    values = before[-WINDOW:]
    of = np.ones(len(values)) if exposure is None else exposure[-WINDOW:]
    days = (weekday - np.arange(len(values), 0, -1)) % WEEK
    season = np.ones(WEEK)
    dispersion = PRIOR_DISPERSION
    level = 0.0
    for _ in range(3):  # what is far off is known better each time
        level, means, clipped = _smooth(values, of * season[days], dispersion)
        if exposure is None:
            season = _season(clipped, days)
        dispersion = _dispersion(means[WARM_UP:], clipped[WARM_UP:])
    return Expected(max(level * now * float(season[weekday]), 0.02), dispersion)


def _smooth(
    values: NDArray[np.float64], factor: NDArray[np.float64], dispersion: float
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """The level after the last day; what each day's mean was thought to be the day before; and the
    values, brought within the bound."""
    start = slice(0, WARM_UP)
    rate = values[start] / np.maximum(factor[start], 1e-9)
    level = float(np.median(rate) if np.median(rate) > 0 else rate.mean())
    average = max(float(factor.mean()), 1e-9)
    means, clipped = [], []
    # plain numbers: each day needs the one before, and arrays are slow one by one
    for value, by in zip(values.tolist(), factor.tolist(), strict=True):
        mean = level * by
        bound = FAR * math.sqrt(mean + dispersion * mean**2) + 1
        kept = min(max(value, mean - bound), mean + bound)
        means.append(mean)
        clipped.append(kept)
        if by > 0:
            # days that many contribute to say more: a share of few is no share
            level = max(0.0, level + STEP * min(1.0, by / average) * (kept / by - level))
    return level, np.array(means), np.array(clipped)


def _season(values: NDArray[np.float64], days: NDArray[np.int64]) -> NDArray[np.float64]:
    """(7,): each weekday by the average day, drawn towards 1 where few of them were seen."""
    mean = max(float(values.mean()), 1e-9)
    sums = np.bincount(days, weights=values, minlength=WEEK)
    seen = np.bincount(days, minlength=WEEK)
    # rare things teach no weekdays: as if one more such week had been like every other
    prior = SHRINK + 4 / mean
    season = (sums / mean + prior) / (seen + prior)
    return np.asarray(season / season.mean())


def _dispersion(means: NDArray[np.float64], values: NDArray[np.float64]) -> float:
    """By moments, with ten imagined days that keep it from being trusted too early."""
    n = len(means)
    # seven factors were learnt from the same days
    beyond = ((values - means) ** 2 * n / max(n - WEEK, 1) - means).sum()
    squares = (means**2).sum()
    prior = PRIOR_DAYS * float((means**2).mean())
    return float(max(0.0, (beyond + PRIOR_DISPERSION * prior) / max(squares + prior, 1e-9)))
