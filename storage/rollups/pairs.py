"""Who turned to whom on which day: replies, mentions and reactions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database
from ..tables import mentions, messages, pair_days, reactions
from .adding import added
from .watermarks import watermark

_KEYS = ("community_id", "day", "source_id", "target_id")
_COUNTS = ("replies", "mentions", "reactions")
_TARGETS = {
    messages: messages.c.reply_member_id,
    mentions: mentions.c.target_id,
    reactions: reactions.c.target_id,
}
_NONE = and_(*(pair_days.c[name] == 0 for name in _COUNTS))


async def add_pairs(
    db: Database, connection: AsyncConnection, table: Any, scope: ColumnElement[bool]
) -> None:
    """Add the messages, mentions or reactions in the scope. Nobody turns to themselves."""
    target = _TARGETS[table]
    keys = (table.c.community_id, table.c.day, table.c.member_id, target)
    counts = [func.count() if each is table else literal(0) for each in _TARGETS]
    query: Select[Any] = (
        select(*keys, *counts)
        .where(scope, target.is_not(None), target != table.c.member_id)
        .group_by(*keys)
    )
    await connection.execute(added(db, pair_days, _KEYS, _COUNTS, query))


async def add_pairs_of(db: Database, connection: AsyncConnection, member_id: int) -> None:
    """Add all of one member that is behind the watermarks, from and to others."""
    for table, target in _TARGETS.items():
        mine = (table.c.member_id == member_id) | (target == member_id)
        end = await watermark(connection, table.name)
        await add_pairs(db, connection, table, and_(mine, table.c.id <= end))


async def drop_pairs(connection: AsyncConnection, member_ids: list[int]) -> None:
    """Take out all pairs with these members; found by the facts, for no index leads there."""
    key = tuple_(*(pair_days.c[name] for name in _KEYS))
    for table, target in _TARGETS.items():
        theirs = or_(table.c.member_id.in_(member_ids), target.in_(member_ids))
        facts = select(table.c.community_id, table.c.day, table.c.member_id, target).where(
            theirs, target.is_not(None)
        )
        await connection.execute(delete(pair_days).where(key.in_(facts)))


async def forget_reaction(connection: AsyncConnection, key: Mapping[str, Any]) -> bool:
    """A reaction was taken back; False when it is not known."""
    gone = delete(reactions).where(*(reactions.c[name] == value for name, value in key.items()))
    row = (await connection.execute(gone.returning(reactions))).one_or_none()
    if row is None:
        return False
    counted = row.id <= await watermark(connection, reactions.name)
    if counted and row.target_id is not None and row.target_id != row.member_id:
        pair = and_(
            pair_days.c.community_id == row.community_id,
            pair_days.c.day == row.day,
            pair_days.c.source_id == row.member_id,
            pair_days.c.target_id == row.target_id,
        )
        less = update(pair_days).where(pair).values(reactions=pair_days.c.reactions - 1)
        await connection.execute(less)
        await connection.execute(delete(pair_days).where(pair, _NONE))
    return True
