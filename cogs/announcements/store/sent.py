"""Whom an announcement is sent to, in the database."""

from __future__ import annotations

from sqlalchemy import func, select, update

from storage.database import Database

from ..tables import letters


class Letters:
    """One row a posting and member."""

    _db: Database

    async def waiting(self, posting_id: int, now: int, limit: int) -> list[int]:
        """Who is to be written to now."""
        query = (
            select(letters.c.member_id)
            .where(
                letters.c.posting_id == posting_id,
                letters.c.state == "waiting",
                letters.c.due_at <= now,
            )
            .order_by(letters.c.member_id)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return [member for (member,) in await conn.execute(query)]

    async def next_letter(self, posting_id: int) -> int | None:
        """When the next one of a posting is due; None when all is sent."""
        query = select(func.min(letters.c.due_at)).where(
            letters.c.posting_id == posting_id, letters.c.state == "waiting"
        )
        async with self._db.read() as conn:
            found: int | None = await conn.scalar(query)
            return found

    async def sort(self, posting_id: int, member_id: int, state: str, due_at: int) -> None:
        """What became of one letter."""
        here = (
            letters.c.posting_id == posting_id,
            letters.c.member_id == member_id,
            letters.c.state == "waiting",
        )
        async with self._db.write() as conn:
            await conn.execute(update(letters).where(*here).values(state=state, due_at=due_at))

    async def tally(self, posting_id: int) -> dict[str, int]:
        """Letters of a posting by their state."""
        query = (
            select(letters.c.state, func.count())
            .where(letters.c.posting_id == posting_id)
            .group_by(letters.c.state)
        )
        async with self._db.read() as conn:
            return {row[0]: row[1] for row in await conn.execute(query)}
