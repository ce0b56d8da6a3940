"""Vectors of questions: made once, kept in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.api.services import Embedder

from ..store import FaqStore
from ..store.vectors import content

if TYPE_CHECKING:
    from .families import Floats

AT_ONCE = 256
_NUMBER_BYTES = 4


class Known:
    """Texts as vectors, all of them as a "query": phrases and questions are of one kind."""

    def __init__(self, store: FaqStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder

    @property
    def model(self) -> str:
        """Whose vectors these are, name@hash8."""
        return self._embedder.model

    async def question(self, text: str) -> Floats | None:
        """The vector of a question, kept nowhere; None when there is no model."""
        found = await self._embedder.embed([text], kind="query")
        return None if found is None else found[0]

    async def phrases(
        self,
        community_id: int,
        texts: Sequence[str],
        progress: Callable[[int], None] = lambda _: None,
    ) -> dict[str, Floats] | None:
        """The vectors of all phrases of a community; None when there is no model. Those of other
        texts are forgotten. `progress` hears how many more are ready."""
        import numpy as np

        model, size = self._embedder.model, self._embedder.dim * _NUMBER_BYTES
        keys = {text: content(text) for text in texts}
        stored = await self._store.vectors(community_id, model)
        if gone := stored.keys() - set(keys.values()):
            await self._store.drop_vectors(community_id, gone)
        made = {
            text: np.frombuffer(stored[key], "<f4").astype(np.float32)
            for text, key in keys.items()
            if len(stored.get(key, b"")) == size
        }
        progress(len(made))
        missing = sorted(keys.keys() - made.keys(), key=len)  # a batch pads to its longest
        for start in range(0, len(missing), AT_ONCE):
            some = missing[start : start + AT_ONCE]
            rows = await self._embedder.embed(some, kind="query")
            if rows is None:
                return None
            fresh = dict(zip(some, rows, strict=True))
            await self._store.put_vectors(
                community_id,
                model,
                {keys[t]: row.astype("<f4").tobytes() for t, row in fresh.items()},
            )
            made.update(fresh)
            progress(len(some))
        return made
