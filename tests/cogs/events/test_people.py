"""What becomes of each table when two members turn out to be one, and when one is forgotten."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from cogs.events.after.store import AfterStore
from cogs.events.asking.store import QuestionStore
from cogs.events.model import Plan
from cogs.events.store import PeopleStore
from cogs.events.tables import attendance, events, metadata, pulses, question_votes, questions

from .stage import HERE, NOW, ORGANISER, Books


async def rows(books: Books, *columns: Any) -> set[tuple[Any, ...]]:
    async with books.db.read() as conn:
        return {tuple(row) for row in await conn.execute(select(*columns))}


async def asked(books: Books, event_id: int, member: int) -> int:
    made = await QuestionStore(books.db).add(
        event_id, member, f"Asked by {member}", NOW, anonymous=True, held=False, most=3
    )
    assert made is not None
    return made.id


async def test_every_table_forgets_a_person(books: Books) -> None:
    event, after = await books.event(), AfterStore(books.db)
    await books.going(event, ORGANISER, 2)
    mine = await asked(books, event.id, ORGANISER)
    theirs = await asked(books, event.id, 2)
    for member, question in ((ORGANISER, theirs), (2, mine), (2, theirs)):
        assert await QuestionStore(books.db).vote(question, member)
    for member in (ORGANISER, 2):
        await after.attended(event.id, member, NOW)
        await after.rate(event.id, member, 4)
        await after.comment(event.id, member, f"Said by {member}")
    await books.events.draft(Plan("Secret plan"), HERE, ORGANISER, NOW)
    await PeopleStore(books.db).erase(ORGANISER, NOW)
    assert await rows(books, events.c.title, events.c.member_id) == {("Baking evening", None)}
    assert await rows(books, questions.c.question) == {("Asked by 2",)}
    assert await rows(books, question_votes) == {(theirs, 2)}
    assert await rows(books, pulses.c.comment) == {("Said by 2",)}
    for table in metadata.tables.values():
        if "member_id" in table.c:
            assert (ORGANISER,) not in await rows(books, table.c.member_id), table.name


async def test_every_table_unites_two_accounts(books: Books) -> None:
    event, after = await books.event(), AfterStore(books.db)
    other = await books.event()
    await books.going(event, 1, 2)
    await books.going(other, 2)
    first, second = await asked(books, event.id, 1), await asked(books, event.id, 2)
    for member, question in ((1, first), (2, first), (2, second)):
        assert await QuestionStore(books.db).vote(question, member)
    await after.attended(event.id, 1, NOW)
    await after.attended(event.id, 2, NOW, there=False, by_staff=True)
    await after.attended(other.id, 2, NOW)
    await after.rate(event.id, 1, 5)
    await after.rate(event.id, 2, 1)
    async with books.db.write() as conn:
        await conn.execute(
            insert(pulses).values(event_id=other.id, member_id=2, score=3, comment="")
        )
    await PeopleStore(books.db).link(1, 2, NOW)
    assert (await books.rsvps.crowd(event.id)).going == (1,)
    assert (await books.rsvps.crowd(other.id)).going == (1,)
    assert await rows(books, questions.c.id, questions.c.member_id) == {(first, 1), (second, 1)}
    assert await rows(books, question_votes) == {(first, 1), (second, 1)}
    # what a moderator has set counts first
    assert await rows(books, attendance.c.event_id, attendance.c.member_id, attendance.c.there) == {
        (event.id, 1, False),
        (other.id, 1, True),
    }
    assert await rows(books, pulses.c.event_id, pulses.c.member_id, pulses.c.score) == {
        (event.id, 1, 5),
        (other.id, 1, 3),
    }
    for table in metadata.tables.values():
        if "member_id" in table.c:
            assert (2,) not in await rows(books, table.c.member_id), table.name
