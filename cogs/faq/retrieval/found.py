"""What a search comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..model import Entry

# From here on an answer is given, or offered; chosen on the figures in docs/models/matching.md.
SURE, MAYBE = 0.5, 0.15

Outcome = Literal["answer", "maybe", "unknown"]


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and the probability (0..1) that it answers the question."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """The entries that may answer, the surest first, and what that is enough for.

    "answer": the first one is sure; "maybe": ask whether one of them is meant; "unknown": hand
    over, and `matches` holds only what is less likely than that.
    """

    matches: tuple[Match, ...]
    outcome: Outcome

    @classmethod
    def of(cls, matches: Sequence[Match], *, sure: float, maybe: float) -> Found:
        """Judge matches (the surest first) by two thresholds."""
        best = matches[0].score if matches else 0.0
        outcome: Outcome = "answer" if best >= sure else "maybe" if best >= maybe else "unknown"
        return cls(tuple(matches), outcome)
