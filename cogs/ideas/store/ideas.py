"""Ideas in the database: posted, read, listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..model import OPEN, STATUS_NAMES, Draft, Filter, Idea, Sort, Status, Words
from ..tables import ideas, tags, votes
from .following import heard_of
from .rows import IDEAS, VOTES, family, read, read_one, values, within

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

    async def standing(self, community_id: int, ids: Sequence[int]) -> list[Idea]:
        """The same, with the idea that one is part of in its stead, each once."""
        found = await self.some(community_id, ids)
        if all(idea.merged_into is None for idea in found):
            return found
        return await self.some(community_id, list(dict.fromkeys(idea.root for idea in found)))

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
        tag: str = "",
        where: Sequence[ColumnElement[bool]] = (),
    ) -> tuple[list[Idea], int]:
        """One page of a list, and how many there are in all.

        "rising" counts the votes of the last 14 days before `now`; "mine" are those that the member
        wrote or noted, "following" those that the member hears of. Ideas that were put into another
        one are listed only among one's own.
        """
        wanted = [ideas.c.community_id == community_id, *where]
        if status != "all":
            wanted.append(ideas.c.status.in_(OPEN if status == "open" else (status,)))
        if tag:
            wanted.append(ideas.c.id.in_(_tagged(tag)))
        since = now - RISING_MS
        wanted.append(
            or_(ideas.c.author_id == member_id, ideas.c.noted_by == member_id)
            if sort == "mine"
            else ideas.c.merged_into.is_(None)
        )
        if sort == "rising":
            wanted.append(ideas.c.id.in_(_supported_since(since)))
        elif sort == "following":
            wanted.append(heard_of(member_id))
        order: list[Any] = {
            "top": [VOTES.desc()],
            "rising": [_votes_since(since).desc(), VOTES.desc()],
        }.get(sort, [])
        # first which ones, so that what a card needs is only computed for those of the page
        which = select(ideas.c.id).where(*wanted).order_by(*order, ideas.c.id.desc())
        async with self._db.read() as conn:
            total = await conn.scalar(select(func.count()).select_from(ideas).where(*wanted))
            ids = list((await conn.scalars(which.limit(limit).offset(offset))).all())
            found = {idea.id: idea for idea in await read(conn, IDEAS.where(ideas.c.id.in_(ids)))}
        return [found[i] for i in ids], total or 0

    async def counts(self, community_id: int) -> dict[Status, int]:
        """How many ideas there are of each status; merged ones count with their whole."""
        query = (
            select(ideas.c.status, func.count())
            .where(ideas.c.community_id == community_id, ideas.c.merged_into.is_(None))
            .group_by(ideas.c.status)
        )
        async with self._db.read() as conn:
            counted: dict[str, int] = {row[0]: row[1] for row in await conn.execute(query)}
        return {status: counted.get(status, 0) for status in STATUS_NAMES}

    async def all(self, community_id: int) -> list[Idea]:
        """Every idea of a community, the oldest first."""
        query = IDEAS.where(ideas.c.community_id == community_id).order_by(ideas.c.id)
        async with self._db.read() as conn:
            return await read(conn, query)

    async def titles(self, community_id: int) -> dict[int, str]:
        """The titles of those ideas that say more, by number."""
        query = select(ideas.c.id, ideas.c.title).where(
            ideas.c.community_id == community_id, ideas.c.details != ""
        )
        async with self._db.read() as conn:
            return {row.id: row.title for row in await conn.execute(query)}

    async def texts(self, community_id: int) -> list[tuple[int, str]]:
        """(number, text) of all ideas that can be found by words."""
        query = select(ideas.c.id, ideas.c.title, ideas.c.details).order_by(ideas.c.id)
        async with self._db.read() as conn:
            rows = await conn.execute(query.where(ideas.c.community_id == community_id))
            return [(row.id, Words(row.title, row.details).text) for row in rows]

    async def tagged(self, community_id: int) -> dict[int, list[str]]:
        """The tags of all ideas that have any."""
        query = (
            select(tags)
            .join(ideas, ideas.c.id == tags.c.idea_id)
            .where(ideas.c.community_id == community_id)
            .order_by(tags.c.tag)
        )
        found: dict[int, list[str]] = {}
        async with self._db.read() as conn:
            for row in await conn.execute(query):
                found.setdefault(row.idea_id, []).append(row.tag)
        return found

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

    async def unanswered(self, community_id: int, before: int, *, limit: int = 100) -> list[Idea]:
        """Ideas posted before then that are still new, the oldest first."""
        new = (ideas.c.status == "new", ideas.c.merged_into.is_(None), ideas.c.created_at < before)
        query = IDEAS.where(ideas.c.community_id == community_id, *new)
        async with self._db.read() as conn:
            return await read(conn, query.order_by(ideas.c.created_at, ideas.c.id).limit(limit))


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
        .where(within(part, ideas.c.id), votes.c.voted_at >= since)
        .scalar_subquery()
    )


def _supported_since(since: int) -> Select[int]:
    """Numbers of the ideas that somebody came to support, also through one put into them."""
    part = ideas.alias("supported")
    return (
        select(func.coalesce(part.c.merged_into, part.c.id))
        .join(votes, votes.c.idea_id == part.c.id)
        .where(votes.c.voted_at >= since)
    )


def _tagged(tag: str) -> Select[int]:
    """Numbers of the ideas that have a tag."""
    return select(tags.c.idea_id).where(tags.c.tag == tag)
