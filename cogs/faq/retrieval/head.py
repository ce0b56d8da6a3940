"""A classifier trained on a community's own phrases, where entries have several."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .families import Floats, Ints

MOST_ENTRIES = 600
LEAST_PHRASES = 3.0  # an entry, on average: with fewer there is nothing to learn
STEPS, PENALTY, LENGTH = 60, 1e-3, 8.0


class Head:
    """Softmax regression on placed vectors of one length (Nesterov's gradient method)."""

    def __init__(self, places: Floats, owners: Ints, entries: int) -> None:
        rows = _rows(places)
        self._weights = _trained(rows, owners, entries)

    @staticmethod
    def worth(phrases: int, entries: int) -> bool:
        """Whether there is enough to learn from, and not too much to learn."""
        return 2 <= entries <= MOST_ENTRIES and phrases >= LEAST_PHRASES * entries

    def logits(self, place: Floats) -> NDArray[np.float64]:
        """(entries,) for one placed question."""
        logits: NDArray[np.float64] = (_rows(place[None]) @ self._weights)[0].astype(np.float64)
        return logits


def _rows(places: Floats) -> Floats:
    lengths = np.linalg.norm(places, axis=1, keepdims=True)
    scaled = places * (LENGTH / np.maximum(lengths, 1e-9))
    return np.concatenate([scaled, np.ones((len(places), 1), np.float32)], 1, dtype=np.float32)


def _trained(rows: Floats, owners: Ints, entries: int) -> Floats:
    count = len(rows)
    weights: Floats = np.zeros((rows.shape[1], entries), np.float32)
    step = np.float32(1 / (0.5 * _steepest(rows) + PENALTY))
    ahead: Floats = weights
    speed: float = 1.0
    each = np.arange(count)
    for _ in range(STEPS):
        surprise = rows @ ahead
        surprise -= surprise.max(1, keepdims=True)
        np.exp(surprise, out=surprise)
        surprise /= surprise.sum(1, keepdims=True)
        surprise[each, owners] -= 1
        slope = rows.T @ surprise / np.float32(count) + np.float32(PENALTY) * ahead
        moved: Floats = (ahead - step * slope).astype(np.float32, copy=False)
        faster = (1 + (1 + 4 * speed * speed) ** 0.5) / 2
        ahead = moved + np.float32((speed - 1) / faster) * (moved - weights)
        weights, speed = moved, faster
    return weights


def _steepest(rows: Floats) -> float:
    """The largest eigenvalue of the rows' second moments, by the power method."""
    vector: Floats = np.ones(rows.shape[1], np.float32)
    size = 1.0
    for _ in range(20):
        moved = rows.T @ (rows @ vector) / np.float32(len(rows))
        size = float(np.linalg.norm(moved))
        vector = (moved / max(size, 1e-12)).astype(np.float32)
    return size
