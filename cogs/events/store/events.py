"""Events: made, changed, called off, found."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, delete, func, or_, select, update

from storage.database import Database

from ..model import Event, Plan
from ..tables import events, rsvps
from .rows import alone, fill_seats, read, read_one, values
from .rows import event as read_row


class EventStore:
    """The events of all communities."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- making

    async def of_organiser(self, community_id: int, member_id: int, now: int) -> int:
        """How many of somebody's events are announced and not over."""
        mine = (
            events.c.community_id == community_id,
            events.c.member_id == member_id,
            events.c.state == "planned",
            events.c.ends_at > now,
        )
        async with self._db.read() as conn:
            return await conn.scalar(select(func.count()).where(*mine)) or 0

    async def draft(self, plan: Plan, community_id: int, member_id: int, now: int) -> Event:
        """Keep what somebody is about to announce."""
        row = {
            "community_id": community_id,
            "member_id": member_id,
            "state": "draft",
            "sequence": 0,
            "told": 0,
            "reason": "",
            "created_at": now,
            "changed_at": now,
            **values(plan),
        }
        async with self._db.write() as conn:
            added = await conn.execute(self._db.insert(events).values(row).returning(events))
            return read_row(added.one())

    async def redraft(self, event_id: int, member_id: int, plan: Plan) -> bool:
        """Other words for a draft; False when it is gone or no draft any more."""
        own = events.c.member_id == member_id, events.c.state == "draft"
        change = update(events).where(events.c.id == event_id, *own).values(values(plan))
        async with self._db.write() as conn:
            return bool((await conn.execute(change)).rowcount)

    async def announce(self, event_id: int, member_id: int, now: int) -> Event | None:
        """Make an event of a draft. Of two clicks only one gets it."""
        own = events.c.member_id == member_id, events.c.state == "draft"
        made = {"state": "planned", "created_at": now, "changed_at": now, "posted_at": now}
        async with self._db.write() as conn:
            change = update(events).where(events.c.id == event_id, *own).values(made)
            if not (await conn.execute(change)).rowcount:
                return None
            return await read_one(conn, event_id)

    async def repeat(self, event: Event, plans: Sequence[Plan], now: int) -> list[Event]:
        """More events like one, as a series with it; those that are there already stay. Their
        cards are not out yet."""
        series = event.series_id or event.id
        rows = [
            {
                "community_id": event.community_id,
                "member_id": event.member_id,
                "state": "planned",
                "sequence": 0,
                "told": 0,
                "reason": "",
                "created_at": now,
                "changed_at": now,
                "series_id": series,
                **values(plan),
            }
            for plan in plans
        ]
        async with self._db.write() as conn:
            await alone(conn, series)
            first = update(events).where(events.c.id == event.id).values(series_id=series)
            await conn.execute(first)
            there = select(events.c.wall).where(events.c.series_id == series)
            walls = set(await conn.scalars(there))
            made: list[Event] = []
            for row in rows:
                if row["wall"] not in walls:
                    add = self._db.insert(events).values(row).returning(events)
                    made.append(read_row((await conn.execute(add)).one()))
        return made

    async def discard(self, event_id: int, member_id: int) -> bool:
        """Throw a draft away."""
        own = events.c.member_id == member_id, events.c.state == "draft"
        async with self._db.write() as conn:
            gone = delete(events).where(events.c.id == event_id, *own)
            return bool((await conn.execute(gone)).rowcount)

    async def purge_drafts(self, before: int) -> None:
        """Drafts that nobody came back to."""
        old = events.c.state == "draft", events.c.created_at <= before
        async with self._db.write() as conn:
            await conn.execute(delete(events).where(*old))

    # ---- changing

    async def change(
        self, event_id: int, plan: Plan, now: int, *, seen: int | None = None
    ) -> tuple[Event, tuple[int, ...]] | None:
        """Another plan; also those who moved up because of it. None when it was called off, or is
        not at the sequence any more that was `seen`."""
        async with self._db.write() as conn:
            await alone(conn, event_id)
            before = await read_one(conn, event_id)
            if before is None or before.state != "planned":
                return None
            if seen is not None and seen != before.sequence:
                return None
            sequence = before.sequence + 1
            silent = before.told == before.sequence and not plan.tells_more(before.plan)
            row = {
                **values(plan),
                "sequence": sequence,
                "told": sequence if silent else before.told,
                "changed_at": now,
            }
            await conn.execute(update(events).where(events.c.id == event_id).values(row))
            after = await read_one(conn, event_id)
            moved = await fill_seats(conn, after, now) if after is not None else ()
        return (after, moved) if after is not None else None

    async def cancel(self, event_id: int, reason: str, now: int) -> Event | None:
        """Call it off; None when it was called off before, or has ended."""
        row = {
            "state": "cancelled",
            "reason": reason,
            "sequence": events.c.sequence + 1,
            "changed_at": now,
        }
        goes_on = events.c.state == "planned", events.c.ends_at > now
        async with self._db.write() as conn:
            await alone(conn, event_id)
            change = update(events).where(events.c.id == event_id, *goes_on).values(row)
            if not (await conn.execute(change)).rowcount:
                return None
            return await read_one(conn, event_id)

    async def posted(self, event_id: int, now: int) -> None:
        """Its card is on its way."""
        out = events.c.id == event_id, events.c.posted_at.is_(None)
        async with self._db.write() as conn:
            await conn.execute(update(events).where(*out).values(posted_at=now))

    async def heard(self, event: Event) -> None:
        """Those who come know this sequence."""
        known = events.c.id == event.id, events.c.told < event.sequence
        async with self._db.write() as conn:
            await conn.execute(update(events).where(*known).values(told=event.sequence))

    # ---- finding

    async def get(self, community_id: int, event_id: int) -> Event | None:
        """An event of that community, or a draft."""
        async with self._db.read() as conn:
            found = await read_one(conn, event_id)
        return found if found is not None and found.community_id == community_id else None

    async def coming(self, community_id: int, now: int, limit: int = 100) -> list[Event]:
        """What is planned and has not ended, the next one first."""
        query = select(events).where(
            events.c.community_id == community_id,
            events.c.state == "planned",
            events.c.ends_at > now,
        )
        query = query.order_by(events.c.starts_at, events.c.id).limit(limit)
        async with self._db.read() as conn:
            return await read(conn, query)

    async def known(self, community_id: int, limit: int) -> list[Event]:
        """Everything that was ever announced, the latest first."""
        query = select(events).where(
            events.c.community_id == community_id, events.c.state != "draft"
        )
        query = query.order_by(events.c.starts_at.desc(), events.c.id.desc()).limit(limit)
        async with self._db.read() as conn:
            return await read(conn, query)

    async def later_in_series(self, event: Event) -> list[Event]:
        """This one and those of its series that come after it and still stand."""
        query = select(events).where(
            events.c.series_id == event.series_id,
            events.c.state == "planned",
            events.c.starts_at >= event.plan.starts_at,
        )
        async with self._db.read() as conn:
            found = await read(conn, query.order_by(events.c.starts_at))
        return found if event.series_id is not None else [event]

    async def called_off_with(self, event: Event) -> list[Event]:
        """The dates of its series that were called off in the same moment, in their order."""
        query = select(events).where(
            events.c.series_id == event.series_id,
            events.c.state == "cancelled",
            events.c.changed_at == event.changed_at,
        )
        async with self._db.read() as conn:
            found = await read(conn, query.order_by(events.c.starts_at, events.c.id))
        return found or [event]

    async def of_member(self, community_id: int, member_id: int, now: int) -> list[Event]:
        """What a member comes to, waits for, may come to, or has made; nothing that is over."""
        answered = select(rsvps.c.event_id).where(
            rsvps.c.member_id == member_id, rsvps.c.answer != "no"
        )
        query = select(events).where(
            events.c.community_id == community_id,
            events.c.state == "planned",
            events.c.ends_at > now,
            or_(events.c.member_id == member_id, events.c.id.in_(answered)),
        )
        async with self._db.read() as conn:
            return await read(conn, query.order_by(events.c.starts_at, events.c.id))

    async def unfinished(self, since: int) -> list[Event]:
        """What may still have something to be done: not long over, or with news untold."""
        query = select(events).where(
            events.c.state != "draft",
            or_(
                and_(events.c.state == "planned", events.c.ends_at > since),
                events.c.told < events.c.sequence,
            ),
        )
        async with self._db.read() as conn:
            return await read(conn, query.order_by(events.c.id))

    async def off_the_wall(self, now: int) -> list[tuple[Event, Plan]]:
        """Events to come whose promised wall clock is another moment by now (the rules of their
        zone have changed), with the plan that keeps the promise."""
        query = select(events).where(events.c.state == "planned", events.c.starts_at > now)
        async with self._db.read() as conn:
            walls = {row.id: row.wall for row in await conn.execute(query)}
            found = await read(conn, query)
        kept = [(one, one.plan.kept(walls.get(one.id, ""))) for one in found]
        return [(one, plan) for one, plan in kept if plan != one.plan]

    # ---- figures

    async def held(self, community_id: int, start: int, end: int) -> int:
        """Events that ended in [start, end)."""
        query = select(func.count()).where(
            events.c.community_id == community_id,
            events.c.state == "planned",
            events.c.ends_at >= start,
            events.c.ends_at < end,
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0
