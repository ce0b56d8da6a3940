"""Ideas in the database: posted, read, listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..model import OPEN, Draft, Filter, Idea, Sort
from ..tables import ideas, votes
from .rows import IDEAS, VOTES, family, read, read_one, values

RISING_MS = 14 * 86_400_000


class IdeaStore:
    """Ideas with their votes, comments and tags."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def post(self, draft: Draft, now: int) -> Idea:
        """Make a new idea of words that were not kept as a draft."""
        async with self._db.write() as conn:
            return await post(conn, draft, now)

    async def get(self, community_id: int, idea_id: int) -> Idea | None:
        """An idea of that community."""
        async with self._db.read() as conn:
            return await read_one(conn, community_id, idea_id)

    async def some(self, community_id: int, ids: Sequence[int]) -> list[Idea]:
        """Ideas by number, in the order asked for."""
        query = IDEAS.where(ideas.c.community_id == community_id, ideas.c.id.in_(ids))
        async with self._db.read() as conn:
            found = {idea.id: idea for idea in await read(conn, query)}
        return [found[i] for i in ids if i in found]

    async def merged(self, community_id: int, idea_id: int) -> list[Idea]:
        """The ideas that were put into this one, the oldest first."""
        query = IDEAS.where(ideas.c.community_id == community_id, ideas.c.merged_into == idea_id)
        async with self._db.read() as conn:
            return await read(conn, query.order_by(ideas.c.id))

    async def page(
        self,
        community_id: int,
        status: Filter,
        sort: Sort,
        limit: int,
        offset: int = 0,
        *,
        now: int = 0,
        member_id: int = 0,
        where: Sequence[ColumnElement[bool]] = (),
    ) -> tuple[list[Idea], int]:
        """One page of a list, and how many there are in all.

        "rising" counts the votes of the last 14 days before `now`; "mine" are those that the member
        wrote or noted. Ideas that were put into another one are listed only among one's own.
        """
        wanted = [ideas.c.community_id == community_id, *where]
        if status != "all":
            wanted.append(ideas.c.status.in_(OPEN if status == "open" else (status,)))
        if sort == "mine":
            wanted.append(or_(ideas.c.author_id == member_id, ideas.c.noted_by == member_id))
        else:
            wanted.append(ideas.c.merged_into.is_(None))
        lately = _votes_since(now - RISING_MS)
        if sort == "rising":
            wanted.append(lately > 0)
        order: list[Any] = {
            "top": [VOTES.desc()],
            "rising": [lately.desc(), VOTES.desc()],
        }.get(sort, [])
        query = IDEAS.where(*wanted).order_by(*order, ideas.c.id.desc())
        async with self._db.read() as conn:
            total = await conn.scalar(select(func.count()).select_from(ideas).where(*wanted))
            return await read(conn, query.limit(limit).offset(offset)), total or 0

    async def all(self, community_id: int) -> list[Idea]:
        """Every idea of a community, the oldest first."""
        query = IDEAS.where(ideas.c.community_id == community_id).order_by(ideas.c.id)
        async with self._db.read() as conn:
            return await read(conn, query)

    async def texts(self, community_id: int) -> list[tuple[int, str]]:
        """(number, text) of all ideas that can be found by words."""
        return [(idea.id, idea.text) for idea in await self.all(community_id)]

    async def recent(self, since: int) -> list[Idea]:
        """Ideas of all communities whose card may have changed since then."""
        voted = select(votes.c.idea_id).where(votes.c.voted_at >= since)
        query = IDEAS.where(or_(ideas.c.changed_at >= since, ideas.c.id.in_(voted)))
        async with self._db.read() as conn:
            return await read(conn, query)

    async def voters(self, idea_id: int) -> list[int]:
        """Ids of the members who support an idea or one that was put into it."""
        query = (
            select(votes.c.member_id, func.min(votes.c.voted_at))
            .where(votes.c.idea_id.in_(family([idea_id])))
            .group_by(votes.c.member_id)
            .order_by(func.min(votes.c.voted_at))
        )
        async with self._db.read() as conn:
            return [row.member_id for row in await conn.execute(query)]

    # ---- figures

    async def posted(self, community_id: int, start: int, end: int) -> int:
        """Ideas posted in [start, end)."""
        query = _count(community_id, ideas.c.created_at >= start, ideas.c.created_at < end)
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0

    async def unanswered(self, community_id: int, before: int) -> int:
        """Ideas posted before then that are still new."""
        new = (ideas.c.status == "new", ideas.c.merged_into.is_(None))
        async with self._db.read() as conn:
            query = _count(community_id, ideas.c.created_at < before, *new)
            return await conn.scalar(query) or 0


async def post(conn: AsyncConnection, draft: Draft, now: int) -> Idea:
    """Make an idea of a draft, within a transaction."""
    noted_by = draft.member_id if draft.member_id != draft.author_id else None
    more = {
        "noted_by": noted_by,
        "status": "new",
        "reason": "",
        "created_at": now,
        "changed_at": now,
    }
    made = await conn.execute(insert(ideas).values(**values(draft), **more).returning(ideas.c.id))
    idea = await read_one(conn, draft.community_id, made.scalar_one())
    assert idea is not None  # noqa: S101 - it was written a line above
    return idea


def _count(community_id: int, *where: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).where(ideas.c.community_id == community_id, *where)


def _votes_since(since: int) -> Any:
    part = ideas.alias("lately")
    return (
        select(func.count(votes.c.member_id.distinct()))
        .join(part, part.c.id == votes.c.idea_id)
        .where(func.coalesce(part.c.merged_into, part.c.id) == ideas.c.id)
        .where(votes.c.voted_at >= since)
        .scalar_subquery()
    )
