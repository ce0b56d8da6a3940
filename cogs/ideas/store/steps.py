"""The steps of ideas in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from storage.database import Database

from ..model import Change, Idea, Status
from ..tables import changes, ideas
from .rows import change


class StepStore:
    """What became of ideas, when, by whom and why."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def take(
        self,
        idea: Idea,
        after: Status,
        reason: str,
        actor_id: int,
        now: int,
        *,
        owner_id: int | None = None,
        due_at: int | None = None,
    ) -> Change | None:
        """Take a step from the status that `idea` shows; None when another was quicker.

        `owner_id` and `due_at` are in force from then on.
        """
        then = {"owner_id": owner_id, "due_at": due_at}
        async with self._db.write() as conn:
            moved = await conn.execute(
                update(ideas)
                .where(ideas.c.id == idea.id, ideas.c.status == idea.status)
                .where(ideas.c.merged_into.is_(None))
                .values(status=after, reason=reason, changed_at=now, **then)
            )
            if not moved.rowcount:
                return None
            values: dict[str, Any] = {
                "idea_id": idea.id,
                "actor_id": actor_id,
                "before": idea.status,
                "after": after,
                "reason": reason,
                "at": now,
                **then,
            }
            made = await conn.execute(insert(changes).values(values).returning(changes.c.id))
            return Change(id=made.scalar_one(), **values)

    async def history(self, idea_id: int) -> list[Change]:
        """All steps of an idea, oldest first."""
        query = select(changes).where(changes.c.idea_id == idea_id).order_by(changes.c.id)
        async with self._db.read() as conn:
            return [change(row) for row in await conn.execute(query)]

    async def untold(self) -> list[tuple[int, Change]]:
        """(community, step) of those that a crash kept from being told."""
        query = (
            select(changes, ideas.c.community_id)
            .join(ideas, ideas.c.id == changes.c.idea_id)
            .where(changes.c.told_at.is_(None))
            .order_by(changes.c.id)
        )
        async with self._db.read() as conn:
            return [(row.community_id, change(row)) for row in await conn.execute(query)]

    async def told(self, change_id: int, now: int) -> None:
        """Everybody has been told."""
        async with self._db.write() as conn:
            await conn.execute(update(changes).where(changes.c.id == change_id).values(told_at=now))
