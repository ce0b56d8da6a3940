"""Who agreed to which wording of the terms, in the database."""

from __future__ import annotations

from sqlalchemy import delete, select

from storage.database import Database

from ..tables import consents


class ConsentStore:
    """One row a member and wording; what was agreed to first counts."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def at(self, member_id: int, version: str) -> int | None:
        """When a member agreed to a wording (UTC ms); None when they did not."""
        mine = consents.c.member_id == member_id, consents.c.version == version
        async with self._db.read() as conn:
            return await conn.scalar(select(consents.c.at).where(*mine))

    async def give(self, member_id: int, version: str, now: int) -> None:
        """A member agrees; once is enough."""
        row = {"member_id": member_id, "version": version, "at": now}
        async with self._db.write() as conn:
            await conn.execute(self._db.insert(consents).values(row).on_conflict_do_nothing())

    async def withdraw(self, member_id: int) -> bool:
        """A member agrees to no wording any more; False when they did not before."""
        async with self._db.write() as conn:
            gone = await conn.execute(delete(consents).where(consents.c.member_id == member_id))
            return gone.rowcount > 0
