"""What became of questions, in the database: whether the bot spoke, and who answered."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    Index,
    Table,
    Text,
    Update,
    and_,
    delete,
    exists,
    select,
    update,
)

from storage.database import Database

from ..model import Asked
from ..tables import asked, metadata
from .people import Waiting
from .turns import Told as Told
from .turns import Turn as Turn

# One row for each question in which the bot's turn is over: said something, or kept silent.
# `outcome`: answer, maybe, unknown, silent. `shown`: "entry id:score" of what was found, the
# surest first. `solved_by`: the member who answered it, null for the bot.
outcomes = Table(
    "faq_outcomes",
    metadata,
    Column("question_id", BigInteger, primary_key=True, autoincrement=False),
    Column("community_id", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("shown", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("solved_by", BigInteger),
    Column("by_staff", Boolean),
    Column("solved_at", BigInteger),
    Index("ix_faq_outcomes_community_id_at", "community_id", "at"),
    Index("ix_faq_outcomes_solved_by", "solved_by"),
)


class TurnStore:
    """At most one turn a question, ever."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def waiting(self, since: int) -> list[Waiting]:
        """Open questions of all communities, asked since then, that still wait for the bot."""
        spoken = exists().where(outcomes.c.question_id == asked.c.id)
        query = select(
            asked.c.id,
            asked.c.community_id,
            asked.c.channel_id,
            asked.c.message_id,
            asked.c.member_id,
        ).where(
            asked.c.state == "open",
            asked.c.asked_at >= since,
            asked.c.message_id.is_not(None),
            asked.c.member_id.is_not(None),
            ~spoken,
        )
        async with self._db.read() as conn:
            return [Waiting(*row) for row in await conn.execute(query.order_by(asked.c.id))]

    async def turn(self, question_id: int) -> Turn | None:
        """What the bot made of a question; None before."""
        query = select(outcomes.c.question_id, outcomes.c.outcome, outcomes.c.shown)
        async with self._db.read() as conn:
            row = (
                await conn.execute(query.where(outcomes.c.question_id == question_id))
            ).one_or_none()
        return Turn(row[0], row[1], shown_in(row[2])) if row else None

    async def over(
        self,
        community_id: int,
        turn: Turn,
        now: int,
        *,
        answer: int | None = None,
        keep: bool = True,
    ) -> bool:
        """The bot's turn is over; False when it was before. `answer`: the entry that was given,
        see `answered`."""
        values = {
            "question_id": turn.question_id,
            "community_id": community_id,
            "outcome": turn.outcome,
            "score": turn.score,
            "shown": ",".join(f"{entry}:{score:.4f}" for entry, score in turn.shown),
            "at": now,
        }
        statement = self._db.insert(outcomes).values(values).on_conflict_do_nothing()
        async with self._db.write() as conn:
            made = await conn.scalar(statement.returning(outcomes.c.question_id))
            if made is not None and answer is not None:
                await conn.execute(_answered(turn.question_id, answer, now, keep=keep))
            return made is not None

    async def answered(self, question_id: int, entry_id: int, now: int, *, keep: bool) -> bool:
        """An entry was shown as the answer of an open question; its text stays for a day at most,
        for the case that it was the wrong one."""
        async with self._db.write() as conn:
            return (
                await conn.execute(_answered(question_id, entry_id, now, keep=keep))
            ).rowcount == 1

    async def told(self, channel_id: int, member_id: int, since: int) -> Told:
        """What the bot has said to questions that a member asked in a channel since then."""
        query = (
            select(outcomes.c.outcome, asked.c.entry_id)
            .join(asked, asked.c.id == outcomes.c.question_id)
            .where(
                asked.c.channel_id == channel_id,
                asked.c.member_id == member_id,
                asked.c.message_id.is_not(None),
                asked.c.asked_at >= since,
                outcomes.c.outcome != "silent",
            )
        )
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).all()
        unsure = any(outcome != "answer" for outcome, _ in rows)
        return Told(unsure, frozenset(entry for _, entry in rows if entry is not None))

    async def by_people(
        self, question_id: int, member_id: int, now: int, *, staff: bool, text: bool = False
    ) -> bool:
        """A member has answered; the first one counts. Its text is forgotten, unless `text`."""
        state: dict[str, object] = {"state": "people", "settled_at": now, "entry_id": None}
        if not text:
            state["text"] = None
        async with self._db.write() as conn:
            done = await conn.execute(
                update(asked)
                .where(asked.c.id == question_id, asked.c.state.in_(("open", "bot")))
                .values(state)
            )
            if not done.rowcount:
                return False
            where = select(asked.c.community_id).where(asked.c.id == question_id)
            silent = {
                "question_id": question_id,
                "community_id": await conn.scalar(where),
                "outcome": "silent",
                "score": 0.0,
                "shown": "",
                "at": now,
            }
            solved = {"solved_by": member_id, "by_staff": staff, "solved_at": now}
            first = self._db.insert(outcomes).values(silent | solved)
            await conn.execute(
                first.on_conflict_do_update(index_elements=["question_id"], set_=solved)
            )
            return True

    async def again(self, question_id: int) -> bool:
        """The answer did not help: the question is open again, with what is left of its text."""
        async with self._db.write() as conn:
            done = await conn.execute(
                update(asked)
                .where(asked.c.id == question_id, asked.c.state == "bot")
                .values(state="open", settled_at=None, entry_id=None)
            )
            return done.rowcount == 1

    async def forget_text(self, question_id: int) -> None:
        """Nobody needs the words of that question any more."""
        async with self._db.write() as conn:
            await conn.execute(update(asked).where(asked.c.id == question_id).values(text=None))

    async def forget_answered(self, before: int) -> None:
        """The same for all that were answered before that time."""
        answered = and_(asked.c.state != "open", asked.c.settled_at < before)
        async with self._db.write() as conn:
            await conn.execute(
                update(asked).where(answered, asked.c.text.is_not(None)).values(text=None)
            )

    async def reworded(self, channel_id: int, message_id: int, text: str | None) -> None:
        """An open question was edited; its new text, unless the former was forgotten."""
        here = and_(_stands(channel_id, message_id), asked.c.text.is_not(None))
        async with self._db.read() as conn:
            if await conn.scalar(select(asked.c.id).where(here)) is None:
                return
        async with self._db.write() as conn:
            await conn.execute(update(asked).where(here).values(text=text))

    async def withdrawn(self, channel_id: int, message_id: int) -> bool:
        """The asker has deleted an open question: while the bot waits it never was, later nobody
        has to answer it. False when it is none."""
        here = _stands(channel_id, message_id)
        async with self._db.read() as conn:
            found = await conn.scalar(select(asked.c.id).where(here))
        if found is None:
            return False
        spoken = exists().where(outcomes.c.question_id == asked.c.id)
        async with self._db.write() as conn:
            await conn.execute(delete(asked).where(asked.c.id == found, ~spoken))
            gone = update(asked).where(asked.c.id == found)
            await conn.execute(gone.values(state="dismissed", text=None))
        return True

    async def standing(self, channel_id: int, message_ids: Sequence[int]) -> Asked | None:
        """The newest question among these messages of a channel."""
        return await self._newest(
            asked.c.channel_id == channel_id, asked.c.message_id.in_(message_ids)
        )

    async def latest_of(self, channel_id: int, member_id: int, since: int) -> Asked | None:
        """The newest question of a member in a channel since then."""
        return await self._newest(
            asked.c.channel_id == channel_id,
            asked.c.member_id == member_id,
            asked.c.asked_at >= since,
        )

    async def _newest(self, *where: ColumnElement[bool]) -> Asked | None:
        query = select(
            asked.c.id,
            asked.c.channel_id,
            asked.c.message_id,
            asked.c.member_id,
            asked.c.text,
            asked.c.asked_at,
            asked.c.state,
        ).where(*where)
        async with self._db.read() as conn:
            row = (await conn.execute(query.order_by(asked.c.id.desc()).limit(1))).one_or_none()
        return Asked(row[0], row[1], row[2], row[3], row[4] or "", row[5], row[6]) if row else None

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        async with self._db.write() as conn:
            await conn.execute(
                update(outcomes).where(outcomes.c.solved_by == gone).values(solved_by=kept)
            )

    async def erase(self, member_id: int) -> None:
        """That somebody answered stays, not who."""
        async with self._db.write() as conn:
            await conn.execute(
                update(outcomes).where(outcomes.c.solved_by == member_id).values(solved_by=None)
            )


def _stands(channel_id: int, message_id: int) -> ColumnElement[bool]:
    return and_(
        asked.c.channel_id == channel_id,
        asked.c.message_id == message_id,
        asked.c.state == "open",
    )


def _answered(question_id: int, entry_id: int, now: int, *, keep: bool) -> Update:
    values: dict[str, object] = {"state": "bot", "entry_id": entry_id, "settled_at": now}
    if not keep:
        values["text"] = None
    here = update(asked).where(asked.c.id == question_id, asked.c.state == "open")
    return here.values(values)


def shown_in(shown: str) -> tuple[tuple[int, float], ...]:
    """(entry id, score) of what a row says was found, the surest first."""
    pairs = (part.split(":") for part in shown.split(",") if part)
    return tuple((int(entry), float(score)) for entry, score in pairs)
