"""Points follow from what is true: steps, undone steps, merges, links, and who is forgotten."""

from __future__ import annotations

from sqlalchemy import insert, update

from cogs.ideas.store import PeopleStore, VoteStore
from cogs.ideas.store.points import PointStore, Rule
from cogs.ideas.tables import feedback, ideas, testers
from storage.database import Database

from .furniture import (
    HERE,
    NOW,
    database_url,
    ideas_db,
    posted,
    postgres_server,
    postgres_url,
    sqlite_url,
    step,
)

__all__ = ["database_url", "ideas_db", "postgres_server", "postgres_url", "sqlite_url"]

ANA, BEN = 7, 8


async def earned(db: Database, member: int) -> list[tuple[int, Rule]]:
    return [(one.idea_id, one.rule) for one in await PointStore(db).of(HERE, member)]


async def support(db: Database, number: int, *members: int) -> None:
    for member in members:
        await VoteStore(db).give(HERE, number, member, NOW)


async def test_each_rule_gives_what_it_says(ideas_db: Database) -> None:
    bread = (await posted(ideas_db, "Bread", ANA, anonymous=True)).id
    assert await earned(ideas_db, ANA) == [(bread, "posted")]
    # one's own support does not count
    await support(ideas_db, bread, ANA, BEN, 11, 12, 13)
    assert await earned(ideas_db, ANA) == [(bread, "posted")]
    await support(ideas_db, bread, 14)
    assert await earned(ideas_db, ANA) == [(bread, "posted"), (bread, "supported")]
    await step(ideas_db, bread, "planned")
    assert (await earned(ideas_db, ANA))[2:] == [(bread, "planned")]
    assert await earned(ideas_db, BEN) == []
    await step(ideas_db, bread, "in_progress", "done")
    assert (await earned(ideas_db, ANA))[2:] == [(bread, "planned"), (bread, "done")]
    assert sum(one.points for one in await PointStore(ideas_db).of(HERE, ANA)) == 10
    assert await earned(ideas_db, BEN) == [(bread, "backed")]
    assert await PointStore(ideas_db).of(HERE + 1, ANA) == []


async def test_a_step_back_takes_its_points_along(ideas_db: Database) -> None:
    bread = (await posted(ideas_db, "Bread", ANA)).id
    await support(ideas_db, bread, BEN)
    await step(ideas_db, bread, "planned", "in_progress", "done", "in_progress")
    assert await earned(ideas_db, ANA) == [(bread, "posted"), (bread, "planned")]
    assert await earned(ideas_db, BEN) == []
    await step(ideas_db, bread, "declined")
    assert await earned(ideas_db, ANA) == [(bread, "posted")]


async def test_what_comes_of_united_ideas_is_due_to_both_authors(ideas_db: Database) -> None:
    bread = (await posted(ideas_db, "Bread", ANA)).id
    rolls = (await posted(ideas_db, "Rolls", BEN)).id
    again = (await posted(ideas_db, "More bread", ANA)).id
    await support(ideas_db, rolls, 11, 12, 13, ANA)
    await support(ideas_db, bread, 14, 11)
    async with ideas_db.write() as conn:
        united = update(ideas).where(ideas.c.id.in_([rolls, again]))
        await conn.execute(united.values(merged_into=bread))
    await step(ideas_db, bread, "planned", "in_progress", "done")
    due: list[tuple[int, Rule]] = [(bread, "planned"), (bread, "done")]
    # of Ana's five supporters one is Ana; her two ideas earn what came of them once
    assert await earned(ideas_db, ANA) == [(again, "posted"), (bread, "posted"), *due]
    assert await earned(ideas_db, BEN) == [(rolls, "posted"), (bread, "supported"), *due]
    assert await earned(ideas_db, 14) == [(bread, "backed")]


async def test_picked_testers_who_told_how_it_was(ideas_db: Database) -> None:
    bread = (await posted(ideas_db, "Bread", ANA)).id
    async with ideas_db.write() as conn:
        for member, state in ((BEN, "picked"), (11, "offered"), (12, "picked")):
            row = {"idea_id": bread, "member_id": member, "state": state, "at": NOW}
            await conn.execute(insert(testers).values(row))
        for member in (BEN, BEN, 11):
            told = {"idea_id": bread, "member_id": member, "text": "good", "at": NOW}
            await conn.execute(insert(feedback).values(told))
    assert await earned(ideas_db, BEN) == [(bread, "tested")]
    assert await earned(ideas_db, 11) == []
    assert await earned(ideas_db, 12) == []


async def test_two_accounts_of_one_person_and_none(ideas_db: Database) -> None:
    bread = (await posted(ideas_db, "Bread", ANA)).id
    await support(ideas_db, bread, BEN, 11, 12, 13, 14)
    await step(ideas_db, bread, "planned", "in_progress", "done")
    people = PeopleStore(ideas_db)
    # Ben turns out to be Ana: one's own support does not count
    await people.link(ANA, BEN)
    expected: list[tuple[int, Rule]] = [(bread, "posted"), (bread, "planned"), (bread, "done")]
    assert await earned(ideas_db, ANA) == expected
    await people.erase(ANA)
    assert await earned(ideas_db, ANA) == []
