"""The rota of moderators in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, exists, select, update

from storage.database import Database

from ...tables import rota
from ..model import Turn


class RotaStore:
    """Who takes turns."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def join(
        self, community_id: int, member_id: int, quiet: tuple[int, int] | None, now: int
    ) -> None:
        """Take part from now on, or change the quiet hours (minutes after midnight)."""
        hours = {"quiet_from": quiet[0] if quiet else None, "quiet_to": quiet[1] if quiet else None}
        row = self._db.insert(rota).values(
            community_id=community_id, member_id=member_id, at=now, **hours
        )
        async with self._db.write() as conn:
            await conn.execute(
                row.on_conflict_do_update(
                    index_elements=[rota.c.community_id, rota.c.member_id], set_=hours
                )
            )

    async def leave(self, community_id: int, member_id: int) -> bool:
        """False when they were not on it."""
        async with self._db.write() as conn:
            gone = await conn.execute(delete(rota).where(*_one(community_id, member_id)))
            return gone.rowcount == 1

    async def turns(self, community_id: int) -> list[Turn]:
        """Everybody on it; whoever was asked longest ago, or never, is first."""
        query = select(rota).where(rota.c.community_id == community_id).order_by(*_ORDER)
        async with self._db.read() as conn:
            return [
                Turn(row.member_id, row.quiet_from, row.quiet_to, row.asked_at)
                for row in await conn.execute(query)
            ]

    async def take_turn(self, community_id: int, among: Sequence[int], now: int) -> int | None:
        """Of these the one who was asked longest ago, noting that they are asked now."""
        mine = (rota.c.community_id == community_id, rota.c.member_id.in_(among))
        first = select(rota.c.member_id).where(*mine).order_by(*_ORDER).limit(1)
        async with self._db.write() as conn:
            member_id: int | None = await conn.scalar(first.with_for_update())
            if member_id is not None:
                one = _one(community_id, member_id)
                await conn.execute(update(rota).where(*one).values(asked_at=now))
            return member_id

    async def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        other = rota.alias()
        double = exists().where(
            other.c.community_id == rota.c.community_id, other.c.member_id == kept
        )
        async with self._db.write() as conn:
            await conn.execute(delete(rota).where(rota.c.member_id == gone, double))
            await conn.execute(update(rota).where(rota.c.member_id == gone).values(member_id=kept))

    async def erase(self, member_id: int) -> None:
        """Forget a member."""
        async with self._db.write() as conn:
            await conn.execute(delete(rota).where(rota.c.member_id == member_id))


_ORDER = (rota.c.asked_at.is_not(None), rota.c.asked_at, rota.c.at, rota.c.member_id)


def _one(community_id: int, member_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return rota.c.community_id == community_id, rota.c.member_id == member_id
