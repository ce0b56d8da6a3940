"""Vectors of texts, by community, kind and item: made once, kept over a restart."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from .database import Database
from .tables import embeddings

# SQLite and PostgreSQL take some 30,000 parameters in a statement.
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class EmbeddingRow:
    """One stored vector: little-endian single precision, and a hash of the text it stands for."""

    content: bytes
    vector: bytes


class EmbeddingStore:
    """What is stored for one model is never given for another."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def all(self, community_id: int, kind: str, model: str) -> dict[int, EmbeddingRow]:
        """The vectors of this model by item."""
        query = select(embeddings.c.item_id, embeddings.c.content, embeddings.c.vector).where(
            embeddings.c.community_id == community_id,
            embeddings.c.kind == kind,
            embeddings.c.model == model,
        )
        async with self._db.read() as connection:
            rows = await connection.execute(query)
            return {row.item_id: EmbeddingRow(row.content, row.vector) for row in rows}

    async def put(
        self, community_id: int, kind: str, model: str, rows: Mapping[int, EmbeddingRow]
    ) -> None:
        """Write the vectors of some items; what was there for them is replaced."""
        values = [
            {
                "community_id": community_id, "kind": kind, "item_id": item, "model": model,
                "content": row.content, "vector": row.vector,
            }
            for item, row in rows.items()
        ]  # fmt: skip
        insert = self._db.insert(embeddings)
        changed = {name: insert.excluded[name] for name in ("model", "content", "vector")}
        statement = insert.on_conflict_do_update(
            index_elements=list(embeddings.primary_key), set_=changed
        )
        async with self._db.write() as connection:
            for start in range(0, len(values), _AT_ONCE):
                await connection.execute(statement, values[start : start + _AT_ONCE])

    async def remove(self, community_id: int, kind: str, items: Collection[int]) -> None:
        """Forget the vectors of some items, of whichever model."""
        await self._delete(community_id, kind, sorted(items))

    async def keep(self, community_id: int, kind: str, items: Collection[int]) -> None:
        """Forget the vectors of all items but these, of whichever model."""
        query = select(embeddings.c.item_id).where(
            embeddings.c.community_id == community_id, embeddings.c.kind == kind
        )
        async with self._db.read() as connection:
            stored = set(await connection.scalars(query))
        await self._delete(community_id, kind, sorted(stored - set(items)))

    async def _delete(self, community_id: int, kind: str, items: list[int]) -> None:
        for start in range(0, len(items), _AT_ONCE):
            async with self._db.write() as connection:
                await connection.execute(
                    delete(embeddings).where(
                        embeddings.c.community_id == community_id,
                        embeddings.c.kind == kind,
                        embeddings.c.item_id.in_(items[start : start + _AT_ONCE]),
                    )
                )
