"""What became of two people: asked, met, or not; in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from storage.database import Database

from ..model import Pair, Pairing, Person, ordered
from ..tables import pairs, people

TOGETHER = ("met", "buddies")
# of two states of the same two people the later one in this row stays
WEIGHT = ("skipped", "asked", "declined", "met", "buddies")


class PairStore:
    """One row for two people, whoever acted first."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def settle(
        self, community_id: int, one: int, other: int, state: str, by: int, now: int, stale: int
    ) -> bool:
        """Note what became of two people; True for one caller. A pair that stands already only
        changes when it is older than `stale`, and never when the two have met."""
        async with self._db.write() as conn:
            made = await conn.execute(
                self._settled(community_id, one, other, state, by, now, stale)
            )
            return made.one_or_none() is not None

    def _settled(
        self, community_id: int, one: int, other: int, state: str, by: int, now: int, stale: int
    ) -> ReturningInsert[Any]:
        low, high = ordered(one, other)
        values = {"state": state, "asked_by": by, "at": now, "told_at": None}
        made = self._db.insert(pairs).values(
            low_id=low, high_id=high, community_id=community_id, **values
        )
        old = pairs.c.at < stale, pairs.c.state.not_in(TOGETHER)
        return made.on_conflict_do_update(
            index_elements=[pairs.c.low_id, pairs.c.high_id], set_=values, where=and_(*old)
        ).returning(pairs.c.low_id)

    async def pair_up(self, newcomer: Person, buddy_id: int, now: int, stale: int) -> bool:
        """A newcomer's wish is fulfilled, once: it ends in the same step."""
        me = newcomer.member_id
        wishing = people.c.member_id == me, people.c.wants_buddy_at == newcomer.wants_buddy_at
        made = self._settled(newcomer.community_id, me, buddy_id, "buddies", me, now, stale)
        async with self._db.write() as conn:
            ended = await conn.execute(update(people).where(*wishing).values(wants_buddy_at=None))
            if ended.rowcount != 1:
                return False
            if (await conn.execute(made)).one_or_none() is not None:
                return True
            again = update(people).where(people.c.member_id == me)
            await conn.execute(again.values(wants_buddy_at=newcomer.wants_buddy_at))
            return False

    async def answer(self, asker_id: int, asked_id: int, now: int, *, yes: bool) -> bool:
        """An open question is answered: for one caller, and only by whoever was asked."""
        low, high = ordered(asker_id, asked_id)
        open_ = (
            pairs.c.low_id == low,
            pairs.c.high_id == high,
            pairs.c.state == "asked",
            pairs.c.asked_by == asker_id,
        )
        values: dict[str, Any] = {"state": "declined"}
        if yes:
            values = {"state": "met", "at": now, "told_at": None}
        async with self._db.write() as conn:
            return (await conn.execute(update(pairs).where(*open_).values(values))).rowcount == 1

    async def pair(self, one: int, other: int) -> Pairing | None:
        """What became of two people."""
        low, high = ordered(one, other)
        query = select(pairs).where(pairs.c.low_id == low, pairs.c.high_id == high)
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
            return Pairing(**row._mapping) if row else None

    async def untold(self, since: int) -> list[Pairing]:
        """What happened since then and was not told yet, in all communities."""
        query = select(pairs).where(
            pairs.c.state.in_(["asked", *TOGETHER]),
            pairs.c.told_at.is_(None),
            pairs.c.at >= since,
        )
        async with self._db.read() as conn:
            return [Pairing(**row._mapping) for row in await conn.execute(query)]

    async def told(self, of: Pairing, now: int) -> None:
        """The messages that go with its state are queued."""
        here = (
            pairs.c.low_id == of.low_id,
            pairs.c.high_id == of.high_id,
            pairs.c.state == of.state,
            pairs.c.at == of.at,
        )
        async with self._db.write() as conn:
            await conn.execute(update(pairs).where(*here).values(told_at=now))

    async def asked(self, member_id: int, since: int) -> int:
        """How many people somebody has asked since then, whatever they answered."""
        query = select(func.count()).where(
            pairs.c.asked_by == member_id,
            pairs.c.at >= since,
            pairs.c.state.in_(["asked", "declined", "met"]),
            or_(pairs.c.low_id == member_id, pairs.c.high_id == member_id),
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0

    async def has_buddy(self, member_id: int, since: int) -> bool:
        """Whether a newcomer has got a buddy since then."""
        query = select(func.count()).where(
            or_(pairs.c.low_id == member_id, pairs.c.high_id == member_id),
            pairs.c.asked_by == member_id,
            pairs.c.state == "buddies",
            pairs.c.at >= since,
        )
        async with self._db.read() as conn:
            return bool(await conn.scalar(query))

    async def settled(self, community_id: int, since: int) -> set[Pair]:
        """Pairs that are not to be suggested: met, or anything since then."""
        stands = or_(pairs.c.state.in_(TOGETHER), pairs.c.at >= since)
        query = select(pairs.c.low_id, pairs.c.high_id).where(
            pairs.c.community_id == community_id, stands
        )
        async with self._db.read() as conn:
            return {(low, high) for low, high in await conn.execute(query)}

    async def load(self, community_id: int, since: int) -> dict[int, int]:
        """Newcomers of each buddy since then."""
        query = select(pairs.c.low_id, pairs.c.high_id, pairs.c.asked_by).where(
            pairs.c.community_id == community_id,
            pairs.c.state == "buddies",
            pairs.c.at >= since,
        )
        found: dict[int, int] = {}
        async with self._db.read() as conn:
            for low, high, newcomer in await conn.execute(query):
                buddy = high if newcomer == low else low
                found[buddy] = found.get(buddy, 0) + 1
        return found

    async def count(self, community_id: int, start: int, end: int) -> int:
        """Pairs that were brought together in [start, end)."""
        query = select(func.count()).where(
            pairs.c.community_id == community_id,
            pairs.c.at >= start,
            pairs.c.at < end,
            pairs.c.state.in_(TOGETHER),
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0

    async def link_pairs(self, conn: AsyncConnection, kept: int, gone: int) -> None:
        """Of two that become one the weightier stays: who has met has met, a no is a no."""
        old = (await conn.execute(select(pairs).where(paired(gone)))).mappings().all()
        await conn.execute(delete(pairs).where(paired(gone)))
        for row in old:
            other = row["high_id"] if row["low_id"] == gone else row["low_id"]
            if other == kept:
                continue
            low, high = ordered(kept, other)
            here = pairs.c.low_id == low, pairs.c.high_id == high
            stands = await conn.scalar(select(pairs.c.state).where(*here))
            if stands is not None and WEIGHT.index(stands) >= WEIGHT.index(row["state"]):
                continue
            await conn.execute(delete(pairs).where(*here))
            by = kept if row["asked_by"] == gone else row["asked_by"]
            values = {**row, "low_id": low, "high_id": high, "asked_by": by}
            await conn.execute(insert(pairs).values(values))


def paired(member_id: int) -> ColumnElement[bool]:
    return or_(pairs.c.low_id == member_id, pairs.c.high_id == member_id)
