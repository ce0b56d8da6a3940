"""What the bot made of questions; no I/O."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """What the bot made of a question; `shown` has (entry id, score), the surest first."""

    question_id: int
    outcome: str
    shown: tuple[tuple[int, float], ...]

    @property
    def score(self) -> float:
        """How sure the surest was."""
        return self.shown[0][1] if self.shown else 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody has heard from the bot lately: whether it was unsure, and which entries."""

    unsure: bool
    entries: frozenset[int]
