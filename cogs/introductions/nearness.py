"""Which interests mean the same, by the model where there is one."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from bot.api.services import Embedder

from .model import Near, Person

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Interests are a word or two, and for those the shipped model separates poorly: of some thirty,
# pairs that mean the same have cosines from 0.84 to 0.94, others up to 0.92. From here on it is
# right; the rest is left to words that both wrote.
SAME = 0.925
KEPT = 20_000


class Nearness:
    """Keeps vectors in memory, since the same people are looked at again and again."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def forget(self) -> None:
        """Somebody takes part no more: nothing of their words stays."""
        self._vectors.clear()

    async def to(self, me: Person, others: Collection[Person]) -> Near:
        """`near(one, other)` for an interest of mine and one of another."""
        mine = list(me.interests)
        theirs = sorted({interest for one in others for interest in one.interests})
        if not theirs or not await self._know([*mine, *theirs]):
            return lambda one, other: one.casefold() == other.casefold()
        import numpy as np

        rows = np.stack([self._vectors[word] for word in mine])
        columns = np.stack([self._vectors[word] for word in theirs])
        found = np.argwhere(rows @ columns.T >= SAME)
        same = {(mine[row], theirs[column]) for row, column in found}
        return lambda one, other: (one, other) in same

    async def _know(self, words: list[str]) -> bool:
        if len(self._vectors) > KEPT:
            self._vectors.clear()
        new = sorted(set(words) - self._vectors.keys())
        if not new:
            return True
        vectors = await self._embedder.embed(new, kind="query")
        if vectors is None:
            return False
        self._vectors |= dict(zip(new, vectors, strict=True))
        # another look may have forgotten them while this one waited for the model
        return set(words) <= self._vectors.keys()
