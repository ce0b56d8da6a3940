"""What becomes of each table when two members turn out to be one, and when one is forgotten.

| table | linked | forgotten |
| --- | --- | --- |
| events | by the member who stays | the name goes, the event stays; drafts go |
| events_rsvps | once: the better answer with its turn; a seat held twice is free | gone |
| events_questions | theirs | gone with their text and votes |
| events_question_votes | once | gone |
| events_attendance | once: there, if either was; what a moderator set counts first | gone |
| events_pulses | once: that of the member who stays | gone |
| events_entries | nobody is in them | nobody is in them |
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.database.writing.turns import take_turn

from ..model import Event
from ..tables import attendance, events, pulses, question_votes, questions, rsvps
from .rows import alone, fill_seats, read_one

# two of these that concern one person would wait for each other's rows
TURN = "events_people"
_WORTH = {"going": 3, "waiting": 2, "maybe": 1, "no": 0}


class PeopleStore:
    """Linking and forgetting."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def link(self, kept: int, gone: int, now: int) -> list[Event]:
        """Two members turned out to be one. Returns the events whose cards show it."""
        async with self._db.write() as conn:
            touched = await _locked(conn, kept, gone)
            for table in (rsvps, attendance):
                await _unite(conn, table, kept, gone)
            for table in (question_votes, pulses):
                await _once(conn, table, kept, gone)
            for column in (events.c.member_id, questions.c.member_id):
                change = update(column.table).where(column == gone).values({column: kept})
                await conn.execute(change)
            return await _settled(conn, touched, now)

    async def erase(self, member_id: int, now: int) -> list[Event]:
        """Forget a member; their seats are free. Returns the events whose cards show it."""
        async with self._db.write() as conn:
            touched = await _locked(conn, member_id)
            own = select(questions.c.id).where(questions.c.member_id == member_id)
            await conn.execute(delete(question_votes).where(question_votes.c.question_id.in_(own)))
            for table in (rsvps, questions, question_votes, attendance, pulses):
                await conn.execute(delete(table).where(table.c.member_id == member_id))
            mine = events.c.member_id == member_id
            await conn.execute(delete(events).where(mine, events.c.state == "draft"))
            await conn.execute(update(events).where(mine).values(member_id=None))
            return await _settled(conn, touched, now)


async def _locked(conn: AsyncConnection, *members: int) -> list[int]:
    """Events that have to do with these members, each in its turn and all in one order."""
    await take_turn(conn, TURN)
    found: set[int] = set()
    for column in (rsvps.c.member_id, events.c.member_id):
        number = column.table.c.event_id if column.table is rsvps else events.c.id
        found |= set(await conn.scalars(select(number).where(column.in_(members))))
    for event_id in sorted(found):
        await alone(conn, event_id)
    return sorted(found)


async def _settled(conn: AsyncConnection, ids: list[int], now: int) -> list[Event]:
    found = [event for id_ in ids if (event := await read_one(conn, id_)) is not None]
    for event in found:
        await fill_seats(conn, event, now)
    return found


async def _unite(conn: AsyncConnection, table: Any, kept: int, gone: int) -> None:
    """Of two rows for one event the one that says more stays."""
    theirs = list(await conn.execute(select(table).where(table.c.member_id == gone)))
    for row in theirs:
        here = table.c.event_id == row.event_id
        mine = (await conn.execute(select(table).where(here, table.c.member_id == kept))).first()
        worse = kept if mine is None or _worth(row) > _worth(mine) else gone
        await conn.execute(delete(table).where(here, table.c.member_id == worse))
        await conn.execute(
            update(table).where(here, table.c.member_id == gone).values(member_id=kept)
        )


def _worth(row: Row[Any]) -> tuple[int, int]:
    """The better answer, and of two alike the earlier one; of a moderator's word and their own
    that of the moderator."""
    if "answer" in row._fields:
        return _WORTH[row.answer], -row.turn
    return 2 * row.by_staff + row.there, -row.at


async def _once(conn: AsyncConnection, table: Any, kept: int, gone: int) -> None:
    """Of two rows with the same key that of the member who stays is kept."""
    [key] = [column for column in table.primary_key if column.name != "member_id"]
    both = select(key).where(table.c.member_id == kept).scalar_subquery()
    alone_ = table.c.member_id == gone, key.not_in(both)
    await conn.execute(update(table).where(*alone_).values(member_id=kept))
    await conn.execute(delete(table).where(table.c.member_id == gone))
