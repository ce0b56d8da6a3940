"""Entries, their wordings, and what they said before, in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..model import Entry, Revision
from ..tables import entries, phrases, revisions

in_group = func.coalesce(entries.c.group_id, entries.c.id)
_ENTRY = select(
    entries.c.id,
    entries.c.question,
    entries.c.answer,
    entries.c.updated_at,
    entries.c.language,
    entries.c.tags,
    entries.c.source,
    entries.c.source_date,
    entries.c.version,
    entries.c.expires_at,
    entries.c.checked_at,
    in_group,
)
_REVISION = select(
    revisions.c.entry_id,
    revisions.c.version,
    revisions.c.question,
    revisions.c.answer,
    revisions.c.member_id,
    revisions.c.at,
)


def read(row: Iterable[Any]) -> Entry:
    """An entry from a row of `_ENTRY`."""
    entry = Entry(*row)
    return replace(entry, tags=tuple("".join(entry.tags).splitlines()))


class EntryStore:
    """What the bot may answer."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(
        self,
        community_id: int,
        question: str,
        answer: str,
        member_id: int | None,
        now: int,
        *,
        language: str | None = None,
        tags: Sequence[str] = (),
        group: int | None = None,
        expires_at: int | None = None,
        wordings: Sequence[str] = (),
        source: str = "",
        source_date: int | None = None,
    ) -> Entry:
        """A new entry; `group` is that of the entry it is another language's version of, `source`
        where it comes from if not written by hand."""
        values = {
            "community_id": community_id,
            "question": question,
            "answer": answer,
            "member_id": member_id,
            "created_at": now,
            "updated_at": now,
            "language": language,
            "tags": "\n".join(tags),
            "expires_at": expires_at,
            "group_id": group,
            "source": source,
            "source_date": source_date,
        }
        async with self._db.write() as conn:
            made: int = (
                await conn.execute(insert(entries).values(values).returning(entries.c.id))
            ).scalar_one()
            for text in wordings:
                await conn.execute(insert(phrases).values(entry_id=made, text=text))
            row = (await conn.execute(_ENTRY.where(entries.c.id == made))).one()
            return read(row)

    async def change(
        self,
        community_id: int,
        entry_id: int,
        question: str,
        answer: str,
        now: int,
        *,
        member_id: int | None = None,
    ) -> bool:
        """New words for an entry, by that member; the former ones are kept. False when it is not
        there."""
        here = _here(community_id, entry_id)
        async with self._db.write() as conn:
            former = (await conn.execute(_ENTRY.where(here).with_for_update())).one_or_none()
            if former is None:
                return False
            entry = read(former)
            if (entry.question, entry.answer) != (question, answer):
                await revise(conn, entry, question, answer, member_id, now)
            return True

    async def describe(
        self,
        community_id: int,
        entry_id: int,
        *,
        language: str | None,
        tags: Sequence[str],
        expires_at: int | None,
    ) -> bool:
        """Change what is known about an entry beside its words; False when it is not there."""
        async with self._db.write() as conn:
            done = await conn.execute(
                update(entries)
                .where(_here(community_id, entry_id))
                .values(language=language, tags="\n".join(tags), expires_at=expires_at)
            )
            return done.rowcount == 1

    async def checked(
        self, community_id: int, entry_id: int, now: int, *, expires_at: int | None = None
    ) -> bool:
        """Somebody says that it is still true, and until when; False when it is not there."""
        async with self._db.write() as conn:
            done = await conn.execute(
                update(entries)
                .where(_here(community_id, entry_id))
                .values(checked_at=now, expires_at=expires_at)
            )
            return done.rowcount == 1

    async def remove(self, community_id: int, entry_id: int) -> bool:
        """Delete an entry with its wordings and revisions; False when it is not there."""
        async with self._db.write() as conn:
            return await drop(conn, community_id, entry_id)

    async def entries(self, community_id: int) -> list[Entry]:
        """All entries, the oldest first."""
        async with self._db.read() as conn:
            return await entries_of(conn, community_id)

    async def entry(self, community_id: int, entry_id: int) -> Entry | None:
        """One entry of that community."""
        async with self._db.read() as conn:
            row = (await conn.execute(_ENTRY.where(_here(community_id, entry_id)))).one_or_none()
            return read(row) if row else None

    async def versions(self, community_id: int, group: int) -> list[Entry]:
        """The entries that say the same in several languages, the oldest first."""
        query = _ENTRY.where(entries.c.community_id == community_id, in_group == group)
        async with self._db.read() as conn:
            return [read(row) for row in await conn.execute(query.order_by(entries.c.id))]

    async def in_language(self, community_id: int, group: int, language: str) -> Entry | None:
        """The version in that language (ISO 639-1)."""
        versions = await self.versions(community_id, group)
        return next((entry for entry in versions if entry.language == language), None)

    async def expiring(
        self, community_id: int, before: int, *, unchecked_since: int | None = None
    ) -> list[Entry]:
        """Entries that expire before that time; also those that nobody wrote, changed or checked
        since `unchecked_since`. The one that waited longest first."""
        looked_at = func.coalesce(entries.c.checked_at, entries.c.updated_at)
        stale: ColumnElement[bool] = entries.c.expires_at < before
        if unchecked_since is not None:
            old = and_(entries.c.updated_at < unchecked_since, looked_at < unchecked_since)
            stale = or_(stale, old)
        query = _ENTRY.where(entries.c.community_id == community_id, stale)
        order = func.coalesce(entries.c.expires_at, looked_at), entries.c.id
        async with self._db.read() as conn:
            return [read(row) for row in await conn.execute(query.order_by(*order))]

    async def revisions(self, community_id: int, entry_id: int) -> list[Revision]:
        """What an entry said before, the newest first."""
        query = (
            _REVISION.join(entries, entries.c.id == revisions.c.entry_id)
            .where(_here(community_id, entry_id))
            .order_by(revisions.c.version.desc())
        )
        async with self._db.read() as conn:
            return [Revision(*row) for row in await conn.execute(query)]

    async def wordings(self, community_id: int) -> list[tuple[int, int, str]]:
        """(wording id, entry id, text) of every other wording."""
        query = (
            select(phrases.c.id, phrases.c.entry_id, phrases.c.text)
            .join(entries, entries.c.id == phrases.c.entry_id)
            .where(entries.c.community_id == community_id)
            .order_by(phrases.c.id)
        )
        async with self._db.read() as conn:
            return [(row[0], row[1], row[2]) for row in await conn.execute(query)]

    async def stamp(self, community_id: int) -> tuple[int, ...]:
        """Something that differs once entries or wordings were added, changed or removed."""
        here = entries.c.community_id == community_id
        changed = select(func.count(), func.max(entries.c.id), func.max(entries.c.updated_at))
        of_words = select(func.count(), func.max(phrases.c.id)).join(
            entries, entries.c.id == phrases.c.entry_id
        )
        async with self._db.read() as conn:
            rows = [(await conn.execute(query.where(here))).one() for query in (changed, of_words)]
            return tuple(int(value or 0) for row in rows for value in row)


async def entries_of(conn: AsyncConnection, community_id: int) -> list[Entry]:
    """All entries of a community, the oldest first."""
    query = _ENTRY.where(entries.c.community_id == community_id).order_by(entries.c.id)
    return [read(row) for row in await conn.execute(query)]


async def revise(
    conn: AsyncConnection, entry: Entry, question: str, answer: str, by: int | None, now: int
) -> None:
    """Keep what an entry said, and give it new words."""
    await conn.execute(
        insert(revisions).values(
            entry_id=entry.id,
            version=entry.version,
            question=entry.question,
            answer=entry.answer,
            member_id=by,
            at=now,
        )
    )
    await conn.execute(
        update(entries)
        .where(entries.c.id == entry.id)
        .values(question=question, answer=answer, updated_at=now, version=entry.version + 1)
    )


async def drop(conn: AsyncConnection, community_id: int, entry_id: int) -> bool:
    """Delete an entry and all that hangs on it; its other languages stay together."""
    done = await conn.execute(delete(entries).where(_here(community_id, entry_id)))
    if not done.rowcount:
        return False
    for table in (phrases, revisions):
        await conn.execute(delete(table).where(table.c.entry_id == entry_id))
    heir = await conn.scalar(select(func.min(entries.c.id)).where(entries.c.group_id == entry_id))
    if heir is not None:
        await conn.execute(
            update(entries).where(entries.c.group_id == entry_id).values(group_id=heir)
        )
    return True


def _here(community_id: int, entry_id: int) -> ColumnElement[bool]:
    return and_(entries.c.id == entry_id, entries.c.community_id == community_id)
