"""Exact search among vectors in memory: one product with a matrix, no approximation."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_FIRST_ROWS = 16


class Vectors:
    """Unit vectors by id; the nearest ones by cosine. Fast to some 100,000 rows.

    Adding, replacing and removing take constant time: a matrix with room to grow, in which the
    last row moves into the place of one that is removed.
    """

    def __init__(self, dimension: int) -> None:
        self._matrix = np.zeros((_FIRST_ROWS, dimension), np.float32)
        self._ids: list[int] = []
        self._rows: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, id_: int) -> bool:
        return id_ in self._rows

    def put(self, id_: int, vector: NDArray[np.float32]) -> None:
        """Add a vector, or replace the one with that id."""
        row = self._rows.get(id_)
        if row is None:
            row = len(self._ids)
            if row == len(self._matrix):
                self._matrix = np.concatenate([self._matrix, np.zeros_like(self._matrix)])
            self._ids.append(id_)
            self._rows[id_] = row
        self._matrix[row] = vector

    def remove(self, id_: int) -> None:
        """Forget an id; one that is unknown changes nothing."""
        row = self._rows.pop(id_, None)
        if row is None:
            return
        last = self._ids.pop()
        if last != id_:
            self._matrix[row] = self._matrix[len(self._ids)]
            self._ids[row] = last
            self._rows[last] = row
        self._matrix[len(self._ids)] = 0

    def keep(self, ids: Iterable[int]) -> list[int]:
        """Remove all but these; gives what was removed."""
        gone = sorted(self._rows.keys() - set(ids))
        for id_ in gone:
            self.remove(id_)
        return gone

    def nearest(self, vector: NDArray[np.float32], limit: int = 5) -> list[tuple[int, float]]:
        """Up to `limit` ids with their cosine, nearest first; equal ones by id."""
        if not self._ids or limit < 1:
            return []
        cosines = self._matrix[: len(self._ids)] @ vector
        rows = np.arange(len(cosines))
        if limit < len(cosines):
            # all that tie with the last place are kept, so that the choice among them is by id
            worst = np.partition(cosines, -limit)[-limit]
            rows = np.flatnonzero(cosines >= worst)
        found = sorted(((self._ids[row], float(cosines[row])) for row in rows),
                       key=lambda match: (-match[1], match[0]))  # fmt: skip
        return found[:limit]


def to_bytes(vector: NDArray[np.float32]) -> bytes:
    """Little-endian single precision, as the database keeps it."""
    return vector.astype("<f4").tobytes()


def from_bytes(content: bytes) -> NDArray[np.float32]:
    """What `to_bytes` wrote."""
    return np.frombuffer(content, "<f4").astype(np.float32)
