"""What the questions of each entry have in common, as a distribution of their vectors.

Probabilistic linear discriminant analysis (Ioffe 2006), as in telling speakers apart: the questions
of one entry scatter around its centre in one way that all entries share, and the centres scatter
around a common mean. Both are estimated from the community's own phrases and, as far as these are
few, from numbers that ship with the bot. What comes out is a likelihood ratio: how much better an
entry explains a question than "some other entry that we do not have" does. It knows that one phrase
says less about where an entry's questions lie than a hundred do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.intp]

RIDGE = 0.02  # of the mean variance, so that directions nobody used are not infinitely telling


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known of questions before any were seen: their `mean` vector (d), the total variance
    `within` the questions of one entry and `between` the centres of entries, alike in all
    directions. `phrases` and `entries`: how many of the community's own weigh as much."""

    mean: Doubles
    within: float
    between: float
    phrases: float
    entries: float


class Families:
    """The entries of one shelf."""

    def __init__(self, vectors: Floats, owners: Ints, entries: int, prior: Prior) -> None:
        """`vectors` (phrases, d), `owners` the entry 0.. of each; every entry has one at least."""
        found = vectors.astype(np.float64)
        self.counts = np.bincount(owners, minlength=entries).astype(np.float64)
        centres = _sums(found, owners, entries) / self.counts[:, None]
        apart = found - centres[owners]
        round_ = np.eye(vectors.shape[1]) / vectors.shape[1]
        known, weight = prior.phrases, prior.phrases + len(found) - entries
        within = _ridged((known * prior.within * round_ + apart.T @ apart) / weight)
        known, weight = prior.entries, prior.entries + entries
        mean = (known * prior.mean + centres.sum(0)) / weight
        spread = centres - mean
        between = (known * prior.between * round_ + spread.T @ spread) / weight
        self._mean = mean
        self._axes, self._variances = _diagonal(within, _ridged(between))
        self._prepare(spread @ self._axes)

    def _prepare(self, centres: Doubles) -> None:
        """What of the ratio does not depend on the question; entries with as many phrases share
        their predicted variances."""
        sizes, self._size = np.unique(self.counts, return_inverse=True)
        sure = sizes[:, None] * self._variances
        kept = sure / (sure + 1)
        precise = 1 / (1 + self._variances / (sure + 1))
        expected = centres * kept[self._size]
        pull = expected * precise[self._size]
        self._precise = precise.astype(np.float32)
        self._pull = pull.astype(np.float32)
        level = 0.5 * np.log(precise).sum(1) + 0.5 * np.log1p(self._variances).sum()
        self._level = level[self._size] - 0.5 * (expected * pull).sum(1)

    def placed(self, vectors: Floats) -> Floats:
        """(n, d) vectors in the space where questions of one entry scatter alike in all
        directions."""
        placed: Floats = ((vectors - self._mean) @ self._axes).astype(np.float32)
        return placed

    def ratios(self, place: Floats) -> Doubles:
        """(entries,) logarithms of the likelihood ratio of one placed question."""
        squares = place * place
        unknown = 0.5 * float((squares / (1 + self._variances)).sum())
        alone = 0.5 * (self._precise @ squares).astype(np.float64)
        ratios: Doubles = self._level + self._pull @ place - alone[self._size] + unknown
        return ratios

    def strangeness(self, place: Floats) -> float:
        """How far a placed question is from all that is asked here; 1 is usual."""
        return float((place * place / (1 + self._variances)).mean())


def _sums(rows: Doubles, owners: Ints, entries: int) -> Doubles:
    sums = np.zeros((entries, rows.shape[1]))
    np.add.at(sums, owners, rows)
    return sums


def _ridged(covariance: Doubles) -> Doubles:
    size = len(covariance)
    ridged: Doubles = covariance + RIDGE * np.trace(covariance) / size * np.eye(size)
    return ridged


def _diagonal(within: Doubles, between: Doubles) -> tuple[Doubles, Doubles]:
    """Axes (d, d) on which `within` is the identity and `between` diagonal, and its diagonal."""
    root = np.linalg.inv(np.linalg.cholesky(within))
    variances, turn = np.linalg.eigh(root @ between @ root.T)
    return root.T @ turn, np.maximum(variances, 1e-6)
