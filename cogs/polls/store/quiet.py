"""Members who want no reminders of polls."""

from __future__ import annotations

from sqlalchemy import delete, select

from storage.database import Database

from ..tables import quiet


class QuietStore:
    """Who is left alone."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def set(self, member_id: int, on: bool) -> None:
        """Leave a member alone, or no longer."""
        async with self._db.write() as conn:
            if on:
                row = {"member_id": member_id}
                await conn.execute(self._db.insert(quiet).values(row).on_conflict_do_nothing())
            else:
                await conn.execute(delete(quiet).where(quiet.c.member_id == member_id))

    async def quiet(self) -> frozenset[int]:
        """Members who want no reminders."""
        async with self._db.read() as conn:
            return frozenset(await conn.scalars(select(quiet.c.member_id)))
