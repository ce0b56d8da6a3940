"""Who came and went, kept in `comings` and `arrivals`, and added to the days of the community."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database
from ..tables import (
    accounts,
    arrivals,
    comings,
    communities,
    community_days,
    members,
    memberships,
    messages,
    movements,
    written,
)
from .presence import JOINED, LEFT, RETURNED, Coming, Moment, Move, Trace

_AT_ONCE = 500
_COUNTED = ("joins", "leaves", "net")
_EMPTY = and_(
    *(community_days.c[name] == 0 for name in ("messages", "active", "joins", "leaves", "net"))
)
Days = Counter[tuple[int, int, str]]


async def newly_seen(
    connection: AsyncConnection, scope: ColumnElement[bool], counted: int
) -> list[int]:
    """Members up to number `counted` whom messages in the scope, which are not added yet, show
    earlier in a space than was known."""
    batch = (
        select(
            messages.c.member_id,
            messages.c.space_id,
            func.min(messages.c.sent_at).label("first_at"),
        )
        .where(scope, messages.c.member_id <= counted)
        .group_by(messages.c.member_id, messages.c.space_id)
        .subquery()
    )
    known = and_(written.c.member_id == batch.c.member_id, written.c.space_id == batch.c.space_id)
    query = (
        select(batch.c.member_id)
        .outerjoin_from(batch, written, known)
        .where(or_(written.c.first_at.is_(None), batch.c.first_at < written.c.first_at))
        .distinct()
    )
    return list(await connection.scalars(query))


async def recount_presence(
    db: Database, connection: AsyncConnection, member_ids: Iterable[int]
) -> None:
    """Work out anew when these members came and went. Nothing happens where it stays the same."""
    ids = sorted(set(member_ids))
    for start in range(0, len(ids), _AT_ONCE):
        await _recount(db, connection, ids[start : start + _AT_ONCE])


async def _recount(db: Database, connection: AsyncConnection, ids: Sequence[int]) -> None:
    homes, traces = await _traces(connection, ids)
    before = await _known(connection, ids)
    now = {id_: trace.comings() for id_, trace in traces.items()}
    changed = [id_ for id_ in ids if now.get(id_, []) != [c for _, c in before.get(id_, [])]]
    change: Days = Counter()
    for id_ in changed:
        for home, coming in before.get(id_, []):
            change.subtract(_counts(home, coming))
        for coming in now.get(id_, []):
            change.update(_counts(homes[id_], coming))
    await connection.execute(delete(comings).where(comings.c.member_id.in_(changed)))
    rows = [
        {
            "member_id": id_,
            "place": place,
            "community_id": homes[id_],
            "at": coming.at,
            "day": coming.day,
            "kind": coming.kind,
            "net": coming.net,
        }
        for id_ in changed
        for place, coming in enumerate(now.get(id_, []))
    ]
    if rows:
        await connection.execute(insert(comings), rows)
    await _arrive(db, connection, ids, homes, traces, now)
    await _add_days(db, connection, change)


async def _arrive(
    db: Database,
    connection: AsyncConnection,
    ids: Sequence[int],
    homes: dict[int, int],
    traces: dict[int, Trace],
    now: dict[int, list[Coming]],
) -> None:
    gone = [id_ for id_ in ids if id_ not in traces]
    if gone:
        await connection.execute(delete(arrivals).where(arrivals.c.member_id.in_(gone)))
    rows = [
        {"member_id": id_, "community_id": homes[id_], "first_day": trace.first_day(now[id_])}
        for id_, trace in traces.items()
    ]
    if rows:
        first = db.insert(arrivals)
        day = first.excluded.first_day
        upsert = first.on_conflict_do_update(
            index_elements=[arrivals.c.member_id],
            set_={"first_day": day},
            where=arrivals.c.first_day != day,
        )
        await connection.execute(upsert, rows)


def _counts(home: int, coming: Coming) -> Days:
    found: Days = Counter({(home, coming.day, "net"): coming.net})
    if coming.kind in (JOINED, RETURNED):
        found[home, coming.day, "joins"] = 1
    elif coming.kind == LEFT:
        found[home, coming.day, "leaves"] = 1
    return found


async def _add_days(db: Database, connection: AsyncConnection, change: Days) -> None:
    days = {key[:2] for key, count in change.items() if count}
    if not days:
        return
    zeros = {"messages": 0, "replies": 0, "openings": 0, "active": 0}
    rows = [
        {"community_id": home, "day": day, **zeros}
        | {name: change[home, day, name] for name in _COUNTED}
        for home, day in sorted(days)
    ]
    more = db.insert(community_days)
    changes = {name: community_days.c[name] + more.excluded[name] for name in _COUNTED}
    keys = [community_days.c.community_id, community_days.c.day]
    await connection.execute(more.on_conflict_do_update(index_elements=keys, set_=changes), rows)
    await connection.execute(delete(community_days).where(_EMPTY))


async def _known(
    connection: AsyncConnection, ids: Sequence[int]
) -> dict[int, list[tuple[int, Coming]]]:
    query = (
        select(comings)
        .where(comings.c.member_id.in_(ids))
        .order_by(comings.c.member_id, comings.c.place)
    )
    found: dict[int, list[tuple[int, Coming]]] = {}
    for row in await connection.execute(query):
        coming = Coming(row.at, row.day, row.kind, row.net)
        found.setdefault(row.member_id, []).append((row.community_id, coming))
    return found


async def _traces(
    connection: AsyncConnection, ids: Sequence[int]
) -> tuple[dict[int, int], dict[int, Trace]]:
    """The community of each member who still exists, and all that is known of them."""
    people = (
        select(members.c.id, members.c.community_id, members.c.created_at, communities.c.timezone)
        .join_from(members, communities)
        .where(members.c.id.in_(ids))
    )
    homes, traces = {}, {}
    for id_, home, created_at, zone in await connection.execute(people):
        homes[id_] = home
        traces[id_] = Trace(met=_moment(created_at, zone))
    first = select(written).where(written.c.member_id.in_(ids))
    for row in await connection.execute(first):
        if row.member_id in traces:
            traces[row.member_id].wrote[row.space_id] = row.first_at, row.first_day
    for row in await connection.execute(select(movements).where(movements.c.member_id.in_(ids))):
        if row.member_id in traces:
            move = Move(row.at, row.id, row.day, row.space_id, row.kind == "joined")
            traces[row.member_id].moves.append(move)
    for member_id, space_id in await connection.execute(_open(accounts.c.member_id.in_(ids))):
        if member_id in traces:
            traces[member_id].open.add(space_id)
    return homes, traces


def _open(where: ColumnElement[bool]) -> Any:
    """(member, space) where a member is for all that is known, and was never seen to join."""
    return (
        select(accounts.c.member_id, memberships.c.space_id)
        .join_from(accounts, memberships)
        .where(where, memberships.c.joined_at.is_(None), memberships.c.left_at.is_(None))
    )


def _moment(at: int, zone: str) -> Moment:
    try:
        where = ZoneInfo(zone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        where = ZoneInfo("UTC")
    return at, datetime.fromtimestamp(at / 1000, where).toordinal()
