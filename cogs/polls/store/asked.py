"""Polls that another cog asked for: found by their keys, who may vote in them, who was told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..model import Errand, Poll
from ..tables import polls, voters
from .rows import read_polls


class ErrandStore:
    """What such polls have beside the others. `PollStore.create` makes them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def find(self, community_id: int, key: str) -> Poll | None:
        """The poll that was asked for under that key."""
        async with self._db.read() as conn:
            found = await read_polls(conn, select(polls).where(_under(community_id, key)))
        return found[0] if found else None

    async def is_one(self, community_id: int, poll_id: int) -> bool:
        """Whether a cog has asked for that poll."""
        query = select(polls.c.asked_key).where(
            polls.c.id == poll_id, polls.c.community_id == community_id
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) is not None

    # ---- who may vote

    async def voters(self, poll_id: int) -> frozenset[int]:
        """The list of those who alone may vote."""
        async with self._db.read() as conn:
            query = select(voters.c.member_id).where(voters.c.poll_id == poll_id)
            return frozenset(await conn.scalars(query))

    async def may_vote(self, poll_id: int, member_id: int) -> bool:
        """Whether that member is on the list."""
        query = select(voters.c.member_id).where(
            voters.c.poll_id == poll_id, voters.c.member_id == member_id
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) is not None

    # ---- telling

    async def untold(self) -> list[tuple[int, int]]:
        """(community, poll) of all closed polls whose outcome is still to be handed on."""
        query = select(polls.c.community_id, polls.c.id).where(*_UNTOLD).order_by(polls.c.id)
        async with self._db.read() as conn:
            return [(row.community_id, row.id) for row in await conn.execute(query)]

    async def waiting(self, poll_id: int) -> tuple[str, str] | None:
        """Key and task of a closed poll whose outcome is still to be handed on; else None."""
        query = select(polls.c.asked_key, polls.c.tells).where(polls.c.id == poll_id, *_UNTOLD)
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
        return (row.asked_key, row.tells) if row is not None else None

    async def told(self, poll_id: int, now: int) -> None:
        """The outcome is handed on."""
        async with self._db.write() as conn:
            await conn.execute(update(polls).where(polls.c.id == poll_id).values(told_at=now))


_UNTOLD = (polls.c.tells.isnot(None), polls.c.told_at.is_(None), polls.c.state == "closed")


def _under(community_id: int, key: str) -> ColumnElement[bool]:
    return and_(polls.c.community_id == community_id, polls.c.asked_key == key)


# ---- for PollStore.create, inside its transaction


def columns(errand: Errand) -> dict[str, Any]:
    """The errand in the row of its poll."""
    return {"asked_key": errand.key, "tells": errand.tells or None}


async def list_voters(conn: AsyncConnection, poll_id: int, members: Iterable[int]) -> None:
    """Only these may vote."""
    rows = [{"poll_id": poll_id, "member_id": member_id} for member_id in sorted(members)]
    if rows:
        await conn.execute(insert(voters), rows)


async def surely(conn: AsyncConnection, community_id: int, key: str) -> Poll:
    """The poll that stands in the way of another one under the same key."""
    (poll,) = await read_polls(conn, select(polls).where(_under(community_id, key)))
    return poll
