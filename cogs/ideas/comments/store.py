"""Comments in the database: where they stand, who wrote them and when; never what they say."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, select

from storage.database import Database

from ..model import Idea
from ..store.rows import IDEAS, family, read
from ..tables import comments, ideas, threads


class CommentStore:
    """Comments stay with the idea that they were made on; counts go over all that was put into
    an idea, as with votes."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- places

    async def places(self) -> dict[int, int]:
        """The idea that each thread or topic is for, by its channel's id, of all communities."""
        async with self._db.read() as conn:
            rows = await conn.execute(select(threads))
            return {row.channel_id: row.idea_id for row in rows}

    async def open(self, channel_id: int, idea_id: int) -> None:
        """From now on that channel is for talk about that idea."""
        added = self._db.insert(threads).values(channel_id=channel_id, idea_id=idea_id)
        async with self._db.write() as conn:
            await conn.execute(
                added.on_conflict_do_update(
                    index_elements=[threads.c.channel_id], set_={"idea_id": idea_id}
                )
            )

    async def places_of(self, idea_id: int) -> list[int]:
        """Ids of the channels for an idea and all that was put into it."""
        query = select(threads.c.channel_id).where(threads.c.idea_id.in_(family([idea_id])))
        async with self._db.read() as conn:
            return list(await conn.scalars(query.order_by(threads.c.channel_id)))

    # ---- comments

    async def add(
        self, channel_id: int, native_id: int, idea_id: int, member_id: int, now: int
    ) -> bool:
        """Count a message as a comment, once; False when it was counted before."""
        row = {
            "channel_id": channel_id,
            "native_id": native_id,
            "idea_id": idea_id,
            "member_id": member_id,
            "at": now,
        }
        added = self._db.insert(comments).values(row).on_conflict_do_nothing()
        async with self._db.write() as conn:
            return (await conn.execute(added.returning(comments.c.idea_id))).first() is not None

    async def remove(self, channel_id: int, native_id: int) -> int | None:
        """A message is gone; the idea that it was a comment on, None for most messages."""
        there = _stands(channel_id, native_id)
        async with self._db.read() as conn:
            if await conn.scalar(select(comments.c.idea_id).where(there)) is None:
                return None
        async with self._db.write() as conn:
            gone = await conn.execute(delete(comments).where(there).returning(comments.c.idea_id))
            return gone.scalar_one_or_none()

    async def recent(self, since: int) -> list[Idea]:
        """Ideas of all communities on whose cards a comment from since then is counted."""
        root = func.coalesce(ideas.c.merged_into, ideas.c.id)
        commented = select(root).join(comments, comments.c.idea_id == ideas.c.id)
        query = IDEAS.where(ideas.c.id.in_(commented.where(comments.c.at >= since)))
        async with self._db.read() as conn:
            return await read(conn, query.order_by(ideas.c.id))

    # ---- news

    async def authors(self, idea_id: int) -> set[int]:
        """Who wrote an idea or one that was put into it."""
        query = select(ideas.c.author_id).where(
            ideas.c.id.in_(family([idea_id])), ideas.c.author_id > 0
        )
        async with self._db.read() as conn:
            return set(await conn.scalars(query))

    async def by_others(self, idea_id: int, member_id: int, start: int, end: int) -> int:
        """How many comments in [start, end) somebody else wrote than that member."""
        query: Select[Any] = (
            select(func.count())
            .select_from(comments)
            .where(comments.c.idea_id.in_(family([idea_id])))
            .where(comments.c.member_id.is_distinct_from(member_id))
            .where(comments.c.at >= start, comments.c.at < end)
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0


def _stands(channel_id: int, native_id: int) -> ColumnElement[bool]:
    return and_(comments.c.channel_id == channel_id, comments.c.native_id == native_id)
