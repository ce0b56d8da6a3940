"""Members who asked to stand in no measure."""

from __future__ import annotations

from sqlalchemy import delete, literal, select

from ..tables import left_out, members
from .base import Base


class LeavingOut(Base):
    """The part of the store about those who do not want to be counted."""

    async def leave_out(self, member_id: int, out: bool) -> None:
        """Leave a member out, or count them again."""
        theirs = left_out.c.member_id == member_id
        home = select(members.c.id, members.c.community_id, literal("asked"))
        async with self._db.write() as connection:
            if not out:
                await connection.execute(delete(left_out).where(theirs, left_out.c.why == "asked"))
                return
            await connection.execute(
                self._db.insert(left_out)
                .from_select(left_out.columns.keys(), home.where(members.c.id == member_id))
                .on_conflict_do_nothing()
            )

    async def left_out(self, community_id: int) -> frozenset[int]:
        """Members who asked for it."""
        query = select(left_out.c.member_id).where(
            left_out.c.community_id == community_id, left_out.c.why == "asked"
        )
        async with self._db.read() as connection:
            return frozenset(await connection.scalars(query))
