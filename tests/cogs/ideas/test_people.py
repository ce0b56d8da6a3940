"""Two members who are one, and those who are forgotten, in every table and at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Column, Text, insert, select, text, update

from cogs.ideas.model import Draft, Idea, Words
from cogs.ideas.store import IdeaStore, PeopleStore, VoteStore
from cogs.ideas.store.people import NAMES, ONCE, OWN
from cogs.ideas.tables import consents, ideas, metadata, testers, votes
from storage.database import Database
from tests.cogs.ideas.board.conftest import BRANCH
from tests.cogs.ideas.board.stage import HERE, NOW
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

KEPT, GONE, OTHER = 1001, 1002, 1003
NOBODY = {
    "id", "community_id", "channel_id", "native_id", "idea_id", "into_id", "challenge_id",
    "poll_id", "winner_id", "merged_into", "merged_with", "position", "place", "turn", "brought",
}  # fmt: skip
"""Numbers that are no members'; those that end in "at" are times."""


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url, BRANCH) as db:
        yield db


def members() -> list[Column[Any]]:
    """Every column that may hold a member."""
    return [
        column
        for table in metadata.tables.values()
        for column in table.c
        if isinstance(column.type, BigInteger)
        and column.name not in NOBODY
        and not column.name.endswith("at")
    ]


def filled(column: Column[Any], member: int) -> Any:
    if column in members():
        return member
    if isinstance(column.type, Boolean):
        return True
    return "x" if isinstance(column.type, Text) else member + 10


async def write(db: Database, *ids: int) -> None:
    """A row of each of them in every table that has members."""
    async with db.write() as conn:
        for table in {column.table for column in members()}:
            for member in ids:
                row = {c.name: filled(c, member) for c in table.c if c.name != "id"}
                await conn.execute(insert(table).values(row))


async def found(db: Database, member: int) -> list[str]:
    """Where a member stands."""
    async with db.read() as conn:
        return [
            str(column)
            for column in members()
            if (await conn.execute(select(column).where(column == member))).first() is not None
        ]


async def post(db: Database, author: int = 7) -> Idea:
    return await IdeaStore(db).post(Draft(0, HERE, author, author, 5, Words("Rye"), NOW), NOW)


def test_the_rules_name_every_column() -> None:
    ruled = {str(column) for column in (*NAMES, *OWN, *(table.c.member_id for table in ONCE))}
    assert {str(column) for column in members()} == ruled


async def test_nobody_is_left_behind(db: Database) -> None:
    people = PeopleStore(db)
    await write(db, KEPT, GONE)
    await people.link(KEPT, GONE)
    assert await found(db, GONE) == []
    # who wrote an idea is not said to have noted it too
    assert set(await found(db, KEPT)) == {str(c) for c in members()} - {"ideas.noted_by"}
    await people.erase(KEPT)
    assert await found(db, KEPT) == []


async def test_linking_with_somebody_who_is_forgotten_harms_nothing(db: Database) -> None:
    people = PeopleStore(db)
    await write(db, KEPT, GONE)
    await people.erase(GONE)
    await people.link(KEPT, GONE)
    assert await found(db, GONE) == [] and "ideas_votes.member_id" in await found(db, KEPT)
    await people.erase(KEPT)
    await write(db, OTHER)
    await people.link(KEPT, OTHER)
    assert await found(db, OTHER) == []
    await people.erase(KEPT)
    assert await found(db, KEPT) == []


async def test_linking_forgetting_and_voting_at_once(db: Database) -> None:
    people, voting, idea = PeopleStore(db), VoteStore(db), await post(db)
    for n in range(20):
        kept, gone = 2000 + 10 * n, 2001 + 10 * n
        async with db.write() as conn:
            # linking looks at these first, forgetting comes to them the other way round
            for member, at in ((kept, NOW), (gone, NOW - 1)):
                row: dict[str, Any] = {"member_id": member, "at": at}
                await conn.execute(insert(testers).values(**row, idea_id=idea.id, state="picked"))
                await conn.execute(insert(consents).values(**row, version="1"))
        await asyncio.gather(
            people.link(kept, gone),
            people.erase(kept),
            people.erase(gone),
            people.link(kept, gone),
            voting.give(HERE, idea.id, kept, NOW),
        )
        assert await found(db, gone) == []


async def test_a_click_of_the_member_who_stays_does_not_stop_linking(postgres_url: str) -> None:
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    async with opened(postgres_url, BRANCH) as db:
        idea = await post(db)
        await VoteStore(db).give(HERE, idea.id, GONE, NOW)
        async with db.write() as conn:
            row = {"idea_id": idea.id, "member_id": KEPT, "voted_at": NOW}
            await conn.execute(insert(votes).values(row))
            linking = asyncio.create_task(PeopleStore(db).link(KEPT, GONE))
            while not linking.done():
                async with db.read() as other:
                    if await other.scalar(waiting):
                        break
        await linking
        assert await IdeaStore(db).voters(idea.id) == [KEPT]


async def test_a_linked_author_is_not_named_twice(db: Database) -> None:
    mine, theirs = await post(db, GONE), await post(db, GONE)
    async with db.write() as conn:
        noted = update(ideas).where(ideas.c.id == mine.id).values(noted_by=KEPT)
        await conn.execute(noted)
        await conn.execute(update(ideas).where(ideas.c.id == theirs.id).values(noted_by=9))
    shown = {idea.id: idea for idea in await PeopleStore(db).link(KEPT, GONE)}
    assert (shown[mine.id].author_id, shown[mine.id].noted_by) == (KEPT, None)
    assert (shown[theirs.id].author_id, shown[theirs.id].noted_by) == (KEPT, 9)
