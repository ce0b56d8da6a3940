"""Votes in the database."""

from __future__ import annotations

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..model import SUPPORTABLE, Idea
from ..tables import ideas, votes
from .rows import family, read_one


class NoneLeft(Exception):
    """The member supports as many open ideas as one may here; `args[0]` of them."""


class VoteStore:
    """Support is given once a member to an idea and all that was put into it.

    `each` is how many open ideas a member may support at once; 0 for any number. Beyond it a vote
    raises NoneLeft. An idea that is settled gives its vote back.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def give(
        self, community_id: int, idea_id: int, member_id: int, now: int, each: int = 0
    ) -> Idea | None:
        """Support an idea; once is enough. None when it is unknown or settled."""
        async with self._db.write() as conn:
            idea = await read_one(conn, community_id, idea_id)
            if idea is None or not idea.open:
                return None
            await self._give(conn, idea, member_id, now, each)
            return await read_one(conn, community_id, idea_id)

    async def toggle(
        self, community_id: int, idea_id: int, member_id: int, now: int, each: int = 0
    ) -> tuple[Idea | None, bool]:
        """Support an idea or take that back; (the idea, whether the member supports it now)."""
        async with self._db.write() as conn:
            idea = await read_one(conn, community_id, idea_id)
            if idea is None or not idea.open:
                return idea, False
            given = await self._give(conn, idea, member_id, now, each)
            if not given:
                mine = votes.c.idea_id.in_(family([idea_id])), votes.c.member_id == member_id
                await conn.execute(delete(votes).where(*mine))
            return await read_one(conn, community_id, idea_id), given

    async def left(self, community_id: int, member_id: int, each: int) -> int:
        """How many more open ideas a member may support."""
        async with self._db.read() as conn:
            return max(0, each - await _given(conn, community_id, member_id))

    async def _give(
        self, conn: AsyncConnection, idea: Idea, member_id: int, now: int, each: int
    ) -> bool:
        """False when the member supported it before."""
        mine = votes.c.idea_id.in_(family([idea.id])), votes.c.member_id == member_id
        if await conn.scalar(select(votes.c.idea_id).where(*mine).limit(1)) is not None:
            return False
        if each:
            await _one_at_a_time(conn, member_id)
            if await _given(conn, idea.community_id, member_id) >= each:
                raise NoneLeft(each)
        row = {"idea_id": idea.id, "member_id": member_id, "voted_at": now}
        added = await conn.execute(
            self._db.insert(votes).values(row).on_conflict_do_nothing().returning(votes.c.idea_id)
        )
        return added.one_or_none() is not None


async def _one_at_a_time(conn: AsyncConnection, member_id: int) -> None:
    """Of two clicks at once the second waits until the first is counted. SQLite has one writer."""
    if conn.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
        await conn.execute(lock, {"key": f"ideas_votes:{member_id}"})


async def _given(conn: AsyncConnection, community_id: int, member_id: int) -> int:
    part, root = ideas.alias("part"), ideas.alias("root")
    query = (
        select(func.count(root.c.id.distinct()))
        .select_from(votes)
        .join(part, part.c.id == votes.c.idea_id)
        .join(root, root.c.id == func.coalesce(part.c.merged_into, part.c.id))
        .where(votes.c.member_id == member_id, root.c.community_id == community_id)
        .where(root.c.status.in_(SUPPORTABLE))
    )
    return await conn.scalar(query) or 0
