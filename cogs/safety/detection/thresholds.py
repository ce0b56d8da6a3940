"""From which score on a label is flagged, and what moved it there; no I/O.

Thresholds are moved in logits (log-odds): one step is as noticeable at 0.95 as at 0.5, and nothing
ever reaches 0 or 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..config import Strictness

SHIFTS: Mapping[Strictness, float] = {"relaxed": 1.0, "standard": 0.0, "strict": -1.0}
MOST_LEARNT = 1.5

# In a rough channel friendly swearing is no alert; threats and attacks on groups stay what they
# are.
ROUGH_SHIFT = 1.5
ROUGH_MOVES = frozenset({"toxicity", "insult"})
ROUGH_IGNORES = frozenset({"obscene"})

# Further down no setting would look: strict, and lessons that ask for as much as they may.
FLOOR_SHIFT = SHIFTS["strict"] - MOST_LEARNT


@dataclass(frozen=True, slots=True)
class Learnt:
    """What decisions taught about a label: the shift in logits, and how many there were."""

    shift: float
    decisions: int


def logit(chance: float) -> float:
    """Log-odds of a probability; infinite at 0 and 1."""
    if chance <= 0:
        return -math.inf
    return math.inf if chance >= 1 else math.log(chance / (1 - chance))


@lru_cache(maxsize=1024)  # every message asks for the same few
def moved(chance: float, shift: float) -> float:
    """A probability that many logits further up; exactly itself where nothing moves it."""
    if shift == 0 or not 0 < chance < 1:
        return chance
    return 1 / (1 + math.exp(-(logit(chance) + shift)))


def sum_up(lessons: Iterable[tuple[str, float]]) -> dict[str, Learnt]:
    """Lessons (label, step), the oldest first, summed up by label.

    The sum is kept in its bounds after each of them, so that a hundred old decisions never
    outweigh the next ten.
    """
    learnt: dict[str, Learnt] = {}
    for label, step in lessons:
        former = learnt.get(label, Learnt(0.0, 0))
        shift = max(-MOST_LEARNT, min(MOST_LEARNT, former.shift + step))
        # sums of tenths: without rounding, opposite lessons would not cancel out exactly
        learnt[label] = Learnt(round(shift, 6), former.decisions + 1)
    return learnt


def limits(
    bases: Mapping[str, float], shift: float, learnt: Mapping[str, Learnt], *, rough: bool = False
) -> dict[str, float]:
    """From which score on each label is flagged. What a rough channel ignores is left out."""
    found: dict[str, float] = {}
    for label, base in bases.items():
        if rough and label in ROUGH_IGNORES:
            continue
        taught = learnt[label].shift if label in learnt else 0.0
        more = ROUGH_SHIFT if rough and label in ROUGH_MOVES else 0.0
        found[label] = moved(base, shift + taught + more)
    return found


def over(scores: Mapping[str, float], limits: Mapping[str, float]) -> tuple[str, ...]:
    """The labels at or over their limit, strongest first."""
    found = [label for label, limit in limits.items() if scores.get(label, -1.0) >= limit]
    return tuple(sorted(found, key=lambda label: -scores[label]))


def margin(scores: Mapping[str, float], limits: Mapping[str, float]) -> float:
    """How many logits all limits could go up with something still flagged; negative when nothing
    is flagged now."""
    return max(
        (logit(scores[label]) - logit(limit) for label, limit in limits.items() if label in scores),
        default=-math.inf,
    )


def abuse(scores: Mapping[str, float], bases: Iterable[str], *, rough: bool = False) -> float:
    """The highest score of a label that may flag, as it counts in that channel; 0 without any."""
    counted = [
        moved(scores[label], -ROUGH_SHIFT) if rough and label in ROUGH_MOVES else scores[label]
        for label in bases
        if label in scores and not (rough and label in ROUGH_IGNORES)
    ]
    return max(counted, default=0.0)
