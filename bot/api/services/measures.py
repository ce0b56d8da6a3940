"""Measures of a community: each is defined in docs/measures.md and computed in one place.

Times are UTC milliseconds, periods half-open [start, end). A "day" is a date ordinal
(`date.toordinal`) in the community's own time zone. Bots never count, nor do members who asked to
be left out of figures, nor those who were erased. Nothing here reads a word of text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Day:
    """One local day in sums. `active` is the number of members who wrote, `members` how many were
    here when it ended."""

    day: int
    messages: int
    replies: int
    active: int
    joins: int
    leaves: int
    members: int


@dataclass(frozen=True, slots=True)
class Growth:
    """Who came and went in a period. `returned` of the joins had been here before."""

    members: int
    joins: int
    leaves: int
    returned: int


@dataclass(frozen=True, slots=True)
class Activation:
    """Of those who joined in the period: how many wrote within so many days, and how many of them
    got a first reply from somebody else within as many. `open` may still do so."""

    joined: int
    wrote: int
    answered: int
    open: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who first came in the week or month that begins on the local day `start`. `kept[n]`
    wrote in the n-th week or month after (0 is the one they came in); only periods that are over
    are listed."""

    start: int
    size: int
    kept: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Active:
    """Distinct members who wrote in the last 1, 7 and 28 local days that were over; `mean_day` is
    the mean of the last 28 days' daily numbers."""

    day: int
    week: int
    month: int
    mean_day: float

    @property
    def stickiness(self) -> float | None:
        """Mean daily by monthly active members, 0..1; None where nobody wrote."""
        return self.mean_day / self.month if self.month else None


@dataclass(frozen=True, slots=True)
class Responses:
    """Messages that open a conversation (replies to nobody), how many of them somebody else
    answered, and how long the first answer took; None where there was none."""

    opened: int
    answered: int
    median_ms: int | None
    p90_ms: int | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How evenly people take part: Gini coefficient of messages over those who wrote (0 all alike,
    towards 1 one alone), and the share of all messages that the busiest tenth wrote; None of
    fewer than two writers. `reach` of `members` wrote or reacted."""

    writers: int
    gini: float | None
    top_tenth: float | None
    reach: int
    members: int


@dataclass(frozen=True, slots=True)
class Links:
    """Directed pairs of members in a period: arrays of equal length, ids int64, counts int64.

    `source` replied to, mentioned or reacted to `target`; never to oneself.
    """

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    replies: NDArray[np.int64]
    mentions: NDArray[np.int64]
    reactions: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Histories:
    """What each member did by seven days: the last column ends with the day asked for.

    `members` (n,) int64; `messages`, `replies` (written to others), `answered` (replies got) and
    `days` (days with a message, 0..7) are (n, weeks) int32. `first` (n,) is the ordinal of the day
    they joined, or were first seen. Only members who ever wrote; `here` (n,) says who still is.
    """

    members: NDArray[np.int64]
    first: NDArray[np.int64]
    here: NDArray[np.bool_]
    messages: NDArray[np.int32]
    replies: NDArray[np.int32]
    answered: NDArray[np.int32]
    days: NDArray[np.int32]


class Measures(Protocol):
    """What is known about a community, from rollups: never slower for a longer history."""

    async def days(self, community_id: int, first: int, last: int) -> Sequence[Day]:
        """Every local day from `first` to `last`, both included, also those without anything."""

    async def growth(self, community_id: int, start: int, end: int) -> Growth:
        """Joins and leaves; `members` when the period ended."""

    async def activation(
        self, community_id: int, start: int, end: int, *, within_days: int, now: int
    ) -> Activation:
        """What became of those who joined in the period, as far as is known `now`."""

    async def retention(
        self, community_id: int, unit: Literal["week", "month"], cohorts: int, day: int
    ) -> Sequence[Cohort]:
        """The last cohorts up to that local day, oldest first. ISO weeks, calendar months."""

    async def active(self, community_id: int, day: int) -> Active:
        """The days that were over when the local day `day` began."""

    async def responses(self, community_id: int, start: int, end: int) -> Responses:
        """How quickly people get an answer. Waiting ends with the first reply by somebody else,
        however late; one that came after `end` does not count."""

    async def spread(self, community_id: int, start: int, end: int) -> Spread:
        """How many take part, and how evenly."""

    async def links(self, community_id: int, first: int, last: int) -> Links:
        """Who turned to whom, local days `first` to `last`, both included."""

    async def histories(self, community_id: int, day: int, weeks: int) -> Histories:
        """Seven-day columns; the last one ends with the local day before `day`."""

    async def leave_out(self, member_id: int, out: bool) -> None:
        """Leave a member out of every measure from now on, past included; or count them again."""

    async def left_out(self, community_id: int) -> frozenset[int]:
        """Members who asked to be left out."""
