"""Announcements in the database."""

from __future__ import annotations

from sqlalchemy import and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..tables import announcements, letters
from .posted import Posted
from .sent import Letters
from .written import Written

_NAMES = (announcements.c.member_id, announcements.c.changed_by, announcements.c.approved_by)


class AnnouncementStore(Written, Posted, Letters):
    """What is written, planned and posted."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- people

    async def linked(self, kept: int, gone: int, now: int) -> list[int]:
        """Two members turned out to be one, who is written to once. What one of them wrote and the
        other approved waits again, for another person; the numbers of those."""
        both = {kept, gone}
        own = and_(
            announcements.c.state == "planned",
            announcements.c.member_id.in_(both),
            announcements.c.approved_by.in_(both),
            announcements.c.member_id != announcements.c.approved_by,
        )
        again = (
            update(announcements)
            .where(own)
            .values(state="waiting", approved_by=None, asked_at=now)
            .returning(announcements.c.id)
        )
        async with self._db.write() as conn:
            reopened = list(await conn.scalars(again))
            await self._one_letter(conn, kept, gone)
            for column in _NAMES:
                await conn.execute(
                    update(announcements).where(column == gone).values({column: kept})
                )
        return reopened

    async def _one_letter(self, conn: AsyncConnection, kept: int, gone: int) -> None:
        mine, theirs = letters.alias("mine"), letters.alias("theirs")
        twice = (
            select(mine.c.posting_id, mine.c.state, theirs.c.state)
            .join_from(mine, theirs, mine.c.posting_id == theirs.c.posting_id)
            .where(mine.c.member_id == kept, theirs.c.member_id == gone)
        )
        for posting, here, there in (await conn.execute(twice)).all():
            ours = letters.c.posting_id == posting, letters.c.member_id == kept
            await conn.execute(
                delete(letters).where(letters.c.posting_id == posting, letters.c.member_id == gone)
            )
            # who had it under one name gets it under neither
            if here == "waiting" and there != "waiting":
                await conn.execute(update(letters).where(*ours).values(state=there))
        await conn.execute(
            update(letters).where(letters.c.member_id == gone).values(member_id=kept)
        )

    async def erase(self, member_id: int) -> None:
        """What somebody wrote for the community stays, without their name; their drafts and what
        was sent to them are forgotten."""
        drafts = announcements.c.state.in_(["draft", "discarded"])
        async with self._db.write() as conn:
            await conn.execute(delete(letters).where(letters.c.member_id == member_id))
            await conn.execute(
                delete(announcements).where(drafts, announcements.c.member_id == member_id)
            )
            for column in _NAMES:
                await conn.execute(
                    update(announcements).where(column == member_id).values({column: None})
                )
