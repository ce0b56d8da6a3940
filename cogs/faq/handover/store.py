"""Tickets and drafts in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Select,
    Table,
    Text,
    delete,
    func,
    or_,
    select,
    update,
)

from storage.database import Database
from storage.database.columns import Id

from ..tables import metadata
from .model import LIVE, State, Ticket

# A question that was handed over to people. `text` is forgotten when it is settled.
tickets = Table(
    "faq_tickets",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("question_id", BigInteger, nullable=False),
    Column("asker_id", BigInteger),
    Column("text", Text),
    Column("private", Boolean, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("place_id", BigInteger),
    Column("state", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("helper_id", BigInteger),
    Column("claimed_at", BigInteger),
    Column("answered_by", BigInteger),
    Column("answered_at", BigInteger),
    Column("answer_channel", BigInteger),
    Column("answer_message", BigInteger),
    Index("ix_faq_tickets_question_id", "question_id", unique=True),
    Index("ix_faq_tickets_community_id_state", "community_id", "state"),
    Index("ix_faq_tickets_asker_id", "asker_id"),
)

# Question and answer of a solved ticket, until they are an entry or nobody wants one.
drafts = Table(
    "faq_drafts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("question_id", BigInteger, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("asker_id", BigInteger),
    Column("author_id", BigInteger),
    Column("made_at", BigInteger, nullable=False),
    Index("ix_faq_drafts_question_id", "question_id", unique=True),
    Index("ix_faq_drafts_asker_id", "asker_id"),
    Index("ix_faq_drafts_author_id", "author_id"),
)

_TICKET = select(
    tickets.c.id,
    tickets.c.community_id,
    tickets.c.question_id,
    tickets.c.asker_id,
    func.coalesce(tickets.c.text, ""),
    tickets.c.private,
    tickets.c.channel_id,
    tickets.c.message_id,
    tickets.c.place_id,
    tickets.c.state,
    tickets.c.opened_at,
    tickets.c.helper_id,
    tickets.c.claimed_at,
    tickets.c.answered_by,
    tickets.c.answered_at,
    tickets.c.answer_channel,
    tickets.c.answer_message,
)
_PEOPLE = (tickets.c.asker_id, tickets.c.helper_id, tickets.c.answered_by)


class TicketStore:
    """Each step is one statement that names the state it leaves: who is second gets False."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def open(
        self,
        community_id: int,
        question_id: int,
        asker_id: int,
        text: str,
        now: int,
        *,
        private: bool,
        channel_id: int,
        message_id: int | None,
    ) -> tuple[Ticket, bool]:
        """The ticket of a question, and whether it is new."""
        values = {
            "community_id": community_id,
            "question_id": question_id,
            "asker_id": asker_id,
            "text": text,
            "private": private,
            "channel_id": channel_id,
            "message_id": message_id,
            "state": "open",
            "opened_at": now,
        }
        made = self._db.insert(tickets).values(values).on_conflict_do_nothing()
        async with self._db.write() as conn:
            new = await conn.scalar(made.returning(tickets.c.id)) is not None
            query = _TICKET.where(tickets.c.question_id == question_id)
            return Ticket(*(await conn.execute(query)).one()), new

    async def get(self, community_id: int, ticket_id: int) -> Ticket | None:
        """One ticket of that community."""
        return await self._one(tickets.c.id == ticket_id, tickets.c.community_id == community_id)

    async def of_question(self, question_id: int) -> Ticket | None:
        """The ticket of a question."""
        return await self._one(tickets.c.question_id == question_id)

    async def _one(self, *where: ColumnElement[bool]) -> Ticket | None:
        async with self._db.read() as conn:
            row = (await conn.execute(_TICKET.where(*where))).one_or_none()
        return Ticket(*row) if row else None

    async def live(self, community_id: int | None = None) -> list[Ticket]:
        """Tickets on which something is left to do, the oldest first; None: of all communities."""
        query = _TICKET.where(tickets.c.state.in_(LIVE))
        if community_id is not None:
            query = query.where(tickets.c.community_id == community_id)
        return await self._many(query.order_by(tickets.c.id))

    async def old(self, before: int) -> list[Ticket]:
        """Live tickets opened before that time."""
        query = _TICKET.where(tickets.c.state.in_(LIVE), tickets.c.opened_at < before)
        return await self._many(query.order_by(tickets.c.id))

    async def _many(self, query: Select[Any]) -> list[Ticket]:
        async with self._db.read() as conn:
            return [Ticket(*row) for row in await conn.execute(query)]

    async def place(self, ticket_id: int, place_id: int) -> None:
        """Where it is talked about."""
        await self._move(ticket_id, LIVE, place_id=place_id)

    async def claim(self, ticket_id: int, helper_id: int, now: int) -> bool:
        """For one helper."""
        return await self._move(
            ticket_id, ("open",), state="claimed", helper_id=helper_id, claimed_at=now
        )

    async def release(self, ticket_id: int, helper_id: int | None = None) -> bool:
        """Open again; with `helper_id` only from that one's hands."""
        extra = () if helper_id is None else (tickets.c.helper_id == helper_id,)
        values = {"state": "open", "helper_id": None, "claimed_at": None}
        return await self._move(ticket_id, ("claimed",), *extra, **values)

    async def answer(
        self, ticket_id: int, author_id: int, channel_id: int, message_id: int | None, now: int
    ) -> bool:
        """Somebody has answered; False when it was answered before, and nobody has asked on."""
        return await self._move(
            ticket_id,
            ("open", "claimed"),
            state="answered",
            answered_by=author_id,
            answered_at=now,
            answer_channel=channel_id,
            answer_message=message_id,
        )

    async def ask_on(self, ticket_id: int) -> bool:
        """The answer was not enough."""
        again = func.coalesce(tickets.c.helper_id, -1)
        claimed = await self._move(ticket_id, ("answered",), again > 0, state="claimed")
        return claimed or await self._move(ticket_id, ("answered",), state="open")

    async def settle(self, ticket_id: int, state: State) -> bool:
        """Solved or closed, once; its text is forgotten."""
        return await self._move(ticket_id, LIVE, state=state, text=None)

    async def _move(
        self,
        ticket_id: int,
        states: Sequence[str],
        *where: ColumnElement[bool],
        **values: object,
    ) -> bool:
        changed = update(tickets).where(
            tickets.c.id == ticket_id, tickets.c.state.in_(states), *where
        )
        async with self._db.write() as conn:
            return (await conn.execute(changed.values(values))).rowcount == 1

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        columns = [*_PEOPLE, drafts.c.asker_id, drafts.c.author_id]
        async with self._db.write() as conn:
            for column in columns:
                moved = update(column.table).where(column == gone)
                await conn.execute(moved.values({column: kept}))

    async def erase(self, member_id: int) -> list[Ticket]:
        """Their questions are closed and forgotten, and drafts with words of theirs; what they had
        claimed is open again. The live tickets that change are returned."""
        mine = or_(*(column == member_id for column in _PEOPLE))
        touched = await self._many(_TICKET.where(mine, tickets.c.state.in_(LIVE)))
        async with self._db.write() as conn:
            own = update(tickets).where(tickets.c.asker_id == member_id)
            await conn.execute(own.values(asker_id=None, text=None))
            for ticket in touched:
                state = "closed" if ticket.asker_id == member_id else "open"
                if ticket.asker_id == member_id or ticket.state == "claimed":
                    changed = update(tickets).where(tickets.c.id == ticket.id)
                    await conn.execute(changed.values(state=state, claimed_at=None))
            for column in _PEOPLE[1:]:
                theirs = update(tickets).where(column == member_id)
                await conn.execute(theirs.values({column: None}))
            await conn.execute(
                delete(drafts).where(
                    or_(drafts.c.asker_id == member_id, drafts.c.author_id == member_id)
                )
            )
        return [await self._again(ticket) for ticket in touched]

    async def _again(self, ticket: Ticket) -> Ticket:
        found = await self.get(ticket.community_id, ticket.id)
        return found or ticket
