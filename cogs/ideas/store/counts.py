"""How much each member has done: what a condition may ask (bot/api/boards/audience.py)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import exists, false, func, or_, select

from storage.database import Database

from ..tables import changes, comments, ideas, votes


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

    async def answered(self, community_id: int, start: int, end: int) -> tuple[int, int]:
        """Ideas that got their first answer in [start, end), and how many of those who proposed
        them proposed, supported or commented on something since. Of anonymous ideas nobody is
        looked up."""
        first = (
            select(changes.c.idea_id, func.min(changes.c.at).label("at"))
            .where(changes.c.before == "new", changes.c.after != "new")
            .group_by(changes.c.idea_id)
            .subquery()
        )
        answered = (
            select(ideas.c.author_id, ideas.c.anonymous, first.c.at)
            .join(first, first.c.idea_id == ideas.c.id)
            .where(ideas.c.community_id == community_id, first.c.at >= start, first.c.at < end)
            .subquery()
        )
        later, author, at = ideas.alias(), answered.c.author_id, answered.c.at
        again = or_(
            exists().where(later.c.author_id == author, later.c.created_at > at),
            exists().where(votes.c.member_id == author, votes.c.voted_at > at),
            exists().where(comments.c.member_id == author, comments.c.at > at),
        )
        count = select(func.count()).select_from(answered)
        back = select(func.count(author.distinct())).where(
            author.is_not(None), answered.c.anonymous == false(), again
        )
        async with self._db.read() as conn:
            return await conn.scalar(count) or 0, await conn.scalar(back) or 0
