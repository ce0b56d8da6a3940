"""Who takes part, who is kept apart, and who was brought together."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..model import WISH_MS, Pair, Person
from ..tables import blocks, pairs, people
from .pairings import PairStore, paired


class MeetingStore(PairStore):
    """A row of `people` is somebody's consent: it goes when they leave."""

    # ---- taking part

    async def join(self, person: Person) -> None:
        """Take part, or with other interests."""
        values = _values(person)
        kept = {"interests": values["interests"]}
        made = self._db.insert(people).values(values)
        async with self._db.write() as conn:
            await conn.execute(
                made.on_conflict_do_update(index_elements=[people.c.member_id], set_=kept)
            )

    async def leave(self, member_id: int) -> bool:
        """Take part no more, and what they were asked or have asked is called off; False when they
        did not take part."""
        async with self._db.write() as conn:
            await conn.execute(delete(pairs).where(paired(member_id), pairs.c.state == "asked"))
            gone = await conn.execute(delete(people).where(people.c.member_id == member_id))
            return gone.rowcount == 1

    async def person(self, member_id: int) -> Person | None:
        """One who takes part."""
        async with self._db.read() as conn:
            query = select(people).where(people.c.member_id == member_id)
            row = (await conn.execute(query)).one_or_none()
            return _person(row) if row else None

    async def all(self, community_id: int) -> list[Person]:
        """Everybody who takes part."""
        async with self._db.read() as conn:
            query = select(people).where(people.c.community_id == community_id)
            return [_person(row) for row in await conn.execute(query)]

    async def change(self, member_id: int, **values: Any) -> bool:
        """Other values; False when they do not take part."""
        async with self._db.write() as conn:
            changed = update(people).where(people.c.member_id == member_id).values(**values)
            return (await conn.execute(changed)).rowcount == 1

    async def wish(self, member_id: int, now: int) -> bool:
        """A buddy is wanted; False when one is being looked for already."""
        ended = people.c.wants_buddy_at < now - WISH_MS
        here = people.c.member_id == member_id, or_(people.c.wants_buddy_at.is_(None), ended)
        async with self._db.write() as conn:
            wished = update(people).where(*here).values(wants_buddy_at=now)
            return (await conn.execute(wished)).rowcount == 1

    # ---- apart

    async def block(self, community_id: int, member_id: int, other_id: int) -> None:
        """Never together."""
        row = {"member_id": member_id, "other_id": other_id, "community_id": community_id}
        async with self._db.write() as conn:
            await conn.execute(self._db.insert(blocks).values(row).on_conflict_do_nothing())

    async def unblock(self, member_id: int, other_id: int) -> bool:
        """Not blocked any more; False when they were not."""
        here = blocks.c.member_id == member_id, blocks.c.other_id == other_id
        async with self._db.write() as conn:
            return (await conn.execute(delete(blocks).where(*here))).rowcount == 1

    async def blocked_by(self, member_id: int) -> list[int]:
        """Whom somebody has blocked."""
        query = select(blocks.c.other_id).where(blocks.c.member_id == member_id)
        async with self._db.read() as conn:
            return [other for (other,) in await conn.execute(query.order_by(blocks.c.other_id))]

    async def apart(self, community_id: int) -> list[Pair]:
        """Who has blocked whom, for the board."""
        query = select(blocks.c.member_id, blocks.c.other_id).where(
            blocks.c.community_id == community_id
        )
        async with self._db.read() as conn:
            return [(one, other) for one, other in await conn.execute(query)]

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one: what either has done holds for both."""
        async with self._db.write() as conn:
            if await conn.scalar(select(people.c.at).where(people.c.member_id == kept)) is not None:
                await conn.execute(delete(people).where(people.c.member_id == gone))
            else:
                await conn.execute(
                    update(people).where(people.c.member_id == gone).values(member_id=kept)
                )
            await self._link_blocks(conn, kept, gone)
            await self.link_pairs(conn, kept, gone)

    async def _link_blocks(self, conn: AsyncConnection, kept: int, gone: int) -> None:
        old = (await conn.execute(select(blocks).where(_blocked(gone)))).mappings().all()
        await conn.execute(delete(blocks).where(_blocked(gone)))
        for row in old:
            one, other = (
                kept if who == gone else who for who in (row["member_id"], row["other_id"])
            )
            if one != other:
                made = self._db.insert(blocks).values(
                    **{**row, "member_id": one, "other_id": other}
                )
                await conn.execute(made.on_conflict_do_nothing())

    async def erase(self, member_id: int) -> None:
        """Nothing of them stays, also not whom they blocked or who blocked them."""
        async with self._db.write() as conn:
            await conn.execute(delete(people).where(people.c.member_id == member_id))
            await conn.execute(delete(blocks).where(_blocked(member_id)))
            await conn.execute(delete(pairs).where(paired(member_id)))


def _blocked(member_id: int) -> ColumnElement[bool]:
    return or_(blocks.c.member_id == member_id, blocks.c.other_id == member_id)


def _values(person: Person) -> dict[str, Any]:
    return {
        "member_id": person.member_id,
        "community_id": person.community_id,
        "interests": list(person.interests),
        "buddy": person.buddy,
        "wants_buddy_at": person.wants_buddy_at,
        "at": person.at,
        "suggested_at": person.suggested_at,
    }


def _person(row: Any) -> Person:
    values = dict(row._mapping)
    return Person(**{**values, "interests": tuple(values["interests"])})
