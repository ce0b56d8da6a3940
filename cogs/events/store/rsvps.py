"""Who comes: seats, the waiting list, and who moves up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update

from storage.database import Database

from ..model import Answer, Crowd, Event
from ..tables import events, rsvps
from .rows import alone, crowd, fill_seats, next_turn, read_one


@dataclass(frozen=True, slots=True)
class Answered:
    """What a click did. `event` is None when there is none; `before` and `now` are equal when
    nothing changed; `place` counts from 1 on the waiting list; `moved` got a seat by it."""

    event: Event | None
    before: Answer | None = None
    now: Answer | None = None
    place: int = 0
    moved: tuple[int, ...] = ()


class RsvpStore:
    """Answers to events. Whatever changes seats does so in the event's turn, so that there are
    never more people than seats."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def answer(
        self, community_id: int, event_id: int, member_id: int, wish: Answer, now: int
    ) -> Answered:
        """What somebody says ("going" is "waiting" where it is full). After the beginning nothing
        changes: `Answered.now` is what stands."""
        async with self._db.write() as conn:
            await alone(conn, event_id)
            event = await read_one(conn, event_id)
            if event is None or event.community_id != community_id or event.state == "draft":
                return Answered(None)
            here = await crowd(conn, event_id)
            mine = rsvps.c.event_id == event_id, rsvps.c.member_id == member_id
            before: Answer | None = await conn.scalar(select(rsvps.c.answer).where(*mine))
            kept = "going" if before == "waiting" else before
            if event.phase(now) != "coming" or kept == wish:
                return Answered(event, before, before, _place(here, member_id))
            full = event.plan.capacity and len(here.going) >= event.plan.capacity
            # who waits is not overtaken
            queue = bool(event.plan.capacity) and bool(here.waiting)
            stands: Answer = "waiting" if wish == "going" and (full or queue) else wish
            row = {
                "answer": stands,
                "turn": await next_turn(conn, event_id),
                "at": now,
                "moved_at": None,
                "told_at": None,
            }
            key = {"event_id": event_id, "member_id": member_id}
            added = self._db.insert(rsvps).values(key | row)
            await conn.execute(
                added.on_conflict_do_update(index_elements=["event_id", "member_id"], set_=row)
            )
            moved = await fill_seats(conn, event, now) if before == "going" else ()
            here = await crowd(conn, event_id)
        return Answered(event, before, stands, _place(here, member_id), moved)

    async def crowd(self, event_id: int) -> Crowd:
        """Who answered, in order."""
        async with self._db.read() as conn:
            return await crowd(conn, event_id)

    async def concerned(self, event_ids: Sequence[int]) -> list[tuple[int, int]]:
        """(event, member) of all who come, may come or wait."""
        query = select(rsvps.c.event_id, rsvps.c.member_id).where(
            rsvps.c.event_id.in_(event_ids), rsvps.c.answer != "no"
        )
        async with self._db.read() as conn:
            return [(row[0], row[1]) for row in await conn.execute(query)]

    async def going(self, event_ids: Sequence[int]) -> dict[int, int]:
        """How many come, by event."""
        query = (
            select(rsvps.c.event_id, func.count())
            .where(rsvps.c.event_id.in_(event_ids), rsvps.c.answer == "going")
            .group_by(rsvps.c.event_id)
        )
        async with self._db.read() as conn:
            return {row[0]: row[1] for row in await conn.execute(query)}

    # ---- those who moved up

    async def untold(self) -> list[tuple[int, int, int]]:
        """(community, event, member) of those who moved up and were not told."""
        query = (
            select(events.c.community_id, rsvps.c.event_id, rsvps.c.member_id)
            .join(events, events.c.id == rsvps.c.event_id)
            .where(rsvps.c.moved_at.isnot(None), rsvps.c.told_at.is_(None))
        )
        async with self._db.read() as conn:
            return [(row[0], row[1], row[2]) for row in await conn.execute(query)]

    async def moved_at(self, event_id: int, member_id: int) -> int | None:
        """When somebody moved up; None when they did not, or do not come any more."""
        query = select(rsvps.c.moved_at).where(
            rsvps.c.event_id == event_id,
            rsvps.c.member_id == member_id,
            rsvps.c.answer == "going",
        )
        async with self._db.read() as conn:
            moved: int | None = await conn.scalar(query)
        return moved

    async def moved_told(self, event_id: int, member_id: int, now: int) -> None:
        """They have been told, or will be for certain."""
        mine = rsvps.c.event_id == event_id, rsvps.c.member_id == member_id
        async with self._db.write() as conn:
            await conn.execute(update(rsvps).where(*mine).values(told_at=now))

    # ---- figures

    async def signed_up(self, community_id: int, start: int, end: int) -> int:
        """People who said in [start, end) that they come, once for each event."""
        query = (
            select(func.count())
            .select_from(rsvps.join(events, events.c.id == rsvps.c.event_id))
            .where(
                events.c.community_id == community_id,
                rsvps.c.answer.in_(("going", "waiting")),
                rsvps.c.at >= start,
                rsvps.c.at < end,
            )
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0


def _place(here: Crowd, member_id: int) -> int:
    return here.waiting.index(member_id) + 1 if member_id in here.waiting else 0
