"""Questions that were asked, in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update

from storage.database import Database

from ..model import Asked
from ..tables import asked

_ASKED = select(
    asked.c.id,
    asked.c.channel_id,
    asked.c.message_id,
    asked.c.member_id,
    func.coalesce(asked.c.text, ""),
    asked.c.asked_at,
    asked.c.state,
)


class QuestionStore:
    """What members asked, and what became of it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def ask(
        self,
        community_id: int,
        channel_id: int,
        message_id: int | None,
        member_id: int,
        text: str | None,
        now: int,
        *,
        entry_id: int | None = None,
    ) -> int | None:
        """Note a question, answered by `entry_id` or open; None when the message was noted
        before."""
        state = "open" if entry_id is None else "bot"
        values = {
            "community_id": community_id,
            "channel_id": channel_id,
            "message_id": message_id,
            "member_id": member_id,
            "text": text,
            "asked_at": now,
            "state": state,
            "entry_id": entry_id,
            "settled_at": None if state == "open" else now,
        }
        async with self._db.write() as conn:
            statement = self._db.insert(asked).values(values).on_conflict_do_nothing()
            made: int | None = await conn.scalar(statement.returning(asked.c.id))
            return made

    async def settle(
        self,
        community_id: int,
        question_id: int,
        state: str,
        now: int,
        *,
        entry_id: int | None = None,
    ) -> bool:
        """Close a question, once: False when somebody was faster. Its text is forgotten. `entry_id`
        is the entry that was written for it."""
        async with self._db.write() as conn:
            done = await conn.execute(
                update(asked)
                .where(
                    asked.c.id == question_id,
                    asked.c.community_id == community_id,
                    asked.c.state == "open",
                )
                .values(state=state, settled_at=now, text=None, entry_id=entry_id)
            )
            return done.rowcount == 1

    async def question(self, community_id: int, question_id: int) -> Asked | None:
        """One question."""
        query = _ASKED.where(asked.c.id == question_id, asked.c.community_id == community_id)
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
            return Asked(*row) if row else None

    async def open_questions(
        self, community_id: int, *, since: int = 0, limit: int = 10
    ) -> list[Asked]:
        """Open questions whose text is still kept, the newest first."""
        query = (
            _ASKED.where(
                asked.c.community_id == community_id,
                asked.c.state == "open",
                asked.c.text.is_not(None),
                asked.c.asked_at >= since,
            )
            .order_by(asked.c.asked_at.desc(), asked.c.id.desc())
            .limit(limit)
        )
        async with self._db.read() as conn:
            return [Asked(*row) for row in await conn.execute(query)]

    async def count(
        self, community_id: int, start: int, end: int, states: Sequence[str] = ()
    ) -> int:
        """Questions asked in [start, end), of these states if any are given."""
        query = select(func.count()).where(
            asked.c.community_id == community_id,
            asked.c.asked_at >= start,
            asked.c.asked_at < end,
        )
        if states:
            query = query.where(asked.c.state.in_(states))
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0

    async def forget_texts(self, community_id: int, before: int) -> int:
        """Blank the text of questions asked before that; how many."""
        async with self._db.write() as conn:
            gone = await conn.execute(
                update(asked)
                .where(
                    asked.c.community_id == community_id,
                    asked.c.asked_at < before,
                    asked.c.text.is_not(None),
                )
                .values(text=None)
            )
            return gone.rowcount
