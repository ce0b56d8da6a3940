"""Votes in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, delete, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.database.writing.turns import take_turn

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
            await self._give(conn, community_id, idea_id, member_id, now, each)
        idea = await self._read(community_id, idea_id)
        return idea if idea is not None and idea.open else None

    async def toggle(
        self, community_id: int, idea_id: int, member_id: int, now: int, each: int = 0
    ) -> tuple[Idea | None, bool]:
        """Support an idea or take that back; (the idea, whether the member supports it now)."""
        async with self._db.write() as conn:
            given = await self._give(conn, community_id, idea_id, member_id, now, each)
            if not given:
                taken_back = delete(votes).where(_theirs(idea_id, member_id))
                await conn.execute(taken_back.where(_open(community_id, idea_id).exists()))
        return await self._read(community_id, idea_id), given

    async def supports(self, idea_id: int, member_id: int) -> bool:
        """Whether a member supports an idea or one that was put into it."""
        query = select(votes.c.idea_id).where(_theirs(idea_id, member_id)).limit(1)
        async with self._db.read() as conn:
            return await conn.scalar(query) is not None

    async def left(self, community_id: int, member_id: int, each: int) -> int:
        """How many more open ideas a member may support."""
        async with self._db.read() as conn:
            return max(0, each - await _given(conn, community_id, member_id))

    async def _give(
        self,
        conn: AsyncConnection,
        community_id: int,
        idea_id: int,
        member_id: int,
        now: int,
        each: int,
    ) -> bool:
        """False when the idea cannot be supported, or the member supported it before.

        One statement, so that a crowd that clicks at once is served quickly.
        """
        if each:
            # of two clicks at once the second waits until the first is counted
            await take_turn(conn, f"ideas_votes:{member_id}")
        before = select(votes.c.idea_id).where(_theirs(idea_id, member_id))
        row = _open(community_id, idea_id).add_columns(literal(member_id), literal(now))
        added = await conn.execute(
            self._db.insert(votes)
            .from_select(["idea_id", "member_id", "voted_at"], row.where(~before.exists()))
            .on_conflict_do_nothing()
            .returning(votes.c.idea_id)
        )
        if added.one_or_none() is None:
            return False
        if each and await _given(conn, community_id, member_id) > each:
            raise NoneLeft(each)  # which undoes it
        return True

    async def _read(self, community_id: int, idea_id: int) -> Idea | None:
        async with self._db.read() as conn:
            return await read_one(conn, community_id, idea_id)


def _theirs(idea_id: int, member_id: int) -> Any:
    """A member's votes for an idea or what was put into it."""
    return and_(votes.c.idea_id.in_(family([idea_id])), votes.c.member_id == member_id)


def _open(community_id: int, idea_id: int) -> Select[int]:
    """The idea's number while it can be supported."""
    return select(ideas.c.id).where(
        ideas.c.id == idea_id,
        ideas.c.community_id == community_id,
        ideas.c.status.in_(SUPPORTABLE),
        ideas.c.merged_into.is_(None),
    )


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
