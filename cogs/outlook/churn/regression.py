"""Logistic regression with an L2 penalty, and how good probabilities are; no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The prior of a weight is normal with variance 1 / PENALTY; features have variance 1.
PENALTY = 4.0
ROUNDS = 50
TOLERANCE = 1e-8
_FAR = 30.0


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted model: probability = sigmoid(bias + weights . (x - mean) / scale)."""

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float

    def contributions(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, features): what each feature adds to the log odds of the average member."""
        return (x - self.mean) / self.scale * self.weights

    def probabilities(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,), between 0 and 1."""
        return sigmoid(self.bias + self.contributions(x).sum(axis=1))


def sigmoid(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of log odds, without overflow."""
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -_FAR, _FAR))))


def fit(x: NDArray[np.float64], y: NDArray[np.bool_], penalty: float = PENALTY) -> Logistic:
    """By Newton's steps (iteratively reweighted least squares); the bias is not penalised.

    A column that never varies gets the weight 0. ValueError when all outcomes are the same.
    """
    if y.all() or not y.any():
        raise ValueError("all outcomes are the same")
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale = np.where(scale > 1e-12, scale, 1.0)
    z = np.column_stack([np.ones(len(x)), (x - mean) / scale])
    ridge = np.diag([0.0] + [penalty] * x.shape[1])
    beta = np.zeros(z.shape[1])
    beta[0] = np.log(y.mean() / (1 - y.mean()))
    loss = _loss(z, y, beta, ridge)
    for _ in range(ROUNDS):
        p = sigmoid(z @ beta)
        gradient = z.T @ (y - p) - ridge @ beta
        hessian = (z * (p * (1 - p))[:, None]).T @ z + ridge
        step = np.linalg.solve(hessian, gradient)
        # halved until it helps: Newton's full step may overshoot
        while (after := _loss(z, y, beta + step, ridge)) > loss and np.abs(step).max() > TOLERANCE:
            step = step / 2
        beta, loss = beta + step, after
        if np.abs(step).max() < TOLERANCE:
            break
    return Logistic(mean, scale, beta[1:], float(beta[0]))


def _loss(
    z: NDArray[np.float64],
    y: NDArray[np.bool_],
    beta: NDArray[np.float64],
    ridge: NDArray[np.float64],
) -> float:
    odds = z @ beta
    return float(np.logaddexp(0, odds).sum() - odds[y].sum() + beta @ ridge @ beta / 2)


def auc(p: NDArray[np.float64], y: NDArray[np.bool_]) -> float | None:
    """How often who fell silent was given a higher probability than who did not, ties by half
    (Mann and Whitney); None when there is only one kind."""
    positives = int(y.sum())
    negatives = len(y) - positives
    if not positives or not negatives:
        return None
    _, place, count = np.unique(p, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    above = float(ranks[y].sum()) - positives * (positives + 1) / 2
    return above / (positives * negatives)


def brier(p: NDArray[np.float64], y: NDArray[np.bool_]) -> float:
    """Mean squared error of probabilities (Brier 1950): 0 is perfect, always saying 50% gets
    0.25."""
    return float(((p - y) ** 2).mean())
