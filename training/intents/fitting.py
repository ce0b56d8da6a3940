"""Softmax regression on vectors, and from which probability on its word is taken."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
STEPS, PENALTY, LENGTH = 400, 2e-4, 8.0
FOLDS = 5
LEAST = 0.5  # nothing is said that is not at least as likely as everything else together


def fitted(rows: Doubles, labels: NDArray[np.intp], weights: Doubles, names: int) -> Doubles:
    """(dimension + 1, names) by Nesterov's gradient method; the last row is the bias."""
    full = np.concatenate([rows * LENGTH, np.ones((len(rows), 1))], 1)
    share = weights / weights.sum()
    step = 1 / (0.5 * np.linalg.norm((full * share[:, None]).T @ full, 2) + PENALTY)
    found = ahead = np.zeros((full.shape[1], names))
    speed, each = 1.0, np.arange(len(full))
    for _ in range(STEPS):
        odds = probabilities(full, ahead)
        odds[each, labels] -= 1
        slope = full.T @ (odds * share[:, None]) + PENALTY * ahead
        moved = ahead - step * slope
        faster = (1 + (1 + 4 * speed * speed) ** 0.5) / 2
        ahead = moved + (speed - 1) / faster * (moved - found)
        found, speed = moved, faster
    found[:-1] *= LENGTH
    return np.asarray(found)


def probabilities(full: Doubles, weights: Doubles) -> Doubles:
    """Softmax of the products."""
    logits = full @ weights
    logits -= logits.max(1, keepdims=True)
    odds: Doubles = np.exp(logits)
    odds /= odds.sum(1, keepdims=True)
    return odds


def held(rows: Doubles, labels: NDArray[np.intp], weights: Doubles, names: int) -> Doubles:
    """Probabilities of each row by a head that has not seen it."""
    fold = np.random.default_rng(5).integers(0, FOLDS, len(rows))
    odds = np.zeros((len(rows), names))
    full = np.concatenate([rows, np.ones((len(rows), 1))], 1)
    for number in range(FOLDS):
        train, test = fold != number, fold == number
        found = fitted(rows[train], labels[train], weights[train], names)
        odds[test] = probabilities(full[test], found)
    return odds


def thresholds(odds: Doubles, labels: NDArray[np.intp], false: float) -> Doubles:
    """From which probability on each name is said, so that of the messages that are nothing at most
    a share of `false` gets it."""
    nothing = odds[labels == 0]
    found = [1.0]
    for name in range(1, odds.shape[1]):
        first = nothing[:, 1:].argmax(1) + 1 == name
        likely = np.where(first, nothing[:, name], 0.0)
        found.append(max(LEAST, float(np.quantile(likely, 1 - false))))
    return np.array(found)
