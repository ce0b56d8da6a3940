"""How much was written: by hour, day, week and month, by channel and in all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Table,
    and_,
    case,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database
from ..tables import (
    activity_days,
    activity_hours,
    activity_months,
    activity_weeks,
    channel_days,
    community_days,
    messages,
    written,
)
from .adding import added, grouped

HOUR_MS = 3_600_000
_SUMS = ("messages", "replies", "openings")

# who answers nobody that is known answers somebody else all the same
is_reply = and_(
    messages.c.reply_to.is_not(None),
    or_(
        messages.c.reply_member_id.is_(None),
        messages.c.reply_member_id != messages.c.member_id,
    ),
)
_count = func.count()
_replies = func.sum(case((is_reply, 1), else_=0))
_openings = func.sum(case((messages.c.reply_to.is_(None), 1), else_=0))
_home, _day, _who = messages.c.community_id, messages.c.day, messages.c.member_id


async def add_messages(
    db: Database, connection: AsyncConnection, scope: ColumnElement[bool]
) -> None:
    """Add the messages in the scope to everything that is counted by member, and to the whole."""
    # before the days of members, from which it sees who is active on a day for the first time
    await connection.execute(_whole(db, scope))
    hour = messages.c.sent_at // HOUR_MS
    for table, keys in (
        (activity_hours, (_home, hour, _who, messages.c.channel_id)),
        (activity_days, (_home, _day, _who)),
    ):
        query = grouped(select(*keys, _count, _replies, _openings).where(scope), len(keys))
        names = [column.name for column in table.primary_key]
        await connection.execute(added(db, table, names, _SUMS, query))
    await connection.execute(_by_bits(db, activity_weeks, (_day - 1) // 7, (_day - 1) % 7, scope))
    days = await connection.scalars(select(_day).where(scope).distinct())
    for month, first, last in _months(days):
        part = and_(scope, _day >= first, _day <= last)
        number = cast(literal(month), Integer)
        await connection.execute(_by_bits(db, activity_months, number, _day - first, part))
    await connection.execute(_beginnings(db, scope))


async def add_channels(
    db: Database, connection: AsyncConnection, scope: ColumnElement[bool]
) -> None:
    """Add the messages in the scope to their channels."""
    query = select(_home, _day, messages.c.channel_id, _count, _openings).where(scope)
    keys = ("community_id", "day", "channel_id")
    await connection.execute(
        added(db, channel_days, keys, ("messages", "openings"), grouped(query, 3))
    )


async def drop_sums(db: Database, connection: AsyncConnection, member_ids: list[int]) -> None:
    """Take what members wrote out of everything but their channels."""
    mine = activity_days
    theirs = mine.c.member_id.in_(member_ids)
    query = (
        select(
            mine.c.community_id,
            mine.c.day,
            *(-func.sum(mine.c[name]) for name in _SUMS),
            -func.count(),
            *([literal(0)] * 3),
        )
        .where(theirs)
        .group_by(mine.c.community_id, mine.c.day)
    )
    await connection.execute(_to_whole(db, query))
    days = set(await connection.scalars(select(mine.c.day).where(theirs)))
    homes = set(await connection.scalars(select(mine.c.community_id).where(theirs)))
    for table, unit, units in (
        (activity_weeks, "week", {(day - 1) // 7 for day in days}),
        (activity_months, "month", {month for month, _, _ in _months(days)}),
    ):
        key = and_(
            table.c.community_id.in_(homes),
            table.c[unit].in_(units),
            table.c.member_id.in_(member_ids),
        )
        await connection.execute(delete(table).where(key))
    for table in (activity_hours, activity_days, written):
        await connection.execute(delete(table).where(table.c.member_id.in_(member_ids)))


def _whole(db: Database, scope: ColumnElement[bool]) -> Any:
    batch = grouped(
        select(
            _home.label("community_id"),
            _day.label("day"),
            _who.label("member_id"),
            _count.label("messages"),
            _replies.label("replies"),
            _openings.label("openings"),
        ).where(scope),
        3,
    ).subquery()
    known = activity_days
    same = and_(*(known.c[name] == batch.c[name] for name in ("community_id", "day", "member_id")))
    query = (
        select(
            batch.c.community_id,
            batch.c.day,
            *(func.sum(batch.c[name]) for name in _SUMS),
            func.sum(case((known.c.member_id.is_(None), 1), else_=0)),
            *([literal(0)] * 3),
        )
        .outerjoin_from(batch, known, same)
        # without WHERE SQLite would take ON CONFLICT for a condition of the join
        .where(batch.c.messages > 0)
        .group_by(batch.c.community_id, batch.c.day)
    )
    return _to_whole(db, query)


def _to_whole(db: Database, query: Any) -> Any:
    sums = (*_SUMS, "active", "joins", "leaves", "net")
    return added(db, community_days, ("community_id", "day"), sums, query)


def _by_bits(db: Database, table: Table, unit: Any, bit: Any, scope: ColumnElement[bool]) -> Any:
    # different powers of two add up to their union
    days = func.sum(literal(1).bitwise_lshift(bit).distinct())
    query = select(_home, unit.label("unit"), _who, _count, _replies, days).where(scope)
    names = [column.name for column in table.primary_key]
    return added(
        db, table, names, ("messages", "replies"), grouped(query, 3),
        days=lambda old, new: old.bitwise_or(new),
    )  # fmt: skip


def _beginnings(db: Database, scope: ColumnElement[bool]) -> Any:
    first = (func.min(_home), func.min(messages.c.sent_at), func.min(_day))
    query = select(_who, messages.c.space_id, _count, *first).where(scope)
    return _to_beginnings(db, grouped(query, 2))


def _to_beginnings(db: Database, query: Any) -> Any:
    return added(
        db, written, ("member_id", "space_id"), ("messages",), query,
        community_id=lambda old, _: old, first_at=smaller, first_day=smaller,
    )  # fmt: skip


async def fold_beginnings(db: Database, connection: AsyncConnection, twin: int, into: int) -> None:
    """What was written in the twin space was written in `into`."""
    mine = written.c
    query = select(
        mine.member_id, literal(into), mine.messages, mine.community_id, mine.first_at,
        mine.first_day,
    ).where(mine.space_id == twin)  # fmt: skip
    await connection.execute(_to_beginnings(db, query))
    await connection.execute(delete(written).where(mine.space_id == twin))


def smaller(old: Any, new: Any) -> Any:
    """The smaller of two columns."""
    return case((new < old, new), else_=old)


def _months(days: Iterable[int]) -> list[tuple[int, int, int]]:
    """(month, first day, last day) of each month that one of these days is in."""
    # no date, no month: one odd fact must not stop all that comes after it
    dates = [date.fromordinal(day) for day in days if 1 <= day <= date.max.toordinal()]
    months = {(each.year, each.month) for each in dates}
    found = []
    for year, month in sorted(months):
        number = year * 12 + month - 1
        after = date((number + 1) // 12, (number + 1) % 12 + 1, 1).toordinal()
        found.append((number, date(year, month, 1).toordinal(), after - 1))
    return found
