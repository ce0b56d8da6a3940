"""Two members who are one, those who are forgotten, older installs, and two at once, in every
table."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import BigInteger, Boolean, Column, Connection, Text, insert, select, text

from cogs.welcome.charter.store import CharterStore
from cogs.welcome.cog import Welcome
from cogs.welcome.greeting.store import ArrivalStore
from cogs.welcome.intake.store import IntakeStore
from cogs.welcome.newcomers.store import FirstStore
from cogs.welcome.store import NAMES, ONCE, OWN, PeopleStore
from cogs.welcome.tables import firsts, metadata
from storage.database import Database
from storage.migrations.upgrade import configure
from tests.support.databases import opened

BRANCH = {"welcome": Path(str(Welcome.migrations))}
HERE, NOW = 1, 1_780_000_000_000
KEPT, GONE = 1001, 1002
NOBODY = {
    "id", "community_id", "space_id", "channel_id", "native_id", "version", "times", "position",
    "question_id", "choice_id", "number",
}  # fmt: skip
"""Numbers that are no members'; those that end in "at" are times."""


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url, BRANCH) as db:
        yield db


def members() -> list[Column[Any]]:
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
    if column.name in ("removed_at", "left_at"):
        return None
    return f"x{member}" if isinstance(column.type, Text) else member + 10


async def write(db: Database, *ids: int) -> None:
    """A row of each of them in every table that has members."""
    async with db.write() as conn:
        for table in {column.table for column in members()}:
            for member in ids:
                row = {c.name: filled(c, member) for c in table.c if c.name != "id"}
                await conn.execute(insert(table).values(row))


async def found(db: Database, member: int) -> set[str]:
    """Where a member stands."""
    async with db.read() as conn:
        return {
            str(column)
            for column in members()
            if (await conn.execute(select(column).where(column == member))).first() is not None
        }


def test_the_rules_name_every_column() -> None:
    ruled = {str(column) for column in (*NAMES, *OWN, *(table.c.member_id for table in ONCE))}
    assert {str(column) for column in members()} == ruled | {str(firsts.c.member_id)}


async def test_nobody_is_left_behind(db: Database) -> None:
    people = PeopleStore(db)
    await write(db, KEPT, GONE)
    posts = await people.link(KEPT, GONE)
    assert posts == [(GONE + 10, f"x{GONE}")]  # of two introductions one goes
    assert await found(db, GONE) == set()
    assert await found(db, KEPT) == {str(column) for column in members()}
    assert await people.standing(KEPT) == [(KEPT + 10, f"x{KEPT}")]
    await people.erase(KEPT)
    assert await found(db, KEPT) == set()


async def test_linking_with_somebody_who_has_nothing(db: Database) -> None:
    people = PeopleStore(db)
    await write(db, GONE)
    assert await people.link(KEPT, GONE) == []
    assert await found(db, GONE) == set()
    assert await found(db, KEPT) == {str(column) for column in members()}


async def test_linking_and_forgetting_at_once(db: Database) -> None:
    people = PeopleStore(db)
    for n in range(5):
        kept, gone = 2000 + 10 * n, 2001 + 10 * n
        await write(db, kept, gone)
        await asyncio.gather(people.link(kept, gone), people.erase(kept), people.erase(gone))
        await people.erase(kept)
        assert await found(db, gone) == set() == await found(db, kept)


async def test_answers_are_not_mixed(db: Database) -> None:
    intake = IntakeStore(db)
    offered = [("Gas", ""), ("Wood", "")]
    assert await intake.add(HERE, "oven", "Which oven?", "to help", "one", offered)
    (question,) = await intake.questions(HERE)
    gas, wood = (choice.id for choice in question.choices)
    await intake.choose(KEPT, question, gas, NOW)
    await intake.choose(GONE, question, wood, NOW)
    await PeopleStore(db).link(KEPT, GONE)
    assert await intake.chosen(KEPT) == {gas}
    assert await intake.labels(HERE, "oven") == {KEPT: frozenset({"Gas"})}


async def test_many_clicks_at_once(db: Database) -> None:
    intake, charter, newcomers = IntakeStore(db), CharterStore(db), FirstStore(db)
    added = await asyncio.gather(
        *(intake.add(HERE, f"oven{n}", "Which oven?", "help", "one", [("Gas", ""), ("Wood", "")])
          for n in range(8))
    )  # fmt: skip
    assert sum(added) == 5
    question = (await intake.questions(HERE))[0]
    ids = [choice.id for choice in question.choices] * 4
    await asyncio.gather(*(intake.choose(KEPT, question, number, NOW) for number in ids))
    assert len(await intake.chosen(KEPT)) == 1
    posts = await asyncio.gather(*(intake.introduce(HERE, KEPT, {}, NOW) for _ in range(5)))
    assert [post for post in posts if post] == [f"welcome:intro:{KEPT}:1"]
    written = [charter.add(HERE, 1, f"Words {n}", NOW, asks=True) for n in range(5)]
    assert sum(await asyncio.gather(*written)) == 1
    at = await asyncio.gather(*(charter.accept(HERE, KEPT, 1, NOW + n) for n in range(5)))
    assert len(set(at)) == 1
    asks = [charter.ask(KEPT, 1, NOW, every=1000, most=3) for _ in range(5)]
    assert sorted(filter(None, await asyncio.gather(*asks))) == [1]
    firsts = [newcomers.add(HERE, 1, KEPT, 2, n, None, NOW, NOW) for n in range(5)]
    first = next(found for found in await asyncio.gather(*firsts) if found is not None)
    await newcomers.carded([first.id], "card", NOW)
    steps = [newcomers.step(first.id, "unneeded", n, among=("open",)) for n in range(5)]
    assert len([done for done in await asyncio.gather(*steps) if done is not None]) == 1


async def test_an_introduction_may_follow_one_that_is_gone(db: Database) -> None:
    intake = IntakeStore(db)
    assert await intake.introduce(HERE, KEPT, {1: "Rye"}, NOW) == f"welcome:intro:{KEPT}:1"
    assert await intake.unintroduce(KEPT, NOW) == f"welcome:intro:{KEPT}:1"
    assert await intake.unintroduce(KEPT, NOW) is None
    assert await intake.written(KEPT) == {}
    assert await intake.introduce(HERE, KEPT, {1: "Oat"}, NOW) == f"welcome:intro:{KEPT}:2"
    assert await intake.written(KEPT) == {1: "Oat"}


@pytest.fixture
async def old_url(database_url: str, tmp_path: Path) -> str:
    """A database as 0001 left it: 5 was greeted, 6 waits."""
    folder = tmp_path / "first"
    folder.mkdir()
    shutil.copy(BRANCH["welcome"] / "0001_welcome.py", folder)
    async with opened(database_url, {"welcome": folder}) as db, db.write() as conn:
        columns = "community_id, space_id, member_id, at, greeted_at, post"
        for values in (f"1, 1, 5, {NOW}, {NOW}, 'welcome:1:1'", f"1, 1, 6, {NOW}, NULL, NULL"):
            await conn.execute(text(f"INSERT INTO welcome_arrivals ({columns}) VALUES ({values})"))
    return database_url


def _back(connection: Connection) -> None:
    command.downgrade(configure(connection, "welcome", BRANCH["welcome"]), "welcome_0001")


async def test_older_installs_go_on_and_back(old_url: str) -> None:
    async with opened(old_url, BRANCH) as db:
        store = ArrivalStore(db)
        assert [(w.member_id, w.returning) for w in await store.waiting(1)] == [(6, False)]
        assert [w.member_id for w in await store.sharing("welcome:1:1")] == [5]
        assert await store.count(HERE, NOW, NOW + 1) == 1
        assert await store.spaces_waiting() == [(HERE, 1)]
        assert await store.left(1, 5, NOW + 1, NOW - 1) == ["welcome:1:1"]
        assert await store.sharing("welcome:1:1") == []
        async with db.write() as conn:
            await conn.run_sync(_back)
            rows = await conn.execute(text("SELECT member_id FROM welcome_arrivals ORDER BY 1"))
            assert list(rows.scalars()) == [5, 6]
