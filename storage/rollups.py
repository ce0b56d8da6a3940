"""Activity by hour and by day, added up from the message facts as they come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, case, delete, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database
from .tables import activity_days, activity_hours, messages, rollup_state

HOUR_MS = 3_600_000
# PostgreSQL: intake holds this lock shared, rollups alone. An id below the watermark can then not
# belong to a transaction that commits later.
INTAKE_LOCK = 0x544F574E01
_NAME = "activity"
_REBUILD_STEP = 50_000

_is_reply = and_(
    messages.c.reply_to.is_not(None),
    or_(
        messages.c.reply_member_id.is_(None),
        messages.c.reply_member_id != messages.c.member_id,
    ),
)


class Rollups:
    """Keeps `activity_hours` and `activity_days` up with `messages`.

    A reply counts when it answers another person. Deleted messages still count: they were written.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def advance(self) -> int:
        """Add the messages since the last time, in one transaction; how many there were."""
        async with self._db.write() as connection:
            await hold_rollups(self._db, connection)
            start = await _watermark(connection)
            end: int | None = await connection.scalar(select(func.max(messages.c.id)))
            if end is None or end <= start:
                return 0
            return await self._take(connection, start, end)

    async def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Count everything anew in one transaction; `progress(done, of)` is called on the way."""
        async with self._db.write() as connection:
            await hold_rollups(self._db, connection)
            for table in (activity_hours, activity_days, rollup_state):
                await connection.execute(delete(table))
            last: int = await connection.scalar(select(func.max(messages.c.id))) or 0
            counted = 0
            for start in range(0, last, _REBUILD_STEP):
                end = min(start + _REBUILD_STEP, last)
                counted += await self._take(connection, start, end)
                if progress is not None:
                    progress(end, last)
            return counted

    async def _take(self, connection: AsyncConnection, start: int, end: int) -> int:
        """Add the messages with start < id <= end and move the watermark to `end`."""
        scope = and_(messages.c.id > start, messages.c.id <= end)
        await _add(self._db, connection, scope)
        state = self._db.insert(rollup_state).values(name=_NAME, watermark=end)
        await connection.execute(
            state.on_conflict_do_update(
                index_elements=[rollup_state.c.name], set_={"watermark": end}
            )
        )
        return await connection.scalar(select(func.count()).where(scope)) or 0


async def hold_rollups(db: Database, connection: AsyncConnection) -> None:
    """Until the transaction ends no fact comes in and no other rollup runs (SQLite: always so)."""
    if db.dialect == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": INTAKE_LOCK})


async def hold_intake(db: Database, connection: AsyncConnection) -> None:
    """Until the transaction ends no rollup runs; other intake does."""
    if db.dialect == "postgresql":
        await connection.execute(
            text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": INTAKE_LOCK}
        )


async def recount_member(
    db: Database, connection: AsyncConnection, member_id: int, *, also_drop: int
) -> None:
    """Count one member's activity anew, up to the watermark; another's is dropped."""
    for table in (activity_hours, activity_days):
        await connection.execute(delete(table).where(table.c.member_id.in_((member_id, also_drop))))
    watermark = await _watermark(connection)
    await _add(db, connection, and_(messages.c.member_id == member_id, messages.c.id <= watermark))


async def _watermark(connection: AsyncConnection) -> int:
    query = select(rollup_state.c.watermark).where(rollup_state.c.name == _NAME)
    return await connection.scalar(query) or 0


async def _add(db: Database, connection: AsyncConnection, scope: ColumnElement[bool]) -> None:
    hours = {
        "community_id": messages.c.community_id,
        "hour": messages.c.sent_at // HOUR_MS,
        "member_id": messages.c.member_id,
        "channel_id": messages.c.channel_id,
    }
    days = {
        "community_id": messages.c.community_id,
        "day": messages.c.day,
        "member_id": messages.c.member_id,
    }
    for table, keys in ((activity_hours, hours), (activity_days, days)):
        await connection.execute(_upsert(db, table, keys, scope))


def _upsert(db: Database, table: Table, keys: dict[str, Any], scope: ColumnElement[bool]) -> Any:
    # grouped by position: PostgreSQL does not see that two `sent_at / $1` are the same
    groups = [text(str(position)) for position in range(1, len(keys) + 1)]
    counted = (
        select(*keys.values(), func.count(), func.sum(case((_is_reply, 1), else_=0)))
        .where(scope)
        .group_by(*groups)
    )
    insert = db.insert(table).from_select([*keys, "messages", "replies"], counted)
    return insert.on_conflict_do_update(
        index_elements=[table.c[name] for name in keys],
        set_={name: table.c[name] + insert.excluded[name] for name in ("messages", "replies")},
    )
