"""The `Meanings` service: the database keeps the vectors, memory holds them for the search."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.api.understanding import Embedder
from storage.embeddings import EmbeddingRow, EmbeddingStore

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .vectors import Vectors

_NUMBER_BYTES = 4


@dataclass(slots=True)
class _Shelf:
    """The items of one kind in one community; `vectors` is None until they were synced."""

    vectors: Vectors | None = None
    # changes happen one after the other, lest an older text's vector overwrites a newer one's
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class StoredMeanings:
    """Implements `bot.api.services.Meanings` on an embedder and the embeddings table."""

    def __init__(self, embedder: Embedder, store: EmbeddingStore) -> None:
        self._embedder = embedder
        self._store = store
        self._shelves: defaultdict[tuple[int, str], _Shelf] = defaultdict(_Shelf)

    async def sync(self, community_id: int, kind: str, texts: Mapping[int, str]) -> bool:
        """Bring table and memory to exactly these items."""
        # numpy takes its time to import: not before somebody needs it
        from .vectors import Vectors, from_bytes

        shelf = self._shelves[community_id, kind]
        async with shelf.lock:
            await self._store.keep(community_id, kind, texts)
            rows = await self._store.all(community_id, kind, self._embedder.model)
            size = self._embedder.dim * _NUMBER_BYTES
            missing = [
                item
                for item, text in texts.items()
                if item not in rows
                or rows[item].content != _content(text)
                or len(rows[item].vector) != size
            ]
            fresh = await self._rows({item: texts[item] for item in missing})
            if fresh is None:
                return False
            await self._store.put(community_id, kind, self._embedder.model, fresh)
            vectors = Vectors(self._embedder.dim)
            for item, row in {**rows, **fresh}.items():
                vectors.put(item, from_bytes(row.vector))
            shelf.vectors = vectors
            return True

    async def put(self, community_id: int, kind: str, item_id: int, text: str) -> bool:
        """Embed one text, store its vector and search it from now on."""
        shelf = self._shelves[community_id, kind]
        async with shelf.lock:
            fresh = await self._rows({item_id: text})
            if fresh is None:
                # the vector of a text that is no longer true must not be found
                await self._forget(shelf, community_id, kind, item_id)
                return False
            await self._store.put(community_id, kind, self._embedder.model, fresh)
            if shelf.vectors is not None:
                from .vectors import from_bytes

                shelf.vectors.put(item_id, from_bytes(fresh[item_id].vector))
            return True

    async def remove(self, community_id: int, kind: str, item_id: int) -> None:
        """Forget the vector of an item."""
        shelf = self._shelves[community_id, kind]
        async with shelf.lock:
            await self._forget(shelf, community_id, kind, item_id)

    async def nearest(
        self, community_id: int, kind: str, text: str, *, limit: int = 5
    ) -> Sequence[tuple[int, float]] | None:
        """What is nearest to the text among the items that `sync` and `put` told of."""
        if self._shelves[community_id, kind].vectors is None:
            return None
        asked = await self._query(text)
        # looked up again: a sync may have put new vectors there meanwhile
        vectors = self._shelves[community_id, kind].vectors
        if asked is None or vectors is None:
            return None
        # zeros stand for a text without anything to read
        return [match for match in vectors.nearest(asked, limit) if match[1] > 0]

    async def _query(self, text: str) -> NDArray[np.float32] | None:
        rows = await self._embedder.embed([text], kind="query")
        return rows[0] if rows is not None else None

    async def _rows(self, texts: Mapping[int, str]) -> dict[int, EmbeddingRow] | None:
        from .vectors import to_bytes

        vectors = await self._embedder.embed(list(texts.values()), kind="passage")
        if vectors is None:
            return None
        return {
            item: EmbeddingRow(_content(text), to_bytes(vector))
            for (item, text), vector in zip(texts.items(), vectors, strict=True)
        }

    async def _forget(self, shelf: _Shelf, community_id: int, kind: str, item_id: int) -> None:
        await self._store.remove(community_id, kind, [item_id])
        if shelf.vectors is not None:
            shelf.vectors.remove(item_id)


def _content(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
