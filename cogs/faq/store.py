"""Entries and questions in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, delete, func, insert, or_, select, update

from storage.database import Database

from .logic import Asked, Entry
from .tables import asked, entries, phrases

_ENTRY = select(entries.c.id, entries.c.question, entries.c.answer, entries.c.updated_at)
_ASKED = select(
    asked.c.id,
    asked.c.channel_id,
    asked.c.message_id,
    asked.c.member_id,
    func.coalesce(asked.c.text, ""),
    asked.c.asked_at,
    asked.c.state,
)


class FaqStore:
    """All SQL of the FAQ."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- entries

    async def add(
        self, community_id: int, question: str, answer: str, member_id: int, now: int
    ) -> Entry:
        """A new entry."""
        async with self._db.write() as conn:
            made = await conn.execute(
                insert(entries)
                .values(
                    community_id=community_id,
                    question=question,
                    answer=answer,
                    member_id=member_id,
                    created_at=now,
                    updated_at=now,
                )
                .returning(entries.c.id)
            )
            return Entry(made.scalar_one(), question, answer, now)

    async def change(
        self, community_id: int, entry_id: int, question: str, answer: str, now: int
    ) -> bool:
        """New words for an entry; False when it is not there."""
        async with self._db.write() as conn:
            done = await conn.execute(
                update(entries)
                .where(entries.c.id == entry_id, entries.c.community_id == community_id)
                .values(question=question, answer=answer, updated_at=now)
            )
            return done.rowcount == 1

    async def remove(self, community_id: int, entry_id: int) -> bool:
        """Delete an entry; False when it is not there."""
        async with self._db.write() as conn:
            done = await conn.execute(
                delete(entries).where(
                    entries.c.id == entry_id, entries.c.community_id == community_id
                )
            )
            if done.rowcount:
                await conn.execute(delete(phrases).where(phrases.c.entry_id == entry_id))
            return done.rowcount == 1

    async def entries(self, community_id: int) -> list[Entry]:
        """All entries, the oldest first."""
        query = _ENTRY.where(entries.c.community_id == community_id).order_by(entries.c.id)
        async with self._db.read() as conn:
            return [Entry(*row) for row in await conn.execute(query)]

    async def entry(self, community_id: int, entry_id: int) -> Entry | None:
        """One entry of that community."""
        query = _ENTRY.where(entries.c.id == entry_id, entries.c.community_id == community_id)
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
            return Entry(*row) if row else None

    async def wordings(self, community_id: int) -> list[tuple[int, int, str]]:
        """(wording id, entry id, text) of every other wording."""
        query = (
            select(phrases.c.id, phrases.c.entry_id, phrases.c.text)
            .join(entries, entries.c.id == phrases.c.entry_id)
            .where(entries.c.community_id == community_id)
        )
        async with self._db.read() as conn:
            return [(row[0], row[1], row[2]) for row in await conn.execute(query)]

    async def add_wording(self, entry_id: int, text: str) -> None:
        """Another way to ask for an entry."""
        async with self._db.write() as conn:
            await conn.execute(insert(phrases).values(entry_id=entry_id, text=text))

    # ---- questions

    async def ask(
        self,
        community_id: int,
        channel_id: int,
        message_id: int | None,
        member_id: int,
        text: str | None,
        now: int,
        *,
        entry_id: int | None = None,
    ) -> int | None:
        """Note a question, answered by `entry_id` or open; None when the message was noted
        before."""
        state = "open" if entry_id is None else "bot"
        values = {
            "community_id": community_id,
            "channel_id": channel_id,
            "message_id": message_id,
            "member_id": member_id,
            "text": text,
            "asked_at": now,
            "state": state,
            "entry_id": entry_id,
            "settled_at": None if state == "open" else now,
        }
        async with self._db.write() as conn:
            statement = self._db.insert(asked).values(values).on_conflict_do_nothing()
            made: int | None = await conn.scalar(statement.returning(asked.c.id))
            return made

    async def settle(
        self,
        community_id: int,
        question_id: int,
        state: str,
        now: int,
    ) -> bool:
        """Close a question, once: False when somebody was faster. Its text is forgotten."""
        async with self._db.write() as conn:
            done = await conn.execute(
                update(asked)
                .where(
                    asked.c.id == question_id,
                    asked.c.community_id == community_id,
                    asked.c.state == "open",
                )
                .values(state=state, settled_at=now, text=None)
            )
            return done.rowcount == 1

    async def reopen(self, community_id: int, question_id: int, text: str | None) -> bool:
        """Our answer did not help: the question is open again."""
        async with self._db.write() as conn:
            done = await conn.execute(
                update(asked)
                .where(
                    asked.c.id == question_id,
                    asked.c.community_id == community_id,
                    asked.c.state == "bot",
                )
                .values(state="open", settled_at=None, entry_id=None, text=text)
            )
            return done.rowcount == 1

    async def answered_by_people(self, channel_id: int, message_id: int, by: int, now: int) -> None:
        """Somebody else replied to the message of an open question."""
        open_here = and_(
            asked.c.channel_id == channel_id,
            asked.c.message_id == message_id,
            asked.c.state == "open",
            or_(asked.c.member_id.is_(None), asked.c.member_id != by),
        )
        async with self._db.read() as conn:  # few replies answer a question: no write for the rest
            if await conn.scalar(select(asked.c.id).where(open_here)) is None:
                return
        async with self._db.write() as conn:
            await conn.execute(
                update(asked).where(open_here).values(state="people", settled_at=now, text=None)
            )

    async def question(self, community_id: int, question_id: int) -> Asked | None:
        """One question."""
        query = _ASKED.where(asked.c.id == question_id, asked.c.community_id == community_id)
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
            return Asked(*row) if row else None

    async def open_questions(
        self, community_id: int, *, since: int = 0, limit: int = 10
    ) -> list[Asked]:
        """Open questions whose text is still kept, the newest first."""
        query = (
            _ASKED.where(
                asked.c.community_id == community_id,
                asked.c.state == "open",
                asked.c.text.is_not(None),
                asked.c.asked_at >= since,
            )
            .order_by(asked.c.asked_at.desc(), asked.c.id.desc())
            .limit(limit)
        )
        async with self._db.read() as conn:
            return [Asked(*row) for row in await conn.execute(query)]

    async def count(
        self, community_id: int, start: int, end: int, states: Sequence[str] = ()
    ) -> int:
        """Questions asked in [start, end), of these states if any are given."""
        query = select(func.count()).where(
            asked.c.community_id == community_id,
            asked.c.asked_at >= start,
            asked.c.asked_at < end,
        )
        if states:
            query = query.where(asked.c.state.in_(states))
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0

    async def forget_texts(self, community_id: int, before: int) -> None:
        """Blank the text of questions asked before that."""
        async with self._db.write() as conn:
            await conn.execute(
                update(asked)
                .where(asked.c.community_id == community_id, asked.c.asked_at < before)
                .values(text=None)
            )

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        async with self._db.write() as conn:
            for table in (entries, asked):
                await conn.execute(
                    update(table).where(table.c.member_id == gone).values(member_id=kept)
                )

    async def erase(self, member_id: int) -> None:
        """Entries stay without their writer; questions are forgotten."""
        async with self._db.write() as conn:
            await conn.execute(
                update(entries).where(entries.c.member_id == member_id).values(member_id=None)
            )
            await conn.execute(
                update(asked)
                .where(asked.c.member_id == member_id)
                .values(member_id=None, text=None)
            )
