"""Counting one person anew when two members become one.

Adding up would not do: a reply to one's own other account is no reply to others any more.
"""

from __future__ import annotations

from sqlalchemy import and_
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database
from ..tables import messages
from .answering import add_answers_of, drop_answers
from .arriving import recount_presence
from .pairs import add_pairs_of, drop_pairs
from .sums import add_messages, drop_sums
from .watermarks import watermark


async def uncount_members(db: Database, connection: AsyncConnection, member_ids: list[int]) -> None:
    """Take what members did out of the sums, before anything of it is changed."""
    await drop_answers(connection, member_ids)
    await drop_pairs(connection, member_ids)
    await drop_sums(db, connection, member_ids)


async def recount_member(
    db: Database, connection: AsyncConnection, member_id: int, gone: int
) -> None:
    """Count a member again, up to the watermarks, once the facts of the one who is gone are theirs
    and that one does not exist any more."""
    end = await watermark(connection, messages.name)
    await add_messages(
        db, connection, and_(messages.c.member_id == member_id, messages.c.id <= end)
    )
    await add_pairs_of(db, connection, member_id)
    await add_answers_of(db, connection, member_id, end)
    await recount_presence(db, connection, [member_id, gone])
