"""Facts are added up as they come, each once, in steps of one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database
from ..tables import (
    activity_days,
    activity_hours,
    activity_months,
    activity_weeks,
    answers,
    arrivals,
    channel_days,
    comings,
    community_days,
    members,
    mentions,
    messages,
    movements,
    pair_days,
    reactions,
    rollup_state,
    written,
)
from .answering import add_answers
from .arriving import newly_seen, recount_presence
from .locks import hold_rollups
from .pairs import add_pairs
from .sums import add_channels, add_messages
from .watermarks import set_watermark, watermark

SUMS: tuple[Table, ...] = (
    activity_hours, activity_days, activity_weeks, activity_months, channel_days, community_days,
    pair_days, answers, written, comings, arrivals, rollup_state,
)  # fmt: skip
_FACTS: tuple[Table, ...] = (messages, mentions, reactions, movements, members)
# asked for before everything that is read
_ENDS = union_all(
    *(
        select(
            select(func.max(table.c.id)).scalar_subquery(),
            select(rollup_state.c.watermark)
            .where(rollup_state.c.name == table.name)
            .scalar_subquery(),
        )
        for table in _FACTS
    )
)


async def drop_all(db: Database, connection: AsyncConnection) -> None:
    """Forget every sum; the next `advance` counts everything anew."""
    await hold_rollups(db, connection)
    for table in SUMS:
        await connection.execute(delete(table))


class Rollups:
    """Keeps everything that is counted up with the facts. See docs/measures.md for what counts.

    `step` is how many facts one transaction takes at most.
    """

    def __init__(self, db: Database, step: int = 20_000) -> None:
        self._db = db
        self._step = step

    async def advance(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Add what came since the last time; how many messages there were. `progress(done, of)` is
        called on the way. Where it is broken off, the next call goes on."""
        count = done = 0
        total = await self._behind()
        while total > done:
            async with self._db.write() as connection:
                await hold_rollups(self._db, connection)
                taken, written_ = await self._take(connection)
            if not taken:
                break
            done, count = done + taken, count + written_
            if progress is not None:
                progress(min(done, total), total)
        return count

    async def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Count everything anew: `advance` from nothing."""
        async with self._db.write() as connection:
            await drop_all(self._db, connection)
        return await self.advance(progress)

    async def _behind(self) -> int:
        """By how many numbers the sums are behind."""
        async with self._db.read() as connection:
            ends = (await connection.execute(_ENDS)).all()
        return sum(max((end or 0) - (start or 0), 0) for end, start in ends)

    async def _take(self, connection: AsyncConnection) -> tuple[int, int]:
        """Take one step: how many numbers it went on, and how many messages there were."""
        left, count = self._step, 0
        for table in _FACTS:
            start = await watermark(connection, table.name)
            last = await connection.scalar(select(func.max(table.c.id))) or 0
            end = min(last, start + left)
            if end <= start:
                continue
            scope = and_(table.c.id > start, table.c.id <= end)
            if table is messages:
                count = await connection.scalar(select(func.count()).where(scope)) or 0
            await self._add(connection, table, scope, start, end)
            await set_watermark(self._db, connection, table.name, end)
            left -= end - start
            if not left:
                break
        return self._step - left, count

    async def _add(
        self,
        connection: AsyncConnection,
        table: Table,
        scope: ColumnElement[bool],
        start: int,
        end: int,
    ) -> None:
        db = self._db
        # members after this number are counted when their turn comes
        met = await watermark(connection, members.name)
        late: Any = ()
        if table is messages:
            late = await newly_seen(connection, scope, met)
            await add_messages(db, connection, scope)
            await add_channels(db, connection, scope)
            await add_answers(db, connection, start, end)
        if table in (messages, mentions, reactions):
            await add_pairs(db, connection, table, scope)
        elif table is movements:
            moved = select(movements.c.member_id).where(scope, movements.c.member_id <= met)
            late = await connection.scalars(moved.distinct())
        else:
            late = await connection.scalars(select(members.c.id).where(scope))
        await recount_presence(db, connection, late)
