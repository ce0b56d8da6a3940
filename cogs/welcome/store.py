"""Arrivals in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update

from storage.database import Database

from .tables import arrivals

GONE = "gone"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Someone who has not been greeted yet."""

    id: int
    member_id: int
    at: int


class ArrivalStore:
    """All SQL of the welcome."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def arrived(self, community_id: int, space_id: int, member_id: int, at: int) -> None:
        """Note someone who waits for a greeting."""
        async with self._db.write() as conn:
            await conn.execute(
                insert(arrivals).values(
                    community_id=community_id, space_id=space_id, member_id=member_id, at=at
                )
            )

    async def left(self, space_id: int, member_id: int, now: int) -> None:
        """They left before they were greeted."""
        async with self._db.write() as conn:
            await conn.execute(
                update(arrivals)
                .where(
                    arrivals.c.space_id == space_id,
                    arrivals.c.member_id == member_id,
                    arrivals.c.greeted_at.is_(None),
                )
                .values(greeted_at=now, post=GONE)
            )

    async def waiting(self, space_id: int) -> list[Waiting]:
        """Who has not been greeted yet, the longest waiting first."""
        query = (
            select(arrivals.c.id, arrivals.c.member_id, arrivals.c.at)
            .where(arrivals.c.space_id == space_id, arrivals.c.greeted_at.is_(None))
            .order_by(arrivals.c.id)
        )
        async with self._db.read() as conn:
            return [Waiting(*row) for row in await conn.execute(query)]

    async def posted_since(self, space_id: int, since: int) -> list[int]:
        """When greetings were posted since then, oldest first."""
        query = (
            select(func.min(arrivals.c.greeted_at))
            .where(
                arrivals.c.space_id == space_id,
                arrivals.c.greeted_at > since,
                arrivals.c.post != GONE,
            )
            .group_by(arrivals.c.post)
        )
        async with self._db.read() as conn:
            return sorted((await conn.scalars(query)).all())

    async def greeted(self, ids: Sequence[int], post: str, now: int) -> None:
        """These people share the greeting `post`."""
        async with self._db.write() as conn:
            for start in range(0, len(ids), 500):
                await conn.execute(
                    update(arrivals)
                    .where(arrivals.c.id.in_(ids[start : start + 500]))
                    .values(greeted_at=now, post=post)
                )

    async def count(self, community_id: int, start: int, end: int) -> int:
        """People greeted in [start, end)."""
        query = select(func.count()).where(
            arrivals.c.community_id == community_id,
            arrivals.c.greeted_at >= start,
            arrivals.c.greeted_at < end,
            arrivals.c.post != GONE,
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        async with self._db.write() as conn:
            await conn.execute(
                update(arrivals).where(arrivals.c.member_id == gone).values(member_id=kept)
            )

    async def erase(self, member_id: int) -> None:
        """Forget when someone arrived."""
        async with self._db.write() as conn:
            await conn.execute(delete(arrivals).where(arrivals.c.member_id == member_id))
