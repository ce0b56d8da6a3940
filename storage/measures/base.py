"""What all measures share: the database, and who is left out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database
from ..tables import activity_days, comings, community_days, left_out


def out_of(community_id: int) -> Select[Any]:
    """The ids of members who stand in no measure."""
    return select(left_out.c.member_id).where(left_out.c.community_id == community_id)


class Base:
    """The part of the store that other parts stand on."""

    _db: Database

    async def members_at(self, connection: AsyncConnection, community_id: int, at: int) -> int:
        """How many were here just before that moment."""
        total = select(func.sum(community_days.c.net)).where(
            community_days.c.community_id == community_id
        )
        since = select(func.sum(comings.c.net)).where(
            comings.c.community_id == community_id, comings.c.at >= at
        )
        uncounted = select(func.sum(comings.c.net)).where(
            comings.c.member_id.in_(out_of(community_id)), comings.c.at < at
        )
        query = select(*(part.scalar_subquery() for part in (total, since, uncounted)))
        every, later, out = (await connection.execute(query)).one()
        return int((every or 0) - (later or 0) - (out or 0))


def written_by_out(community_id: int, first: int, end: int) -> ColumnElement[bool]:
    """Days [first, end) of those who are left out; there are few of them."""
    return (
        activity_days.c.member_id.in_(out_of(community_id))
        & (activity_days.c.day >= first)
        & (activity_days.c.day < end)
    )
