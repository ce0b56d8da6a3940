"""The database of the FAQ."""

from __future__ import annotations

from sqlalchemy import delete, update

from .. import tables
from .entries import EntryStore
from .feedback import FeedbackStore
from .questions import QuestionStore
from .vectors import VectorStore

__all__ = ["FaqStore"]

# by their module: this package has modules named entries and feedback
_WITH_MEMBER = (tables.entries, tables.revisions, tables.asked, tables.feedback)


class FaqStore(EntryStore, QuestionStore, FeedbackStore, VectorStore):
    """Entries and their vectors, questions, and whether the one solved the other."""

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        async with self._db.write() as conn:
            for table in _WITH_MEMBER:
                await conn.execute(
                    update(table).where(table.c.member_id == gone).values(member_id=kept)
                )

    async def erase(self, member_id: int) -> None:
        """Entries and what they said before stay without their writer; questions are forgotten,
        and so is what the member thought of the answers."""
        async with self._db.write() as conn:
            for table in (tables.entries, tables.revisions):
                await conn.execute(
                    update(table).where(table.c.member_id == member_id).values(member_id=None)
                )
            await conn.execute(
                update(tables.asked)
                .where(tables.asked.c.member_id == member_id)
                .values(member_id=None, text=None)
            )
            await conn.execute(
                delete(tables.feedback).where(tables.feedback.c.member_id == member_id)
            )
