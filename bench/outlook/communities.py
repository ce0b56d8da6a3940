"""Generated communities: what was planted is known, so what is found can be judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.api.services.measures import Day, Histories

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEK = 7
TODAY = 739_000
WEEKDAYS = np.array([1.15, 1.2, 1.15, 1.1, 1.0, 0.65, 0.75])
"""Monday to Sunday, mean 1."""


@dataclass(frozen=True, slots=True)
class People:
    """A community by members and days, (n, days) each; the last day is the one before TODAY.

    `joined` and `left` are places on the axis of days; `left` is past the end for who stays.
    """

    messages: NDArray[np.int64]
    replies: NDArray[np.int64]
    answered: NDArray[np.int64]
    joined: NDArray[np.int64]
    left: NDArray[np.int64]

    def histories(self, weeks: int, until: int | None = None) -> Histories:
        """As `Measures.histories` gives them, `until` that place on the axis of days."""
        end = self.messages.shape[1] if until is None else until
        span = slice(end - WEEK * weeks, end)
        wrote = (self.messages[:, :end] > 0).any(axis=1)
        today = TODAY - (self.messages.shape[1] - end)
        return Histories(
            members=np.flatnonzero(wrote).astype(np.int64) + 1,
            first=(today - end + self.joined[wrote]).astype(np.int64),
            here=np.ones(int(wrote.sum()), dtype=bool),
            messages=_weekly(self.messages[wrote, span]),
            replies=_weekly(self.replies[wrote, span]),
            answered=_weekly(self.answered[wrote, span]),
            days=_weekly((self.messages[wrote, span] > 0).astype(np.int64)),
        )


def _weekly(daily: NDArray[np.int64]) -> NDArray[np.int32]:
    return daily.reshape(len(daily), -1, WEEK).sum(axis=2).astype(np.int32)


def people(
    rng: np.random.Generator,
    members: int = 300,
    days: int = 448,
    *,
    departing: float = 0.004,
    fading: float = 0.6,
) -> People:
    """Each member writes with a rhythm of their own. `departing` is the chance of going for good on
    a day, three times as high for newcomers in their first month whom nobody answers; `fading` of
    those who go write less and less in their last three weeks."""
    joined = np.where(rng.random(members) < 0.4, 0, rng.integers(0, days - WEEK, members)).astype(
        np.int64
    )
    daily = rng.beta(0.7, 2.5, members)  # chance of writing on a day
    friendly = rng.beta(4, 3, members)  # chance that a message is answered
    ignored = rng.random(members) < 0.25
    friendly[ignored] *= 0.05
    hazard = np.where(friendly < 0.1, 3 * departing, departing)
    left = joined + rng.geometric(hazard)
    day = np.arange(days)
    chance = daily[:, None] * WEEKDAYS[(TODAY - days + day) % WEEK] * np.ones((members, 1))
    to_go = left[:, None] - day
    fades = (rng.random(members) < fading)[:, None] & (to_go <= 21)
    chance = np.where(fades, chance * np.clip(to_go / 21, 0.1, 1), chance)
    chance[(day < joined[:, None]) | (to_go <= 0)] = 0
    writes = rng.random((members, days)) < chance
    writes[np.arange(members), joined] = True  # they came to write
    messages = np.where(writes, 1 + rng.poisson(1.5, (members, days)), 0)
    replies = rng.binomial(messages, 0.4)
    answered = rng.binomial(messages, friendly[:, None])
    return People(messages, replies, answered, joined, left)


def counts(
    rng: np.random.Generator,
    days: int,
    mean: float,
    *,
    spread: float = 0.1,
    memory: float = 0.5,
    growth: float = 0.0,
) -> NDArray[np.int64]:
    """Counts a day: weekdays differ, the mean wanders (an autoregression of the logarithm with that
    standard deviation and memory) and grows by so much a day."""
    shocks = rng.normal(0, spread * np.sqrt(1 - memory**2), days)
    wander = np.zeros(days)
    level = rng.normal(0, spread)
    for n in range(days):
        level = memory * level + shocks[n]
        wander[n] = level
    day = np.arange(days)
    season = WEEKDAYS[(TODAY - days + day) % WEEK]
    # the mean of a lognormal is above its median
    expected = mean * season * np.exp(wander - spread**2 / 2 + growth * day)
    return rng.poisson(expected).astype(np.int64)


def days_of(
    messages: NDArray[np.int64], joins: NDArray[np.int64], leaves: NDArray[np.int64], start: int
) -> list[Day]:
    """The same as `Measures.days` gives them, up to the day before TODAY."""
    members = start + np.cumsum(joins - leaves)
    first = TODAY - len(messages)
    return [
        Day(first + n, int(messages[n]), int(messages[n] * 0.4), int(min(messages[n], members[n])),
            int(joins[n]), int(leaves[n]), int(members[n]))
        for n in range(len(messages))
    ]  # fmt: skip
