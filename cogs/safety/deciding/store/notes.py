"""Notes on members in the database."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from storage.database import Database

from ...tables import notes
from ..model import Note


class NoteStore:
    """What moderators wrote down about members."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, community_id: int, member_id: int, by: int, text: str, now: int) -> int:
        """Keep a note; its id."""
        row = {"community_id": community_id, "member_id": member_id, "by_id": by}
        async with self._db.write() as conn:
            made = insert(notes).values(**row, text=text, at=now).returning(notes.c.id)
            note: int = (await conn.execute(made)).scalar_one()
            return note

    async def of(self, community_id: int, member_id: int, limit: int) -> list[Note]:
        """Notes on a member, the newest first."""
        query = select(notes).where(
            notes.c.community_id == community_id, notes.c.member_id == member_id
        )
        async with self._db.read() as conn:
            rows = await conn.execute(query.order_by(notes.c.id.desc()).limit(limit))
            return [Note(row.id, row.member_id, row.by_id, row.text, row.at) for row in rows]

    async def forget(self, community_id: int, note_id: int) -> int | None:
        """Delete a note; the member it was about, None when it is gone already."""
        one = (notes.c.id == note_id, notes.c.community_id == community_id)
        async with self._db.write() as conn:
            gone = delete(notes).where(*one).returning(notes.c.member_id)
            return (await conn.execute(gone)).scalar_one_or_none()

    async def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        async with self._db.write() as conn:
            for column in (notes.c.member_id, notes.c.by_id):
                await conn.execute(update(notes).where(column == gone).values({column: kept}))

    async def erase(self, member_id: int) -> None:
        """Forget a member: the notes on them go, those by them lose their name."""
        async with self._db.write() as conn:
            await conn.execute(delete(notes).where(notes.c.member_id == member_id))
            await conn.execute(update(notes).where(notes.c.by_id == member_id).values(by_id=None))
