"""Methods that give each option a score: the best score wins."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..model import Marks, Rules, padded
from .base import Method
from .count import Ballots, Count, first

Cast = Sequence[tuple[Marks, int]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the ballots say about each option: `finer` decides between equal scores, and only
    those that are `able` can win (all when it is empty)."""

    scores: tuple[Fraction, ...]
    shares: tuple[Fraction, ...]
    finer: tuple[tuple[int, ...], ...] = ()
    able: tuple[bool, ...] = ()
    detail: tuple[tuple[int, ...], ...] = ()


class Scored(Method):
    """The option with the best score wins, if it is above 0."""

    def count(
        self, ballots: Ballots, options: int, rules: Rules, order: Sequence[int] | None = None
    ) -> Count:
        cast = [(padded(marks, options), n) for marks, n in ballots.items() if any(marks)]
        weighed = self._weigh(cast, options)
        scores, able = weighed.scores, weighed.able or (True,) * options
        best = max((score for score, can in zip(scores, able, strict=True) if can), default=0)
        level = tuple(i for i in range(options) if able[i] and scores[i] == best > 0)
        winners = level
        if weighed.finer and level:
            finest = max(weighed.finer[i] for i in level)
            winners = tuple(i for i in level if weighed.finer[i] == finest)
        winner, lot = self._settled(winners, order)
        voters = sum(n for _, n in cast)
        return Count(voters, scores, weighed.shares, level, winners, winner, lot, weighed.detail)

    @abstractmethod
    def _weigh(self, cast: Cast, options: int) -> Weighed:
        """What the padded ballots say."""

    def _settled(
        self, winners: Sequence[int], order: Sequence[int] | None
    ) -> tuple[int | None, bool]:
        """The one that wins, and whether that takes a lot."""
        if len(winners) < 2:
            return (winners[0] if winners else None), False
        return (None if order is None else first(order, winners)), True


def parts(values: Sequence[int], whole: int) -> tuple[Fraction, ...]:
    """Each value as a share of the whole; all 0 when there is nothing."""
    return tuple(Fraction(value, whole) if whole else Fraction(0) for value in values)
