"""Who was there, and how it was for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, delete, func, select, update

from storage.database import Database

from ..tables import attendance, events, pulses, rsvps


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many said they would come, were there, and of those who said so were not."""

    going: int
    there: int
    missing: int


class AfterStore:
    """Attendance and pulses of all events."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- attendance

    async def attended(
        self, event_id: int, member_id: int, now: int, *, there: bool = True, by_staff: bool = False
    ) -> bool:
        """Somebody was there, or was not; what a moderator set is changed only by one. Whether it
        stands so now."""
        row = {"there": there, "by_staff": by_staff, "at": now}
        key = {"event_id": event_id, "member_id": member_id}
        added = self._db.insert(attendance).values(key | row)
        may = None if by_staff else attendance.c.by_staff.is_(False)
        added = added.on_conflict_do_update(
            index_elements=["event_id", "member_id"], set_=row, where=may
        )
        mine = attendance.c.event_id == event_id, attendance.c.member_id == member_id
        async with self._db.write() as conn:
            await conn.execute(added)
            return await conn.scalar(select(attendance.c.there).where(*mine)) is there

    async def there(self, event_id: int) -> tuple[int, ...]:
        """Who was there, by member id."""
        query = select(attendance.c.member_id).where(
            attendance.c.event_id == event_id, attendance.c.there.is_(True)
        )
        async with self._db.read() as conn:
            ordered = query.order_by(attendance.c.at, attendance.c.member_id)
            return tuple(await conn.scalars(ordered))

    async def turnout(self, community_id: int, start: int, end: int) -> Turnout:
        """Over the events that ended in [start, end) and of which anybody's attendance is known."""
        known = select(attendance.alias("known").c.event_id)
        ended = (
            events.c.community_id == community_id,
            events.c.state == "planned",
            events.c.ends_at >= start,
            events.c.ends_at < end,
            events.c.id.in_(known),
        )
        came = and_(
            attendance.c.event_id == rsvps.c.event_id,
            attendance.c.member_id == rsvps.c.member_id,
            attendance.c.there.is_(True),
        )
        going = (
            select(func.count(), func.count(attendance.c.member_id))
            .select_from(
                rsvps.join(events, events.c.id == rsvps.c.event_id).outerjoin(attendance, came)
            )
            .where(rsvps.c.answer == "going", *ended)
        )
        there = (
            select(func.count())
            .select_from(attendance.join(events, events.c.id == attendance.c.event_id))
            .where(attendance.c.there.is_(True), *ended)
        )
        async with self._db.read() as conn:
            said, kept = (await conn.execute(going)).one()
            return Turnout(said, await conn.scalar(there) or 0, said - kept)

    async def counts(self, community_id: int) -> Mapping[int, int]:
        """Events that each member was at, by member id."""
        query = (
            select(attendance.c.member_id, func.count())
            .join(events, events.c.id == attendance.c.event_id)
            .where(events.c.community_id == community_id, attendance.c.there.is_(True))
            .group_by(attendance.c.member_id)
        )
        async with self._db.read() as conn:
            return {row[0]: row[1] for row in await conn.execute(query)}

    # ---- how it was

    async def rate(self, event_id: int, member_id: int, score: int) -> None:
        """How it was for somebody; the last word counts."""
        row = {"event_id": event_id, "member_id": member_id, "score": score}
        added = self._db.insert(pulses).values(**row, comment="")
        async with self._db.write() as conn:
            await conn.execute(
                added.on_conflict_do_update(
                    index_elements=["event_id", "member_id"], set_={"score": score}
                )
            )

    async def comment(self, event_id: int, member_id: int, text: str) -> bool:
        """A word to one's score; False without one."""
        mine = pulses.c.event_id == event_id, pulses.c.member_id == member_id
        async with self._db.write() as conn:
            change = update(pulses).where(*mine).values(comment=text)
            return bool((await conn.execute(change)).rowcount)

    async def pulse(self, event_id: int) -> tuple[list[int], list[str]]:
        """All scores and all comments, each sorted, so that their order tells nothing of who gave
        which."""
        query = select(pulses.c.score, pulses.c.comment).where(pulses.c.event_id == event_id)
        async with self._db.read() as conn:
            rows = list(await conn.execute(query))
        return sorted(row.score for row in rows), sorted(row.comment for row in rows if row.comment)

    async def forget(self, event_id: int) -> int:
        """Erase what was said about an event; how many said something."""
        async with self._db.write() as conn:
            said = delete(pulses).where(pulses.c.event_id == event_id)
            return (await conn.execute(said)).rowcount
