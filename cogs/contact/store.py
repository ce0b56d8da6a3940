"""People's wishes in the database, and leave for messages.

| table | linked | forgotten |
| --- | --- | --- |
| contact_wishes | those of the member who stays; what they have not set, the other's | gone |
| contact_stops | stopped if either had stopped it | gone |
| contact_granted | what either got counts | gone |
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.api.boards.contact import Leave
from storage.database import Database
from storage.database.writing.turns import take_turn

from .logic import WEEK_MS, Quiet, decide
from .tables import granted, stops, wishes


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody has set; None where the community's own holds."""

    zone: str | None = None
    quiet: Quiet | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that is to be sent, and what the community has set."""

    member_id: int
    topic: str
    key: str
    wanted: bool
    cap: int
    quiet: Quiet
    zone: str


@dataclass(frozen=True, slots=True)
class Received:
    """Messages of one topic in the last week; `wanted` of them were asked for."""

    total: int
    wanted: int


class ContactStore:
    """All SQL of the contact policy."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def ask(self, asked: Asked, now: int) -> Leave:
        """Leave for one message; granted ones are counted in the same transaction.

        Of two that ask for one person at once the second sees the first.
        """
        async with self._db.write() as conn:
            await take_turn(conn, f"contact:{asked.member_id}")
            if asked.topic in await _stopped(conn, asked.member_id):
                return Leave(granted=False)
            own = await _wishes(conn, asked.member_id)
            mine = granted.c.member_id == asked.member_id
            seen = await conn.scalar(select(granted.c.key).where(mine, granted.c.key == asked.key))
            counted = await conn.scalars(
                select(granted.c.at).where(mine, ~granted.c.wanted, granted.c.at > now - WEEK_MS)
            )
            leave = decide(
                list(counted),
                asked.cap,
                own.quiet or asked.quiet,
                own.zone or asked.zone,
                now,
                wanted=asked.wanted,
                known=seen is not None,
            )
            if leave.granted and seen is None:
                row = {
                    "member_id": asked.member_id,
                    "key": asked.key,
                    "topic": asked.topic,
                    "at": now,
                    "wanted": asked.wanted,
                }
                await conn.execute(self._db.insert(granted).values(row))
            return leave

    async def wishes(self, member_id: int) -> Wishes:
        """What somebody has set."""
        async with self._db.read() as conn:
            return await _wishes(conn, member_id)

    async def stopped(self, member_id: int) -> frozenset[str]:
        """The topics that somebody has stopped."""
        async with self._db.read() as conn:
            return await _stopped(conn, member_id)

    async def received(self, member_id: int, now: int) -> Mapping[str, Received]:
        """What somebody was sent in the last 7 days, by topic."""
        query = select(granted.c.topic, granted.c.wanted, func.count()).where(
            granted.c.member_id == member_id, granted.c.at > now - WEEK_MS
        )
        found: dict[str, Received] = {}
        async with self._db.read() as conn:
            rows = await conn.execute(query.group_by(granted.c.topic, granted.c.wanted))
            for topic, wanted, count in rows:
                before = found.get(topic, Received(0, 0))
                of_them = count if wanted else 0
                found[topic] = Received(before.total + count, before.wanted + of_them)
        return found

    async def set_zone(self, member_id: int, zone: str) -> None:
        """Somebody's own time zone."""
        await self._set(member_id, zone=zone)

    async def set_quiet(self, member_id: int, quiet: Quiet | None) -> None:
        """Somebody's own quiet hours; None for the community's."""
        await self._set(
            member_id,
            quiet_from=quiet.start if quiet else None,
            quiet_to=quiet.end if quiet else None,
        )

    async def _set(self, member_id: int, **values: str | int | None) -> None:
        row = self._db.insert(wishes).values(member_id=member_id, **values)
        async with self._db.write() as conn:
            await conn.execute(
                row.on_conflict_do_update(index_elements=[wishes.c.member_id], set_=values)
            )

    async def stop(self, member_id: int, topics: Collection[str]) -> None:
        """No more messages of these topics."""
        rows = [{"member_id": member_id, "topic": topic} for topic in sorted(topics)]
        async with self._db.write() as conn:
            await take_turn(conn, f"contact:{member_id}")
            await conn.execute(self._db.insert(stops).values(rows).on_conflict_do_nothing())

    async def allow(self, member_id: int, topics: Collection[str]) -> None:
        """These topics may be sent again."""
        async with self._db.write() as conn:
            await conn.execute(
                delete(stops).where(stops.c.member_id == member_id, stops.c.topic.in_(topics))
            )

    async def prune(self, before: int) -> int:
        """Drop what was granted before that time; how many."""
        async with self._db.write() as conn:
            return (await conn.execute(delete(granted).where(granted.c.at < before))).rowcount

    # ---- people

    async def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        async with self._db.write() as conn:
            for member_id in sorted((kept, gone)):
                await take_turn(conn, f"contact:{member_id}")
            await self._unite_wishes(conn, kept, gone)
            for table, column in ((stops, stops.c.topic), (granted, granted.c.key)):
                theirs = select(column).where(table.c.member_id == kept).scalar_subquery()
                alone = and_(table.c.member_id == gone, column.not_in(theirs))
                await conn.execute(update(table).where(alone).values(member_id=kept))
                await conn.execute(delete(table).where(table.c.member_id == gone))

    async def _unite_wishes(self, conn: AsyncConnection, kept: int, gone: int) -> None:
        mine, theirs = await _wishes(conn, kept), await _wishes(conn, gone)
        await conn.execute(delete(wishes).where(wishes.c.member_id.in_((kept, gone))))
        zone, quiet = mine.zone or theirs.zone, mine.quiet or theirs.quiet
        if zone is not None or quiet is not None:
            row = {
                "member_id": kept,
                "zone": zone,
                "quiet_from": quiet.start if quiet else None,
                "quiet_to": quiet.end if quiet else None,
            }
            await conn.execute(self._db.insert(wishes).values(row))

    async def erase(self, member_id: int) -> None:
        """Forget somebody."""
        async with self._db.write() as conn:
            for table in (wishes, stops, granted):
                await conn.execute(delete(table).where(table.c.member_id == member_id))


async def _stopped(conn: AsyncConnection, member_id: int) -> frozenset[str]:
    query = select(stops.c.topic).where(stops.c.member_id == member_id)
    return frozenset(await conn.scalars(query))


async def _wishes(conn: AsyncConnection, member_id: int) -> Wishes:
    row = (await conn.execute(select(wishes).where(wishes.c.member_id == member_id))).one_or_none()
    if row is None:
        return Wishes()
    quiet = Quiet(row.quiet_from, row.quiet_to) if row.quiet_from is not None else None
    return Wishes(row.zone, quiet)
