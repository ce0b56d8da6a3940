"""Whether answers solved questions, in the database."""

from __future__ import annotations

from sqlalchemy import select

from storage.database import Database

from ..model import Feedback
from ..tables import feedback


class FeedbackStore:
    """What askers thought of the answers."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add_feedback(
        self,
        community_id: int,
        question_id: int,
        entry_id: int,
        *,
        score: float,
        solved: bool,
        member_id: int,
        now: int,
    ) -> None:
        """One word a question: a later one replaces it. `score`: how sure the answer was given."""
        values = {
            "community_id": community_id,
            "entry_id": entry_id,
            "score": score,
            "solved": solved,
            "member_id": member_id,
            "at": now,
        }
        statement = self._db.insert(feedback).values(question_id=question_id, **values)
        async with self._db.write() as conn:
            await conn.execute(
                statement.on_conflict_do_update(index_elements=["question_id"], set_=values)
            )

    async def feedback(
        self, community_id: int, *, since: int = 0, entry_id: int | None = None
    ) -> list[Feedback]:
        """The newest first."""
        query = (
            select(
                feedback.c.question_id,
                feedback.c.entry_id,
                feedback.c.score,
                feedback.c.solved,
                feedback.c.at,
            )
            .where(feedback.c.community_id == community_id, feedback.c.at >= since)
            .order_by(feedback.c.at.desc(), feedback.c.question_id.desc())
        )
        if entry_id is not None:
            query = query.where(feedback.c.entry_id == entry_id)
        async with self._db.read() as conn:
            return [Feedback(*row) for row in await conn.execute(query)]
