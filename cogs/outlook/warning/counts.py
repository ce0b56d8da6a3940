"""How unusual a count is under a negative binomial distribution; no I/O."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

LARGE = 20_000
"""Means above this are taken as continuous: a gamma distribution by Wilson and Hilferty's cube
root (1931)."""
_FAR = 60.0


def at_least(count: float, mean: float, dispersion: float) -> float:
    """P(Y >= count), where the variance is mean + dispersion * mean**2."""
    if count <= 0:
        return 1.0
    return (
        1.0 - at_most(count - 1, mean, dispersion)
        if count <= mean
        else _upper(count, mean, dispersion)
    )


def at_most(count: float, mean: float, dispersion: float) -> float:
    """P(Y <= count)."""
    if count < 0:
        return 0.0
    if mean <= 0:
        return 1.0
    if mean > LARGE:
        return _gamma_at_most(count + 0.5, mean, dispersion)
    return float(min(1.0, np.exp(_log_pmf(0, int(count), mean, dispersion)).sum()))


def _upper(count: float, mean: float, dispersion: float) -> float:
    """The far tail summed from its own end, so that tiny probabilities stay exact."""
    if mean <= 0:
        return 0.0
    if mean > LARGE:
        return 1.0 - _gamma_at_most(count - 0.5, mean, dispersion)
    deviation = math.sqrt(mean + dispersion * mean**2)
    last = int(count + _FAR * deviation + _FAR)
    return float(min(1.0, np.exp(_log_pmf(int(count), last, mean, dispersion)).sum()))


def _log_pmf(
    first: int, last: int, mean: float, dispersion: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """log P(Y = k) for k from first to last, by the ratio of neighbours."""
    k = np.arange(first + 1, last + 1)
    if dispersion <= 1e-9:
        start = first * math.log(mean) - mean - math.lgamma(first + 1)
        return np.concatenate([[start], start + np.cumsum(math.log(mean) - np.log(k))])
    size = 1 / dispersion
    p = mean / (mean + size)
    start = (
        math.lgamma(first + size)
        - math.lgamma(size)
        - math.lgamma(first + 1)
        + size * math.log1p(-p)
        + first * math.log(p)
    )
    steps = np.log((k - 1 + size) / k) + math.log(p)
    return np.concatenate([[start], start + np.cumsum(steps)])


def _gamma_at_most(count: float, mean: float, dispersion: float) -> float:
    if count <= 0:
        return 0.0
    variance = 1 / mean + dispersion  # of Y / mean
    z = ((count / mean) ** (1 / 3) - (1 - variance / 9)) / math.sqrt(variance / 9)
    return 0.5 * math.erfc(-z / math.sqrt(2))


def highest(chance: float, mean: float, dispersion: float) -> int:
    """The largest count that is still usual: more than that comes with less than this chance."""
    return _search(lambda y: at_least(y + 1, mean, dispersion) < chance, mean)


def lowest(chance: float, mean: float, dispersion: float) -> int:
    """The smallest count that is still usual."""
    return _search(lambda y: at_most(y, mean, dispersion) >= chance, mean)


def _search(holds: Callable[[int], bool], mean: float) -> int:
    """The smallest count for which it holds, once and for all larger ones."""
    low, high = 0, max(8, int(2 * mean))
    while not holds(high):
        low, high = high, 2 * high
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
