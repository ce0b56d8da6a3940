"""Members who may be named as knowing something about an idea, in the database."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from storage.database import Database

from ..tables import experts, feedback, ideas
from ..testing.store import Feedback, feedback_of


class ExpertStore:
    """Only who wishes to be named is."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def join(self, member_id: int, now: int) -> None:
        """The member may be named from now on; once is enough."""
        row = {"member_id": member_id, "at": now}
        async with self._db.write() as conn:
            await conn.execute(self._db.insert(experts).values(row).on_conflict_do_nothing())

    async def quit(self, member_id: int) -> None:
        """The member is named no more."""
        async with self._db.write() as conn:
            await conn.execute(delete(experts).where(experts.c.member_id == member_id))

    async def among(self, ids: Iterable[int]) -> frozenset[int]:
        """Which of these members may be named."""
        query = select(experts.c.member_id).where(experts.c.member_id.in_(list(ids)))
        async with self._db.read() as conn:
            return frozenset(await conn.scalars(query))

    async def feedback(
        self,
        *,
        community_id: int | None = None,
        member_id: int | None = None,
        ids: Iterable[int] | None = None,
    ) -> list[tuple[int, Feedback]]:
        """(community, what was told) by members who may be named, the oldest first; of one
        community, of one member, or some by id."""
        query = (
            select(feedback, ideas.c.community_id)
            .join(ideas, ideas.c.id == feedback.c.idea_id)
            .join(experts, experts.c.member_id == feedback.c.member_id)
            .order_by(feedback.c.id)
        )
        if community_id is not None:
            query = query.where(ideas.c.community_id == community_id)
        if member_id is not None:
            query = query.where(feedback.c.member_id == member_id)
        if ids is not None:
            query = query.where(feedback.c.id.in_(list(ids)))
        async with self._db.read() as conn:
            return [(row.community_id, feedback_of(row)) for row in await conn.execute(query)]
