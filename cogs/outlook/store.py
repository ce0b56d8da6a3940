"""Notes, warnings and mutes in the database."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from storage.database import Database

from .model import LASTING_DAYS, Note, Outcome, Unusual, period
from .tables import events, mutes, steps


class OutlookStore:
    """Never holds a word that somebody wrote, nor a probability of anybody."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- notes

    async def noted(self, community_id: int, since: int) -> dict[int, Note]:
        """The newest note since then, by member."""
        query = (
            select(steps.c.member_id, steps.c.by_id, steps.c.at, steps.c.outcome)
            .where(steps.c.community_id == community_id, steps.c.at >= since)
            .order_by(steps.c.at)
        )
        async with self._db.read() as conn:
            return {row[0]: Note(*row) for row in await conn.execute(query)}

    async def note(
        self, community_id: int, member_id: int, by_id: int, now: int, outcome: Outcome
    ) -> bool:
        """Remember one; False when there is one of the same 28 days already."""
        made = (
            self._db.insert(steps)
            .values(
                community_id=community_id, member_id=member_id, by_id=by_id,
                period=period(now), at=now, outcome=outcome,
            )
            .on_conflict_do_nothing()
        )  # fmt: skip
        async with self._db.write() as conn:
            return (await conn.execute(made)).rowcount == 1

    # ---- what was unusual

    async def lasting(self, community_id: int, series: str, side: str, day: int) -> int | None:
        """The number of an event that has not ended by that local day; it goes on until then."""
        query = (
            select(events.c.id, events.c.last_day)
            .where(
                events.c.community_id == community_id,
                events.c.series == series,
                events.c.side == side,
                events.c.last_day >= day - LASTING_DAYS,
                events.c.first_day <= day,
            )
            .order_by(events.c.last_day.desc())
            .limit(1)
        )
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
        if row is None:
            return None
        if row.last_day < day:
            later = update(events).where(events.c.id == row.id, events.c.last_day < day)
            async with self._db.write() as conn:
                await conn.execute(later.values(last_day=day))
        return int(row.id)

    async def begin(self, event: Unusual) -> None:
        """Remember a new one (its `id` does not count); two bots may do so at once."""
        columns = [column for column in events.c if column.name != "id"]
        values = {column.name: getattr(event, column.name) for column in columns}
        async with self._db.write() as conn:
            await conn.execute(self._db.insert(events).values(values).on_conflict_do_nothing())

    async def event(
        self, community_id: int, series: str, side: str, first_day: int
    ) -> Unusual | None:
        """The one that began on that local day."""
        query = select(events).where(
            events.c.community_id == community_id,
            events.c.series == series,
            events.c.side == side,
            events.c.first_day == first_day,
        )
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
            return Unusual(*row) if row else None

    async def events(self, community_id: int, first: int, last: int) -> list[Unusual]:
        """Those that began on the local days `first` to `last`, the newest first."""
        query = (
            select(events)
            .where(
                events.c.community_id == community_id,
                events.c.first_day >= first,
                events.c.first_day <= last,
            )
            .order_by(events.c.first_day.desc(), events.c.id.desc())
            .limit(25)
        )
        async with self._db.read() as conn:
            return [Unusual(*row) for row in await conn.execute(query)]

    # ---- mutes

    async def mute(self, community_id: int, series: str, until: int) -> None:
        """No warnings of that kind until then."""
        made = self._db.insert(mutes).values(community_id=community_id, series=series, until=until)
        async with self._db.write() as conn:
            await conn.execute(
                made.on_conflict_do_update(
                    index_elements=[mutes.c.community_id, mutes.c.series],
                    set_={"until": made.excluded.until},
                )
            )

    async def unmute(self, community_id: int, series: str) -> None:
        """Warnings again."""
        here = mutes.c.community_id == community_id, mutes.c.series == series
        async with self._db.write() as conn:
            await conn.execute(delete(mutes).where(*here))

    async def muted(self, community_id: int, now: int) -> dict[str, int]:
        """Until when, by kind."""
        query = select(mutes.c.series, mutes.c.until).where(
            mutes.c.community_id == community_id, mutes.c.until > now
        )
        async with self._db.read() as conn:
            return {row.series: row.until for row in await conn.execute(query)}

    # ---- forgetting

    async def prune(self, before: int, day: int) -> int:
        """What is older than that moment, or ended before that local day; how many notes."""
        async with self._db.write() as conn:
            await conn.execute(delete(events).where(events.c.last_day < day))
            return (await conn.execute(delete(steps).where(steps.c.at < before))).rowcount

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one: of two notes of the same 28 days one stays."""
        async with self._db.write() as conn:
            theirs = select(steps.c.period).where(steps.c.member_id == kept)
            twice = steps.c.member_id == gone, steps.c.period.in_(theirs)
            await conn.execute(delete(steps).where(*twice))
            await conn.execute(
                update(steps).where(steps.c.member_id == gone).values(member_id=kept)
            )
            await conn.execute(update(steps).where(steps.c.by_id == gone).values(by_id=kept))

    async def erase(self, member_id: int) -> None:
        """Notes to them are forgotten; of notes they wrote, who did."""
        async with self._db.write() as conn:
            await conn.execute(delete(steps).where(steps.c.member_id == member_id))
            await conn.execute(update(steps).where(steps.c.by_id == member_id).values(by_id=None))
