"""Drafts of entries in the database: solutions that wait for review."""

from __future__ import annotations

from sqlalchemy import delete, insert, or_, select, update

from storage.database import Database

from ..handover.model import Draft
from ..handover.store import drafts

_DRAFT = select(drafts.c.community_id, drafts.c.question_id, drafts.c.question, drafts.c.answer)


class DraftStore:
    """Entries to be, until they are reviewed."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def keep(
        self,
        community_id: int,
        question_id: int,
        question: str,
        answer: str,
        *,
        asker_id: int | None,
        author_id: int | None,
        now: int,
    ) -> Draft:
        """One a question; a later solution takes the place of the former."""
        words = {"question": question, "answer": answer, "author_id": author_id, "made_at": now}
        values = {"community_id": community_id, "question_id": question_id, "asker_id": asker_id}
        async with self._db.write() as conn:
            former = update(drafts).where(drafts.c.question_id == question_id)
            if not (await conn.execute(former.values(words))).rowcount:
                await conn.execute(insert(drafts).values(**values, **words))
            row = (await conn.execute(_DRAFT.where(drafts.c.question_id == question_id))).one()
        return Draft(*row)

    async def get(self, community_id: int, question_id: int) -> Draft | None:
        """The draft of a question of that community."""
        query = _DRAFT.where(
            drafts.c.question_id == question_id, drafts.c.community_id == community_id
        )
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
        return Draft(*row) if row else None

    async def drop(self, question_id: int) -> bool:
        """It has become an entry, or nobody wants it; False when somebody was faster."""
        gone = delete(drafts).where(drafts.c.question_id == question_id)
        async with self._db.write() as conn:
            return (await conn.execute(gone)).rowcount == 1

    async def old(self, community_id: int, before: int) -> list[Draft]:
        """Those that nobody has looked at since then."""
        query = _DRAFT.where(drafts.c.community_id == community_id, drafts.c.made_at < before)
        async with self._db.read() as conn:
            return [Draft(*row) for row in await conn.execute(query)]

    async def of_member(self, member_id: int) -> list[Draft]:
        """Those with words of that member."""
        query = _DRAFT.where(or_(drafts.c.asker_id == member_id, drafts.c.author_id == member_id))
        async with self._db.read() as conn:
            return [Draft(*row) for row in await conn.execute(query)]
