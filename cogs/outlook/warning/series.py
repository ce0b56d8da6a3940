"""What is watched, and the judgement of a day; no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..model import Series, Unusual
from . import judging
from .judging import Expected, Side

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Watched:
    """One kind of count. `sides` are what is told; below `least` no spike is. `figure` is its name
    on the board of figures ("" for what `Measures.days` has); `of` the figure that it is a part
    of, if it is a share that is watched. `grows`: over a day it only does, so a spike can be told
    before the day is over."""

    name: Series
    sides: tuple[Side, ...]
    least: int
    figure: str = ""
    of: str = ""
    grows: bool = True


ALL: tuple[Watched, ...] = (
    Watched("messages", ("up", "down"), 20),
    Watched("leaves", ("up",), 3),
    Watched("negative", ("up",), 5, "digest.mood_negative", "digest.mood_judged", False),
    Watched("flags", ("up",), 3, "safety.flags"),
    Watched("unanswered", ("up",), 3, "faq.unanswered"),
    Watched("topics", ("up",), 1, "topics.rising", grows=False),
)
WATCHED: Mapping[str, Watched] = {one.name: one for one in ALL}
FEWEST = 5.0
"""Where fewer are expected a day, an empty day is no drop."""


@dataclass(frozen=True, slots=True)
class History:
    """Values of the local days up to `day`, which is running: its value may still grow."""

    series: Watched
    day: int
    values: NDArray[np.float64]
    of: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is unusual about a day."""

    series: Watched
    side: Side
    day: int
    count: int
    expected: Expected
    chance: float

    def unusual(self, community_id: int) -> Unusual:
        """As it is remembered; the number comes later."""
        return Unusual(
            0, community_id, self.series.name, self.side, self.day, self.day, self.count,
            self.expected.mean, self.expected.dispersion, self.chance,
        )  # fmt: skip


def judged(histories: Sequence[History], false_alarms: float) -> list[Alarm]:
    """What is unusual yesterday and today, where all of it together may raise so many false alarms
    a month. A spike is seen while the day runs: a count only grows, so it is one test a day."""
    begun = [began(history) for history in histories]
    watched = [one for one in begun if learnt(one)]
    tests = sum(len(one.series.sides) for one in watched)
    limit = judging.chance_of_alarm(false_alarms, tests)
    found = []
    for history in watched:
        for back in (2, 1):  # yesterday, today
            found += _day(history, len(history.values) - back, limit)
    return found


def learnt(history: History) -> bool:
    """Whether there are three weeks before yesterday."""
    return len(began(history).values) > judging.LEARNING + 1


def began(history: History) -> History:
    """Without the days before the first one with anything: there was nothing to count then."""
    whole = history.of if history.of is not None else history.values
    some = np.flatnonzero(whole)
    start = int(some[0]) if len(some) else len(whole)
    of = history.of[start:] if history.of is not None else None
    return History(history.series, history.day, history.values[start:], of)


def expected_on(history: History, place: int) -> Expected | None:
    """What the days before say about the day at that place."""
    weekday = (history.day - (len(history.values) - 1 - place) - 1) % judging.WEEK
    if history.of is None:
        return judging.expected(history.values[:place], weekday)
    now = float(history.of[place])
    return judging.expected(history.values[:place], weekday, history.of[:place], now)


def _day(history: History, place: int, limit: float) -> list[Alarm]:
    expected = expected_on(history, place)
    running = place == len(history.values) - 1
    if expected is None:
        return []
    watched, count = history.series, int(history.values[place])
    found = []
    for side in watched.sides:
        if running and (side == "down" or not watched.grows):
            continue
        if count < watched.least if side == "up" else expected.mean < FEWEST:
            continue
        if (chance := expected.chance(count, side)) < limit:
            day = history.day - (len(history.values) - 1 - place)
            found.append(Alarm(watched, side, day, count, expected, chance))
    return found
