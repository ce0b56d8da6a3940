"""How much each member has done: what a condition may ask (bot/api/boards/audience.py)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import false, func, select

from storage.database import Database

from ..tables import ideas, votes


class CountStore:
    """Numbers by member id; who has none is left out."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def proposed(self, community_id: int) -> Mapping[int, int]:
        """Ideas under their name. Anonymous ones do not count: the number would tell whose."""
        query = (
            select(ideas.c.author_id, func.count())
            .where(
                ideas.c.community_id == community_id,
                ideas.c.author_id.is_not(None),
                ideas.c.anonymous == false(),
            )
            .group_by(ideas.c.author_id)
        )
        async with self._db.read() as conn:
            return {member: count for member, count in await conn.execute(query) if member}

    async def supported(self, community_id: int) -> Mapping[int, int]:
        """Ideas that they support, whatever became of them; once what was put together."""
        one = func.coalesce(ideas.c.merged_into, ideas.c.id)
        query = (
            select(votes.c.member_id, func.count(one.distinct()))
            .join(ideas, ideas.c.id == votes.c.idea_id)
            .where(ideas.c.community_id == community_id)
            .group_by(votes.c.member_id)
        )
        async with self._db.read() as conn:
            return dict((await conn.execute(query)).all())
