"""What is written and handed in, in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from storage.database import Database

from ..model import Announcement
from ..tables import announcements, postings


class Written:
    """Announcements themselves."""

    _db: Database

    async def add(self, **values: Any) -> Announcement:
        """A new draft."""
        made = insert(announcements).values(state="draft", **values).returning(*announcements.c)
        async with self._db.write() as conn:
            return _read((await conn.execute(made)).mappings().one())

    async def get(self, community_id: int, id_: int) -> Announcement | None:
        """One announcement of that community."""
        here = announcements.c.community_id == community_id, announcements.c.id == id_
        async with self._db.read() as conn:
            row = (await conn.execute(select(announcements).where(*here))).mappings().one_or_none()
            return _read(row) if row else None

    async def by_id(self, id_: int) -> Announcement | None:
        """One announcement, for a task of ours."""
        async with self._db.read() as conn:
            query = select(announcements).where(announcements.c.id == id_)
            row = (await conn.execute(query)).mappings().one_or_none()
            return _read(row) if row else None

    async def change(self, id_: int, states: Collection[str], **values: Any) -> Announcement | None:
        """Other values, only while it is in one of these states: of two who act at once, one
        finds None."""
        here = announcements.c.id == id_, announcements.c.state.in_(list(states))
        changed = update(announcements).where(*here).values(**values).returning(*announcements.c)
        async with self._db.write() as conn:
            row = (await conn.execute(changed)).mappings().one_or_none()
            return _read(row) if row else None

    async def take_change(self, id_: int, text: str) -> Announcement | None:
        """Its new words become its words, once, and only those that were looked at."""
        here = announcements.c.id == id_, announcements.c.change == text
        changed = (
            update(announcements)
            .where(*here)
            .values(text=text, change=None, changed_by=None)
            .returning(*announcements.c)
        )
        async with self._db.write() as conn:
            row = (await conn.execute(changed)).mappings().one_or_none()
            return _read(row) if row else None

    async def drop_change(self, id_: int, text: str) -> Announcement | None:
        """Its new words are not wanted; only those that were looked at."""
        here = announcements.c.id == id_, announcements.c.change == text
        dropped = update(announcements).where(*here).values(change=None, changed_by=None)
        async with self._db.write() as conn:
            row = (await conn.execute(dropped.returning(*announcements.c))).mappings().one_or_none()
            return _read(row) if row else None

    async def listed(self, community_id: int, states: Collection[str]) -> list[Announcement]:
        """All of these states, the newest first."""
        query = (
            select(announcements)
            .where(
                announcements.c.community_id == community_id,
                announcements.c.state.in_(list(states)),
            )
            .order_by(announcements.c.id.desc())
            .limit(25)
        )
        async with self._db.read() as conn:
            return [_read(row) for row in (await conn.execute(query)).mappings()]

    async def planned(self) -> list[Announcement]:
        """Every announcement that is still to come, of all communities."""
        query = select(announcements).where(announcements.c.state == "planned")
        async with self._db.read() as conn:
            return [_read(row) for row in (await conn.execute(query)).mappings()]

    async def asked(self) -> list[Announcement]:
        """Everything that waits for a second person, of all communities."""
        waits = or_(announcements.c.state == "waiting", announcements.c.change.is_not(None))
        async with self._db.read() as conn:
            rows = await conn.execute(select(announcements).where(waits))
            return [_read(row) for row in rows.mappings()]

    async def half_recalled(self) -> list[int]:
        """What was taken back while some of it stands."""
        query = (
            select(announcements.c.id)
            .join_from(announcements, postings, postings.c.announcement_id == announcements.c.id)
            .where(
                announcements.c.state == "recalled",
                postings.c.state.in_(["posted", "missed", "allowed"]),
            )
            .distinct()
        )
        async with self._db.read() as conn:
            return list(await conn.scalars(query))

    async def prune_drafts(self, before: int) -> int:
        """Drafts that nobody handed in; how many."""
        old = announcements.c.state.in_(["draft", "discarded"]), announcements.c.created_at < before
        async with self._db.write() as conn:
            return (await conn.execute(delete(announcements).where(*old))).rowcount


def _read(row: Any) -> Announcement:
    values = dict(row)
    spaces: Sequence[int] | None = values.pop("spaces")
    return Announcement(**values, spaces=tuple(spaces) if spaces is not None else None)
