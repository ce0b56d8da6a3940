"""Whom the team has brought together, in the database."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from .meeting.model import Meeting, Pair, ordered
from .tables import meetings

# of two rows that become one the one further along stays
ORDER = ("declined", "first", "second", "met")


class MeetingStore:
    """One row for two people."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def begin(self, community_id: int, one: int, other: int, now: int, stale: int) -> bool:
        """Two are to be asked; True for one caller. Who were asked after `stale`, or have met, are
        not asked again. `one` is asked first."""
        low, high = ordered(one, other)
        values = {"first_id": one, "state": "first", "at": now, "met_at": None}
        made = (
            self._db.insert(meetings)
            .values(low_id=low, high_id=high, community_id=community_id, **values)
            .on_conflict_do_update(
                index_elements=[meetings.c.low_id, meetings.c.high_id],
                set_=values,
                where=(meetings.c.at < stale) & (meetings.c.state != "met"),
            )
            .returning(meetings.c.low_id)
        )
        async with self._db.write() as conn:
            return (await conn.execute(made)).one_or_none() is not None

    async def get(self, one: int, other: int) -> Meeting | None:
        """What became of two people."""
        low, high = ordered(one, other)
        query = select(meetings).where(*_here(low, high))
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
            return Meeting(**row._mapping) if row else None

    async def answer(self, of: Meeting, now: int, *, yes: bool) -> bool:
        """Whoever is asked now answers; False when that state is over."""
        step = {"first": "second", "second": "met"}[of.state] if yes else "declined"
        still = meetings.c.state == of.state, meetings.c.at == of.at
        done = update(meetings).where(*_here(of.low_id, of.high_id), *still)
        values: dict[str, object] = {"state": step}
        if step == "met":
            values["met_at"] = now
        async with self._db.write() as conn:
            return (await conn.execute(done.values(values))).rowcount == 1

    async def settled(self, community_id: int, since: int) -> set[Pair]:
        """Pairs that have met, or were asked since then."""
        query = select(meetings.c.low_id, meetings.c.high_id).where(
            meetings.c.community_id == community_id,
            or_(meetings.c.state == "met", meetings.c.at >= since),
        )
        async with self._db.read() as conn:
            return {(low, high) for low, high in await conn.execute(query)}

    async def asked(self, community_id: int, start: int, end: int) -> list[Meeting]:
        """Those whom the team wanted to bring together in [start, end)."""
        query = (
            select(meetings)
            .where(
                meetings.c.community_id == community_id,
                meetings.c.at >= start,
                meetings.c.at < end,
            )
            .order_by(meetings.c.at, meetings.c.low_id, meetings.c.high_id)
        )
        async with self._db.read() as conn:
            return [Meeting(**row._mapping) for row in await conn.execute(query)]

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one: of two rows with the same other person the one
        further along stays."""
        async with self._db.write() as conn:
            for of in await _with(conn, gone):
                other = of.high_id if of.low_id == gone else of.low_id
                await conn.execute(delete(meetings).where(*_here(of.low_id, of.high_id)))
                if other == kept:
                    continue
                low, high = ordered(kept, other)
                there = await conn.scalar(select(meetings.c.state).where(*_here(low, high)))
                if there is not None and ORDER.index(there) >= ORDER.index(of.state):
                    continue
                await conn.execute(delete(meetings).where(*_here(low, high)))
                first = kept if of.first_id == gone else of.first_id
                row = {**asdict(of), "low_id": low, "high_id": high, "first_id": first}
                await conn.execute(insert(meetings).values(row))

    async def erase(self, member_id: int) -> None:
        """Nothing is left of it."""
        async with self._db.write() as conn:
            await conn.execute(delete(meetings).where(_of(member_id)))


async def _with(conn: AsyncConnection, member_id: int) -> list[Meeting]:
    rows = await conn.execute(select(meetings).where(_of(member_id)))
    return [Meeting(**row._mapping) for row in rows]


def _of(member_id: int) -> ColumnElement[bool]:
    return or_(meetings.c.low_id == member_id, meetings.c.high_id == member_id)


def _here(low: int, high: int) -> tuple[ColumnElement[bool], ...]:
    return meetings.c.low_id == low, meetings.c.high_id == high
