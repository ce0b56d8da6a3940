"""Rows of the database as events, and what an event's turn protects."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.writing.turns import take_turn

from ..model import Crowd, Event, Plan
from ..tables import events, rsvps


def event(row: Row[Any]) -> Event:
    plan = Plan(
        title=row.title,
        details=row.details,
        place=row.place,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=row.zone,
        capacity=row.capacity,
        hide_names=row.hide_names,
        questions=row.questions,
        audience=row.audience,
    )
    return Event(
        id=row.id,
        community_id=row.community_id,
        member_id=row.member_id,
        plan=plan,
        state=row.state,
        created_at=row.created_at,
        changed_at=row.changed_at,
        posted_at=row.posted_at,
        sequence=row.sequence,
        told=row.told,
        reason=row.reason,
        series_id=row.series_id,
    )


def values(plan: Plan) -> dict[str, Any]:
    """The columns of a plan."""
    return {
        "title": plan.title,
        "details": plan.details,
        "place": plan.place,
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "zone": plan.zone,
        "wall": plan.wall if plan.starts_at else "",
        "capacity": plan.capacity,
        "hide_names": plan.hide_names,
        "questions": plan.questions,
        "audience": plan.audience,
    }


async def read(conn: AsyncConnection, query: Select[Any]) -> list[Event]:
    """The events that a query finds."""
    return [event(row) for row in await conn.execute(query)]


async def read_one(conn: AsyncConnection, event_id: int) -> Event | None:
    """One event."""
    return next(iter(await read(conn, select(events).where(events.c.id == event_id))), None)


async def alone(conn: AsyncConnection, event_id: int) -> None:
    """From here to the end of the transaction nobody else changes seats of that event."""
    await take_turn(conn, f"events:{event_id}")


async def crowd(conn: AsyncConnection, event_id: int) -> Crowd:
    """Who answered, in order."""
    query = select(rsvps.c.member_id, rsvps.c.answer).where(rsvps.c.event_id == event_id)
    by_answer: dict[str, list[int]] = {}
    for row in await conn.execute(query.order_by(rsvps.c.turn, rsvps.c.member_id)):
        by_answer.setdefault(row.answer, []).append(row.member_id)
    return Crowd(*(tuple(by_answer.get(name, ())) for name in ("going", "waiting", "maybe")))


async def next_turn(conn: AsyncConnection, event_id: int) -> int:
    """The turn of who comes now; within `alone`."""
    last = select(func.max(rsvps.c.turn)).where(rsvps.c.event_id == event_id)
    return (await conn.scalar(last) or 0) + 1


async def fill_seats(conn: AsyncConnection, of: Event, now: int) -> tuple[int, ...]:
    """Free seats go to those who wait, in their order; within `alone`. Returns who moved up."""
    if of.phase(now) != "coming":
        return ()
    here = await crowd(conn, of.id)
    free = of.plan.capacity - len(here.going) if of.plan.capacity else len(here.waiting)
    moved = here.waiting[: max(free, 0)]
    turn = await next_turn(conn, of.id)
    for offset, member_id in enumerate(moved):
        await conn.execute(
            update(rsvps)
            .where(rsvps.c.event_id == of.id, rsvps.c.member_id == member_id)
            .values(answer="going", turn=turn + offset, moved_at=now, told_at=None)
        )
    return moved
