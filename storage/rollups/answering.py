"""When each person who answered an opening message first did so."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database
from ..tables import answers, messages
from .adding import added
from .sums import smaller

opening = messages.alias("opening")
reply = messages.alias("reply")


async def add_answers(db: Database, connection: AsyncConnection, start: int, end: int) -> None:
    """Add the messages with start < id <= end. What answers may have come before what it answers:
    history is brought in later."""
    await _add(db, connection, and_(reply.c.id > start, reply.c.id <= end, opening.c.id <= end))
    await _add(db, connection, and_(opening.c.id > start, opening.c.id <= end, reply.c.id <= start))


async def add_answers_of(
    db: Database, connection: AsyncConnection, member_id: int, end: int
) -> None:
    """Add all answers by one member and to them, up to the watermark."""
    counted = and_(opening.c.id <= end, reply.c.id <= end)
    for side in (opening, reply):
        await _add(db, connection, and_(counted, side.c.member_id == member_id))


async def drop_answers(connection: AsyncConnection, member_ids: list[int]) -> None:
    """Take out all answers by members and to them; found by the facts, for no index leads there."""
    answered = and_(opening.c.space_id == reply.c.space_id, opening.c.native_id == reply.c.reply_to)
    theirs = select(opening.c.community_id, opening.c.sent_at, opening.c.id)
    for query in (
        theirs.where(opening.c.member_id.in_(member_ids)),
        theirs.join_from(reply, opening, answered).where(reply.c.member_id.in_(member_ids)),
    ):
        key = tuple_(answers.c.community_id, answers.c.sent_at, answers.c.message_id)
        involved = or_(answers.c.author_id.in_(member_ids), answers.c.answerer_id.in_(member_ids))
        await connection.execute(delete(answers).where(key.in_(query), involved))


async def _add(db: Database, connection: AsyncConnection, scope: ColumnElement[bool]) -> None:
    keys = (opening.c.community_id, opening.c.sent_at, opening.c.id, reply.c.member_id)
    query = (
        select(*keys, opening.c.member_id, func.min(reply.c.sent_at))
        .where(
            scope,
            reply.c.space_id == opening.c.space_id,
            reply.c.reply_to == opening.c.native_id,
            opening.c.reply_to.is_(None),
            reply.c.member_id != opening.c.member_id,
            reply.c.sent_at >= opening.c.sent_at,
        )
        .group_by(*keys, opening.c.member_id)
    )
    names = [column.name for column in answers.primary_key]
    await connection.execute(
        added(
            db, answers, names, (), query,
            author_id=lambda old, _: old, answered_at=smaller,
        )
    )  # fmt: skip
