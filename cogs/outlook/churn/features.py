"""What is known of each member at a cut-off between two seven-day columns; no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from bot.api.services.measures import Histories

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEK = 7
LOOKBACK = 12
"""Columns before the cut-off that features look at."""
HORIZON = 4
"""Columns after the cut-off: whoever writes in none of them has fallen silent (28 days)."""
PRESENT = 8
"""Whoever wrote in none of the last 8 columns has left already, and is not asked about."""
NEW_DAYS = 28
# half a column: nobody knows on which of its days somebody wrote last
HALF = WEEK / 2
# one imagined day of writing in 14, so that a single day makes no rhythm
PRIOR_DAYS, PRIOR_SPAN = 1.0, 14.0

Family = Literal["silence", "rhythm", "trend", "answers", "replies", "tenure"]
FAMILIES: tuple[Family, ...] = (
    "silence",
    "silence",
    "rhythm",
    "rhythm",
    "trend",
    "replies",
    "answers",
    "answers",
    "tenure",
    "answers",
)
"""What each column of `Facts.matrix` is about."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Arrays of equal length, one place for each member who was present at the cut-off.

    `rows` are places in the histories. `silence` whole weeks without a message, `usual` the
    mean days from one day with a message to the next, `gap` the same drawn towards two weeks where
    few are known, `days` and `weeks` with a message and `messages` in the 12
    weeks; `recent` and `before` are messages of the last 4 weeks and of 4 weeks on average before.
    `unanswered` messages came after the last reply they got. `tenure` is in days.
    """

    rows: NDArray[np.intp]
    silence: NDArray[np.float64]
    usual: NDArray[np.float64]
    gap: NDArray[np.float64]
    days: NDArray[np.float64]
    weeks: NDArray[np.float64]
    possible: NDArray[np.float64]
    messages: NDArray[np.float64]
    recent: NDArray[np.float64]
    before: NDArray[np.float64]
    replies: NDArray[np.float64]
    answered: NDArray[np.float64]
    unanswered: NDArray[np.float64]
    tenure: NDArray[np.float64]

    @property
    def ratio(self) -> NDArray[np.float64]:
        """Silence in terms of the member's own usual gap."""
        return (WEEK * self.silence + HALF) / self.gap

    @property
    def new(self) -> NDArray[np.bool_]:
        """Came within the last 28 days, and nobody has answered them."""
        return np.asarray((self.tenure < NEW_DAYS) & (self.answered == 0))

    def matrix(self) -> NDArray[np.float64]:
        """(members, features), in the order of `FAMILIES`."""
        return np.column_stack(
            [
                np.log(self.ratio),
                np.log1p(self.silence),
                np.log1p(self.days),
                self.weeks / self.possible,
                np.log((self.recent + 1) / (self.before + 1)),
                self.replies / self.messages,
                np.log1p(self.answered / self.messages),
                np.log1p(self.unanswered),
                np.log1p(self.tenure / WEEK),
                self.new.astype(float),
            ]
        )


def facts_at(histories: Histories, day: int, cut: int) -> Facts:
    """Those who were present when column `cut` began; only columns before it are looked at.

    `day` is the one that the histories were asked for: the last column ends before it.
    """
    if not LOOKBACK <= cut <= histories.messages.shape[1]:
        raise ValueError(f"no {LOOKBACK} columns before {cut}")
    seen = slice(cut - LOOKBACK, cut)
    rows = np.flatnonzero((histories.messages[:, cut - PRESENT : cut] > 0).any(axis=1))
    messages = histories.messages[rows, seen].astype(float)
    days = histories.days[rows, seen].sum(axis=1).astype(float)
    replies = histories.replies[rows, seen].sum(axis=1).astype(float)
    answered = histories.answered[rows, seen]
    wrote = messages > 0
    first, last = wrote.argmax(axis=1), LOOKBACK - 1 - wrote[:, ::-1].argmax(axis=1)
    began = day - WEEK * (histories.messages.shape[1] - cut)
    tenure = np.maximum(began - histories.first[rows], 1).astype(float)
    # imported histories may begin before somebody joined
    tenure = np.maximum(tenure, WEEK * (LOOKBACK - 1 - first) + 1)
    return Facts(
        rows=rows,
        silence=(LOOKBACK - 1 - last).astype(float),
        usual=WEEK * (last - first + 1) / days,
        gap=(WEEK * (last - first + 1) + PRIOR_SPAN) / (days + PRIOR_DAYS),
        days=days,
        weeks=wrote.sum(axis=1).astype(float),
        possible=np.minimum(LOOKBACK, np.ceil(tenure / WEEK)),
        messages=messages.sum(axis=1),
        recent=messages[:, -HORIZON:].sum(axis=1),
        before=messages[:, :-HORIZON].sum(axis=1) * HORIZON / (LOOKBACK - HORIZON),
        replies=np.minimum(replies, messages.sum(axis=1)),
        answered=answered.sum(axis=1).astype(float),
        unanswered=_unanswered(messages, answered),
        tenure=tenure,
    )


def silent_after(histories: Histories, rows: NDArray[np.intp], cut: int) -> NDArray[np.bool_]:
    """Whether these members wrote nothing in the four columns from `cut` on."""
    after = histories.messages[rows, cut : cut + HORIZON]
    if after.shape[1] < HORIZON:
        raise ValueError(f"column {cut} is too young to know")
    return np.asarray((after == 0).all(axis=1))


def _unanswered(messages: NDArray[np.float64], answered: NDArray[np.int32]) -> NDArray[np.float64]:
    """Messages in columns after the last one in which somebody replied to them."""
    later_reply = np.flip(np.cumsum(np.flip(answered > 0, axis=1), axis=1), axis=1)
    return np.asarray(np.where(later_reply == 0, messages, 0.0).sum(axis=1))
