"""How many messages of a day sounded positive, neutral and negative; no I/O."""

from __future__ import annotations

from dataclasses import dataclass

# the bounds that VADER's authors recommend
POSITIVE, NEGATIVE = 0.05, -0.05


@dataclass(slots=True)
class Tally:
    """Counts of messages, and the sum of their scores (-1..1)."""

    positive: int = 0
    neutral: int = 0
    negative: int = 0
    score_sum: float = 0.0

    @property
    def judged(self) -> int:
        """All that were counted."""
        return self.positive + self.neutral + self.negative

    @property
    def mean(self) -> int | None:
        """The mean score in hundredths, -100 to 100; None of nothing."""
        return round(100 * self.score_sum / self.judged) if self.judged else None

    def count(self, score: float) -> None:
        """One more message."""
        if score >= POSITIVE:
            self.positive += 1
        elif score <= NEGATIVE:
            self.negative += 1
        else:
            self.neutral += 1
        self.score_sum += score
