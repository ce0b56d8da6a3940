"""Reported periods in the database."""

from __future__ import annotations

from sqlalchemy import select

from storage.database import Database

from .tables import runs

REMEMBERED = 10


class RunStore:
    """All SQL of the digest."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def posted(self, community_id: int) -> frozenset[str]:
        """The periods reported last."""
        query = (
            select(runs.c.period)
            .where(runs.c.community_id == community_id)
            .order_by(runs.c.posted_at.desc())
            .limit(REMEMBERED)
        )
        async with self._db.read() as conn:
            return frozenset(await conn.scalars(query))

    async def mark(self, community_id: int, period: str, now: int) -> None:
        """This period has been reported."""
        async with self._db.write() as conn:
            await conn.execute(
                self._db.insert(runs)
                .values(community_id=community_id, period=period, posted_at=now)
                .on_conflict_do_nothing()
            )
