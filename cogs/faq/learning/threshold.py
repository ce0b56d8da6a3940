"""Which threshold would have kept wrong answers rare; pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

FEWEST_JUDGED = 30
FEWEST_SHOWN = 10  # over a proposed threshold, and between it and a higher one in force
LOWEST, HIGHEST = 30, 99  # per cent
UNLIKELY = 0.05


@dataclass(frozen=True, slots=True)
class Record:
    """Answers at or over a threshold: how many were judged, how many of these were wrong, and which
    share of all questions would be answered."""

    sure: float
    judged: int
    wrong: int
    answered: float

    @property
    def wrong_share(self) -> float:
        """0 where nothing was judged."""
        return self.wrong / self.judged if self.judged else 0.0

    @property
    def at_most(self) -> float:
        """The largest true share that so few wrong ones still leave likely: Clopper and Pearson's
        upper bound, at 95%. What was picked for being the best of many is likely a little worse."""
        low, high = self.wrong_share, 1.0
        for _ in range(40):
            share = (low + high) / 2
            few = sum(
                comb(self.judged, n) * share**n * (1 - share) ** (self.judged - n)
                for n in range(self.wrong + 1)
            )
            low, high = (share, high) if few > UNLIKELY else (low, share)
        return high


@dataclass(frozen=True, slots=True)
class Proposal:
    """The threshold in force, and a better one; None: there is none, or it is right as it is."""

    now: Record
    better: Record | None


def propose(
    judged: Sequence[tuple[float, bool]], scores: Sequence[float], sure: float, target: float
) -> Proposal | None:
    """The lowest threshold over which at most `target` of the judged answers were wrong.

    `judged`: (score, solved) of each answer that an asker judged; `scores`: of the best entry for
    every question, judged or not. None when too few were judged. A lower threshold than the one
    in force is proposed only where answers between the two were judged too (they come from "did
    you mean"), and were right as often as is wanted: the surer ones do not make up for them.
    """
    if len(judged) < FEWEST_JUDGED:
        return None
    ranked = sorted(scores)

    def record(threshold: float) -> Record:
        over = [solved for score, solved in judged if score >= threshold]
        share = (len(ranked) - bisect_left(ranked, threshold)) / len(ranked) if ranked else 0.0
        return Record(threshold, len(over), over.count(False), share)

    now = record(sure)
    for percent in range(LOWEST, HIGHEST + 1):
        found = record(percent / 100)
        if found.judged < FEWEST_SHOWN:
            break
        if found.sure < sure and not _worth(found, now, target):
            continue
        if found.wrong_share <= target:
            same = abs(found.sure - sure) < 0.005
            return Proposal(now, None if same else found)
    return Proposal(now, None)


def _worth(lower: Record, now: Record, target: float) -> bool:
    """Whether the answers that only a lower threshold gives were right often enough."""
    between = lower.judged - now.judged
    wrong = lower.wrong - now.wrong
    return between >= FEWEST_SHOWN and wrong <= target * between and now.wrong_share <= target
