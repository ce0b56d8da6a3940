"""What becomes of each table when two members turn out to be one, and when one is forgotten.

| table | linked | forgotten |
| --- | --- | --- |
| welcome_arrivals, welcome_notes | theirs | gone |
| welcome_awaited | once | gone |
| welcome_charters | written by the member who stays | the name goes |
| welcome_acceptances | once a version | gone |
| welcome_asked | once a version | gone |
| welcome_answers | those of the member who stays, else the other one's | gone |
| welcome_texts, welcome_introductions | so too; of two introductions one goes | gone with its post |
| welcome_greeted | once | gone |
| welcome_firsts | that of the member who stays, else the other one's | gone; a name beside one goes |
| welcome_questions, welcome_choices | nobody is in them | nobody is in them |
"""  # noqa: E501 - a table

from __future__ import annotations

from sqlalchemy import BigInteger, delete, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.database.writing.turns import take_turn

from .tables import (
    acceptances,
    answers,
    arrivals,
    asked,
    awaited,
    charters,
    firsts,
    greeted,
    introductions,
    notes,
    texts,
)

# what is gone with the person
OWN = (arrivals.c.member_id, notes.c.member_id)
# a name beside something that stays
NAMES = (charters.c.author_id, firsts.c.by_id)
# one row a person, beside what else is in the key: of two, that of the member who stays is kept
ONCE = (awaited, acceptances, asked, answers, texts, introductions, greeted)
TURN = "welcome_people"


class PeopleStore:
    """Linking and forgetting."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def standing(self, member_id: int) -> list[tuple[int, str]]:
        """The posts (community, tag) that somebody's forgetting takes with it."""
        async with self._db.read() as conn:
            return await _standing(conn, member_id)

    async def link(self, kept: int, gone: int) -> list[tuple[int, str]]:
        """Two members turned out to be one. The posts (community, tag) that are to be deleted."""
        async with self._db.write() as conn:
            await take_turn(conn, TURN)
            posts = await _standing(conn, gone) if await _standing(conn, kept) else []
            newest = await _one_introduction(conn, kept, gone)
            await _answered_already(conn, kept, gone)
            await self._unite(conn, kept, gone)
            theirs = introductions.c.member_id == kept
            await conn.execute(update(introductions).where(theirs).values(number=newest))
            first = await conn.scalar(select(firsts.c.id).where(firsts.c.member_id == kept))
            theirs = firsts.c.member_id == gone
            if first is None:
                await conn.execute(update(firsts).where(theirs).values(member_id=kept))
            else:
                await conn.execute(delete(firsts).where(theirs))
            for column in (*OWN, *NAMES):
                named = update(column.table).where(column == gone)
                await conn.execute(named.values({column: kept}))
            return posts

    async def erase(self, member_id: int) -> None:
        """Forget a member."""
        async with self._db.write() as conn:
            await take_turn(conn, TURN)
            for table in (*ONCE, firsts):
                await conn.execute(delete(table).where(table.c.member_id == member_id))
            for column in OWN:
                await conn.execute(delete(column.table).where(column == member_id))
            for column in NAMES:
                named = update(column.table).where(column == member_id)
                await conn.execute(named.values({column: None}))

    async def _unite(self, conn: AsyncConnection, kept: int, gone: int) -> None:
        """Rows of one person twice are there once."""
        who = literal(kept, BigInteger)
        for table in ONCE:
            mine = table.c.member_id == gone
            theirs = select(*(who if c.name == "member_id" else c for c in table.c)).where(mine)
            added = self._db.insert(table).from_select(list(table.c.keys()), theirs)
            await conn.execute(added.on_conflict_do_nothing())
            await conn.execute(delete(table).where(mine))


async def _standing(conn: AsyncConnection, member_id: int) -> list[tuple[int, str]]:
    c = introductions.c
    query = select(c.community_id, c.post).where(c.member_id == member_id, c.removed_at.is_(None))
    return [(row.community_id, row.post) for row in await conn.execute(query)]


async def _one_introduction(conn: AsyncConnection, kept: int, gone: int) -> int:
    """Only one of the two rows stays, that of a post that stands, and its words. The number that it
    goes on from: a post's key is never used twice."""
    c = introductions.c
    newest = select(func.coalesce(func.max(c.number), 0)).where(c.member_id.in_((kept, gone)))
    number: int = (await conn.execute(newest)).scalar_one()
    if await _standing(conn, kept):
        await conn.execute(delete(texts).where(texts.c.member_id == gone))
    elif await _standing(conn, gone):
        await conn.execute(delete(introductions).where(c.member_id == kept))
    return number


async def _answered_already(conn: AsyncConnection, kept: int, gone: int) -> None:
    """What the member who stays has answered is not mixed with the other one's answers."""
    done = select(answers.c.question_id).where(answers.c.member_id == kept)
    await conn.execute(
        delete(answers).where(answers.c.member_id == gone, answers.c.question_id.in_(done))
    )
