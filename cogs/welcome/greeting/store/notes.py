"""Private greetings in the database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, update

from storage.database import Database

from ...tables import notes

GONE = "gone"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Someone who has not been greeted yet, or shares a greeting; `at` is when they came."""

    id: int
    member_id: int
    at: int
    returning: bool


class Notes:
    """The part of ArrivalStore about private greetings."""

    _db: Database

    async def notes_due(self, space_id: int, now: int, limit: int) -> list[Waiting]:
        """Private greetings that may go out by now, the longest waiting first."""
        c = notes.c
        query = (
            select(c.id, c.member_id, c.at, c.back)
            .where(c.space_id == space_id, c.sent_at.is_(None), c.due_at <= now)
            .order_by(c.id)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return [Waiting(*row) for row in await conn.execute(query)]

    async def next_note(self, space_id: int, after: int = 0) -> int | None:
        """When the next one is due, of those that are due after that time."""
        query = select(func.min(notes.c.due_at)).where(
            notes.c.space_id == space_id, notes.c.sent_at.is_(None), notes.c.due_at > after
        )
        async with self._db.read() as conn:
            due: int | None = await conn.scalar(query)
            return due

    async def newest_notes(self, space_id: int, limit: int) -> list[int]:
        """When the last ones came who were to be greeted privately, also those who are gone."""
        c = notes.c
        query = select(c.at).where(c.space_id == space_id).order_by(c.at.desc()).limit(limit)
        async with self._db.read() as conn:
            return list(await conn.scalars(query))

    async def put_off(self, note_id: int, due_at: int) -> None:
        """Not before then."""
        async with self._db.write() as conn:
            await conn.execute(update(notes).where(notes.c.id == note_id).values(due_at=due_at))

    async def noted(self, note_id: int, post: str, now: int) -> None:
        """Sent as `post`, or with GONE: not wanted any more."""
        here = notes.c.id == note_id
        async with self._db.write() as conn:
            await conn.execute(update(notes).where(here).values(sent_at=now, post=post))

    async def noted_as(self, post: str) -> Waiting | None:
        """Whom a private greeting is for."""
        c = notes.c
        query = select(c.id, c.member_id, c.at, c.back).where(c.post == post)
        async with self._db.read() as conn:
            row = (await conn.execute(query)).first()
            return Waiting(*row) if row is not None else None
