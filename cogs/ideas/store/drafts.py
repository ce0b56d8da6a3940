"""Ideas that wait for their author's word, in the database: they survive a restart."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import delete, insert

from storage.database import Database

from ..model import Draft, Idea
from ..tables import drafts
from .ideas import post
from .rows import draft, values


class DraftStore:
    """A draft belongs to the member who wrote it and is used up by the first click."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def save(self, of: Draft) -> Draft:
        """Keep a draft; it comes back with its id."""
        async with self._db.write() as conn:
            row = {
                **values(of),
                "member_id": of.member_id,
                "created_at": of.created_at,
            }
            made = await conn.execute(insert(drafts).values(row).returning(drafts.c.id))
            return replace(of, id=made.scalar_one())

    async def post(self, community_id: int, draft_id: int, member_id: int, now: int) -> Idea | None:
        """Turn a draft into an idea, exactly once; None when it is gone or somebody else's."""
        async with self._db.write() as conn:
            taken = await conn.execute(
                delete(drafts)
                .where(
                    drafts.c.id == draft_id,
                    drafts.c.community_id == community_id,
                    drafts.c.member_id == member_id,
                )
                .returning(drafts)
            )
            row = taken.one_or_none()
            if row is None:
                return None
            return await post(conn, draft(row), now)

    async def drop(self, draft_id: int, member_id: int) -> bool:
        """Forget a draft; False when it was gone already."""
        async with self._db.write() as conn:
            gone = await conn.execute(
                delete(drafts).where(drafts.c.id == draft_id, drafts.c.member_id == member_id)
            )
            return gone.rowcount > 0

    async def purge(self, community_id: int, before: int) -> None:
        """Forget drafts that nobody came back to."""
        async with self._db.write() as conn:
            await conn.execute(
                delete(drafts).where(
                    drafts.c.community_id == community_id, drafts.c.created_at < before
                )
            )
