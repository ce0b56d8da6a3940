"""Ideas in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from .logic import OPEN, Change, Draft, Filter, Idea, Sort, Status, Words
from .tables import changes, drafts, ideas, votes

_VOTES = select(func.count()).where(votes.c.idea_id == ideas.c.id).scalar_subquery().label("votes")
_IDEAS = select(ideas, _VOTES)


class IdeaStore:
    """All SQL of the board: ideas, votes, steps."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def post(self, draft: Draft, now: int) -> Idea:
        """Make a new idea of words that were not kept as a draft."""
        async with self._db.write() as conn:
            return await post(conn, draft, now)

    async def get(self, community_id: int, idea_id: int) -> Idea | None:
        """An idea of that community with its votes."""
        async with self._db.read() as conn:
            return await _get(conn, community_id, idea_id)

    async def some(self, community_id: int, ids: Sequence[int]) -> list[Idea]:
        """Ideas by number, in the order asked for."""
        query = _IDEAS.where(ideas.c.community_id == community_id, ideas.c.id.in_(ids))
        async with self._db.read() as conn:
            found = {row.id: _idea(row) for row in await conn.execute(query)}
        return [found[i] for i in ids if i in found]

    async def page(
        self, community_id: int, status: Filter, sort: Sort, limit: int, offset: int = 0
    ) -> tuple[list[Idea], int]:
        """One page of a list, and how many there are in all."""
        where = [ideas.c.community_id == community_id]
        if status != "all":
            where.append(ideas.c.status.in_(OPEN if status == "open" else (status,)))
        order = [ideas.c.id.desc()] if sort == "new" else [_VOTES.desc(), ideas.c.id.desc()]
        query = _IDEAS.where(*where).order_by(*order).limit(limit).offset(offset)
        async with self._db.read() as conn:
            total = await conn.scalar(select(func.count()).select_from(ideas).where(*where))
            return [_idea(row) for row in await conn.execute(query)], total or 0

    async def texts(self, community_id: int) -> list[tuple[int, str]]:
        """(number, text) of all ideas, for the search."""
        query = _IDEAS.where(ideas.c.community_id == community_id)
        async with self._db.read() as conn:
            return [(row.id, _idea(row).text) for row in await conn.execute(query)]

    async def recent(self, since: int) -> list[Idea]:
        """Ideas of all communities whose card may have changed since then."""
        voted = select(votes.c.idea_id).where(votes.c.voted_at >= since)
        query = _IDEAS.where(or_(ideas.c.changed_at >= since, ideas.c.id.in_(voted)))
        async with self._db.read() as conn:
            return [_idea(row) for row in await conn.execute(query)]

    # ---- votes

    async def vote(self, community_id: int, idea_id: int, member_id: int, now: int) -> Idea | None:
        """Support an idea; once is enough. None when it is unknown or settled."""
        async with self._db.write() as conn:
            idea = await _get(conn, community_id, idea_id)
            if idea is None or not idea.open:
                return None
            await self._vote(conn, idea_id, member_id, now)
            return await _get(conn, community_id, idea_id)

    async def toggle(
        self, community_id: int, idea_id: int, member_id: int, now: int
    ) -> tuple[Idea | None, bool]:
        """Support an idea or take that back; (the idea, whether the member supports it now)."""
        async with self._db.write() as conn:
            idea = await _get(conn, community_id, idea_id)
            if idea is None or not idea.open:
                return idea, False
            supports = await self._vote(conn, idea_id, member_id, now)
            if not supports:
                await conn.execute(
                    delete(votes).where(votes.c.idea_id == idea_id, votes.c.member_id == member_id)
                )
            return await _get(conn, community_id, idea_id), supports

    async def _vote(self, conn: AsyncConnection, idea_id: int, member_id: int, now: int) -> bool:
        row = {"idea_id": idea_id, "member_id": member_id, "voted_at": now}
        added = await conn.execute(
            self._db.insert(votes).values(row).on_conflict_do_nothing().returning(votes.c.idea_id)
        )
        return added.one_or_none() is not None

    async def voters(self, idea_id: int) -> list[int]:
        """Ids of the members who support an idea."""
        query = select(votes.c.member_id).where(votes.c.idea_id == idea_id)
        async with self._db.read() as conn:
            return list((await conn.scalars(query.order_by(votes.c.voted_at))).all())

    # ---- steps

    async def change(
        self, idea: Idea, after: Status, reason: str, actor_id: int, now: int
    ) -> Change | None:
        """Take a step from the status that `idea` shows; None when another was quicker."""
        async with self._db.write() as conn:
            moved = await conn.execute(
                update(ideas)
                .where(ideas.c.id == idea.id, ideas.c.status == idea.status)
                .values(status=after, reason=reason, changed_at=now)
            )
            if not moved.rowcount:
                return None
            values: dict[str, Any] = {
                "idea_id": idea.id,
                "actor_id": actor_id,
                "before": idea.status,
                "after": after,
                "reason": reason,
                "at": now,
            }
            made = await conn.execute(insert(changes).values(values).returning(changes.c.id))
            return Change(id=made.scalar_one(), **values)

    async def history(self, idea_id: int) -> list[Change]:
        """All steps of an idea, oldest first."""
        query = select(changes).where(changes.c.idea_id == idea_id).order_by(changes.c.id)
        async with self._db.read() as conn:
            return [_change(row) for row in await conn.execute(query)]

    async def untold(self) -> list[tuple[int, Change]]:
        """(community, step) of those that a crash kept from being told."""
        query = (
            select(changes, ideas.c.community_id)
            .join(ideas, ideas.c.id == changes.c.idea_id)
            .where(changes.c.told_at.is_(None))
            .order_by(changes.c.id)
        )
        async with self._db.read() as conn:
            return [(row.community_id, _change(row)) for row in await conn.execute(query)]

    async def told(self, change_id: int, now: int) -> None:
        """Author and voters have been told."""
        async with self._db.write() as conn:
            await conn.execute(update(changes).where(changes.c.id == change_id).values(told_at=now))

    # ---- figures

    async def posted(self, community_id: int, start: int, end: int) -> int:
        """Ideas posted in [start, end)."""
        query = select(func.count()).where(
            ideas.c.community_id == community_id,
            ideas.c.created_at >= start,
            ideas.c.created_at < end,
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0

    async def unanswered(self, community_id: int, before: int) -> int:
        """Ideas posted before then that are still new."""
        query = select(func.count()).where(
            ideas.c.community_id == community_id,
            ideas.c.status == "new",
            ideas.c.created_at < before,
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0

    # ---- people

    async def link(self, kept: int, gone: int) -> list[Idea]:
        """Two members turned out to be one, who counts once. Returns the ideas that show it."""
        async with self._db.write() as conn:
            touched = await _touched(conn, gone)
            other = votes.alias()
            double = exists().where(other.c.idea_id == votes.c.idea_id, other.c.member_id == kept)
            await conn.execute(delete(votes).where(votes.c.member_id == gone, double))
            for column in (
                votes.c.member_id,
                ideas.c.author_id,
                ideas.c.noted_by,
                changes.c.actor_id,
                drafts.c.member_id,
                drafts.c.author_id,
            ):
                await conn.execute(
                    update(column.table).where(column == gone).values({column: kept})
                )
            return touched

    async def erase(self, member_id: int) -> list[Idea]:
        """Forget a member; the ideas stay. Returns those whose cards show something else now."""
        async with self._db.write() as conn:
            touched = await _touched(conn, member_id)
            await conn.execute(delete(votes).where(votes.c.member_id == member_id))
            mine = or_(drafts.c.member_id == member_id, drafts.c.author_id == member_id)
            await conn.execute(delete(drafts).where(mine))
            for column in (ideas.c.author_id, ideas.c.noted_by, changes.c.actor_id):
                await conn.execute(
                    update(column.table).where(column == member_id).values({column: None})
                )
            return touched


async def post(conn: AsyncConnection, draft: Draft, now: int) -> Idea:
    """Make an idea of a draft, within a transaction."""
    noted_by = draft.member_id if draft.member_id != draft.author_id else None
    made = await conn.execute(
        insert(ideas)
        .values(
            community_id=draft.community_id,
            author_id=draft.author_id,
            noted_by=noted_by,
            channel_id=draft.channel_id,
            title=draft.words.title,
            details=draft.words.details,
            audience=draft.words.audience,
            status="new",
            reason="",
            created_at=now,
            changed_at=now,
        )
        .returning(ideas.c.id)
    )
    return Idea(
        made.scalar_one(),
        draft.community_id,
        draft.author_id,
        noted_by,
        draft.channel_id,
        draft.words,
        "new",
        "",
        now,
    )


async def _get(conn: AsyncConnection, community_id: int, idea_id: int) -> Idea | None:
    query = _IDEAS.where(ideas.c.id == idea_id, ideas.c.community_id == community_id)
    row = (await conn.execute(query)).one_or_none()
    return _idea(row) if row is not None else None


async def _touched(conn: AsyncConnection, member_id: int) -> list[Idea]:
    voted = select(votes.c.idea_id).where(votes.c.member_id == member_id)
    query: Select[Any] = _IDEAS.where(
        or_(
            ideas.c.id.in_(voted),
            ideas.c.author_id == member_id,
            ideas.c.noted_by == member_id,
        )
    )
    return [_idea(row) for row in await conn.execute(query)]


def _idea(row: Row[Any]) -> Idea:
    return Idea(
        id=row.id,
        community_id=row.community_id,
        author_id=row.author_id,
        noted_by=row.noted_by,
        channel_id=row.channel_id,
        words=Words(row.title, row.details, row.audience),
        status=row.status,
        reason=row.reason,
        created_at=row.created_at,
        votes=row.votes,
    )


def _change(row: Row[Any]) -> Change:
    return Change(row.id, row.idea_id, row.actor_id, row.before, row.after, row.reason, row.at)
