"""Vectors of questions and wordings, in the database."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from storage.database import Database

from ..tables import vectors

# SQLite and PostgreSQL take some 30,000 parameters in a statement.
AT_ONCE = 1_000


def content(text: str) -> bytes:
    """What a text's vector is found by."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class VectorStore:
    """What is stored for one model is never given for another."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def vectors(self, community_id: int, model: str) -> dict[bytes, bytes]:
        """Vectors (little-endian single precision) by the `content` of their text."""
        query = select(vectors.c.content, vectors.c.vector).where(
            vectors.c.community_id == community_id, vectors.c.model == model
        )
        async with self._db.read() as conn:
            return {row.content: row.vector for row in await conn.execute(query)}

    async def put_vectors(
        self, community_id: int, model: str, found: Mapping[bytes, bytes]
    ) -> None:
        """Add vectors; what was there for the same texts is replaced."""
        values = [
            {"community_id": community_id, "content": text, "model": model, "vector": vector}
            for text, vector in found.items()
        ]
        insert = self._db.insert(vectors)
        changed = {name: insert.excluded[name] for name in ("model", "vector")}
        statement = insert.on_conflict_do_update(
            index_elements=["community_id", "content"], set_=changed
        )
        async with self._db.write() as conn:
            for start in range(0, len(values), AT_ONCE):
                await conn.execute(statement, values[start : start + AT_ONCE])

    async def drop_vectors(self, community_id: int, gone: Collection[bytes]) -> None:
        """Forget the vectors of texts that are no longer there."""
        texts = sorted(gone)
        async with self._db.write() as conn:
            for start in range(0, len(texts), AT_ONCE):
                await conn.execute(
                    delete(vectors).where(
                        vectors.c.community_id == community_id,
                        vectors.c.content.in_(texts[start : start + AT_ONCE]),
                    )
                )
