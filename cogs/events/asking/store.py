"""Questions to events and the votes for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.database.writing.turns import take_turn

from ..tables import events, question_votes, questions

State = Literal["held", "open", "now", "answered", "removed"]
STANDING = ("open", "now", "answered")
COUNTED = ("held", *STANDING)


@dataclass(frozen=True, slots=True)
class Question:
    """A question; `member_id` is told to nobody where it is anonymous."""

    id: int
    event_id: int
    member_id: int
    text: str
    anonymous: bool
    state: State
    votes: int = 0


_VOTES = (
    select(func.count())
    .where(question_votes.c.question_id == questions.c.id)
    .correlate(questions)
    .scalar_subquery()
    .label("votes")
)
_QUERY = select(questions, _VOTES)


class QuestionStore:
    """The questions of all events."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(
        self, event_id: int, member_id: int, text: str, now: int, *, anonymous: bool, held: bool,
        most: int,
    ) -> Question | None:  # fmt: skip
        """A new question; None when that person has asked as many as they may."""
        mine = (
            questions.c.event_id == event_id,
            questions.c.member_id == member_id,
            questions.c.state.in_(COUNTED),
        )
        row = {
            "event_id": event_id,
            "member_id": member_id,
            "question": text,
            "anonymous": anonymous,
            "state": "held" if held else "open",
            "asked_at": now,
        }
        async with self._db.write() as conn:
            await take_turn(conn, f"events_questions:{event_id}:{member_id}")
            if (await conn.scalar(select(func.count()).where(*mine)) or 0) >= most:
                return None
            added = self._db.insert(questions).values(row).returning(questions.c.id)
            number = (await conn.execute(added)).scalar_one()
            return await _one(conn, number)

    async def get(self, community_id: int, question_id: int) -> Question | None:
        """A question to an event of that community."""
        here = select(events.c.id).where(events.c.community_id == community_id)
        async with self._db.read() as conn:
            query = _QUERY.where(questions.c.id == question_id, questions.c.event_id.in_(here))
            row = (await conn.execute(query)).first()
        return _question(row) if row is not None else None

    async def page(
        self, event_id: int, states: Sequence[State], size: int, number: int
    ) -> tuple[list[Question], int]:
        """That page of them, counted from 0, and how many there are: what is being answered
        first, what is answered last, the others by votes."""
        here = questions.c.event_id == event_id, questions.c.state.in_(states)
        order = (
            (questions.c.state != "now"),
            (questions.c.state == "answered"),
            _VOTES.desc(),
            questions.c.id,
        )
        async with self._db.read() as conn:
            total = await conn.scalar(select(func.count()).where(*here)) or 0
            query = _QUERY.where(*here).order_by(*order).limit(size).offset(number * size)
            return [_question(row) for row in await conn.execute(query)], total

    async def voted(self, member_id: int, found: Sequence[Question]) -> frozenset[int]:
        """Which of these a member has voted for."""
        query = select(question_votes.c.question_id).where(
            question_votes.c.member_id == member_id,
            question_votes.c.question_id.in_([each.id for each in found]),
        )
        async with self._db.read() as conn:
            return frozenset(await conn.scalars(query))

    async def held(self, event_id: int) -> Sequence[int]:
        """Questions to an event that still wait for a moderator."""
        waits = questions.c.event_id == event_id, questions.c.state == "held"
        async with self._db.read() as conn:
            return list(await conn.scalars(select(questions.c.id).where(*waits)))

    async def of_member(self, member_id: int) -> Sequence[tuple[int, int]]:
        """(community, question) of all that somebody has asked."""
        query = select(events.c.community_id, questions.c.id).where(
            events.c.id == questions.c.event_id, questions.c.member_id == member_id
        )
        async with self._db.read() as conn:
            return [(row[0], row[1]) for row in await conn.execute(query)]

    async def vote(self, question_id: int, member_id: int) -> bool:
        """Vote or take it back; False for a question that takes no votes now."""
        key = {"question_id": question_id, "member_id": member_id}
        mine = (
            question_votes.c.question_id == question_id,
            question_votes.c.member_id == member_id,
        )
        async with self._db.write() as conn:
            found = await _one(conn, question_id)
            if found is None or found.state != "open":
                return False
            gone = (await conn.execute(delete(question_votes).where(*mine))).rowcount
            if not gone:
                added = self._db.insert(question_votes).values(key)
                await conn.execute(added.on_conflict_do_nothing())
            return True

    async def mark(self, question_id: int, state: State) -> Question | None:
        """What becomes of it; None when it was so already. What is removed loses its words."""
        other = questions.c.id == question_id, questions.c.state.notin_((state, "removed"))
        change: dict[str, Any] = {"state": state}
        if state == "removed":
            change["question"] = ""
        async with self._db.write() as conn:
            if not (await conn.execute(update(questions).where(*other).values(change))).rowcount:
                return None
            return await _one(conn, question_id)

    async def forget(self, event_id: int) -> int:
        """Erase all questions of an event; how many."""
        here = questions.c.event_id == event_id
        async with self._db.write() as conn:
            ids = select(questions.c.id).where(here)
            await conn.execute(delete(question_votes).where(question_votes.c.question_id.in_(ids)))
            return (await conn.execute(delete(questions).where(here))).rowcount


async def _one(conn: AsyncConnection, question_id: int) -> Question | None:
    row = (await conn.execute(_QUERY.where(questions.c.id == question_id))).first()
    return _question(row) if row is not None else None


def _question(row: Row[Any]) -> Question:
    return Question(
        row.id, row.event_id, row.member_id, row.question, row.anonymous, row.state, row.votes
    )
