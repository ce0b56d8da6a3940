"""From evidence to a probability, and how good that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .shelves import Table

NEAR = 0.2  # what a question counts that is about an intent left out of the shelf
PENALTY = 1e-5  # a row
STEPS = 40

Doubles = NDArray[np.float64]


def fitted(table: Table) -> Doubles:
    """Logistic regression by Newton's method."""
    rows, right = table.rows, table.right.astype(np.float64)
    counts = np.where(table.kind == "near", NEAR, 1.0)[table.question]
    weights = np.zeros(rows.shape[1])
    ridge = PENALTY * len(rows) * np.eye(len(weights))
    for _ in range(STEPS):
        likely = probabilities(rows, weights)
        slope = rows.T @ (counts * (right - likely)) - ridge @ weights
        bend = (rows * (counts * likely * (1 - likely))[:, None]).T @ rows + ridge
        step = np.linalg.solve(bend, slope)
        weights += np.clip(step, -3, 3)
        if np.abs(step).max() < 1e-6:
            break
    return weights


def probabilities(rows: Doubles, weights: Doubles) -> Doubles:
    """Of each row."""
    likely: Doubles = 1 / (1 + np.exp(-(rows @ weights)))
    return likely


@dataclass(frozen=True)
class Outcome:
    """The likeliest entry of each question: its probability, and whether it is right."""

    table: Table
    score: Doubles
    right: NDArray[np.bool_]

    @classmethod
    def of(cls, table: Table, weights: Doubles) -> Outcome:
        """What these weights make of the questions."""
        score = probabilities(table.rows, weights)
        order = np.lexsort((-score, table.question))
        first = order[np.r_[True, np.diff(table.question[order]) > 0]]
        return cls(table, score[first], table.right[first])

    def share(self, kind: str, sure: float, *, right: bool | None = None) -> float:
        """Of the questions of a kind, how many are answered (rightly, wrongly)."""
        mine = self.table.kind == kind
        said = self.score >= sure
        if right is not None:
            said = said & (self.right == right)
        return float(said[mine].mean()) if mine.any() else float("nan")

    def right_at(self, false: float) -> float:
        """Right answers to "in" questions where so many "out" ones are answered."""
        out = np.sort(self.score[self.table.kind == "out"])[::-1]
        return self.share("in", float(np.nextafter(out[int(false * len(out))], 1)), right=True)

    def area(self) -> float:
        """Under the ROC curve: "in" before "out"."""
        inside = self.score[self.table.kind == "in"]
        outside = np.sort(self.score[self.table.kind == "out"])
        below = np.searchsorted(outside, inside, "left") + np.searchsorted(outside, inside, "right")
        return float(below.mean() / 2 / len(outside))

    def calibration_error(self) -> float:
        """Expected calibration error in ten bins, over all questions alike."""
        bins = np.minimum((self.score * 10).astype(int), 9)
        found = (bins[:, None] == np.arange(10)).astype(float)
        gaps = np.abs(found.T @ (self.score - self.right))
        return float(gaps.sum() / len(self.score))
