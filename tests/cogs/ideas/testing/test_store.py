"""Testers and feedback without a chat, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text, update

from cogs.ideas.model import Draft, Idea, Words
from cogs.ideas.store import IdeaStore, PeopleStore
from cogs.ideas.store.points import PointStore
from cogs.ideas.tables import testers as table
from cogs.ideas.testing import store as testers
from storage.database import Database
from tests.cogs.ideas.board.conftest import BRANCH
from tests.cogs.ideas.board.stage import HERE, NOW, merged
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

TOLD = testers.Told("The crust.", "", "yes")


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url, BRANCH) as db:
        yield db


async def post(db: Database, author: int = 7) -> Idea:
    draft = Draft(0, HERE, author, author, 5, Words("Rye bread"), NOW)
    return await IdeaStore(db).post(draft, NOW)


async def states(db: Database, idea: Idea) -> dict[int, str]:
    return {one.member_id: one.state for one in await testers.TesterStore(db).group(idea.id)}


async def test_the_road_of_a_tester(db: Database) -> None:
    store, idea = testers.TesterStore(db), await post(db)
    assert await store.offer(idea.id, 1, NOW)
    assert not await store.offer(idea.id, 1, NOW + 1)
    assert await states(db, idea) == {}
    assert await store.offer(idea.id, 1, NOW + 2)
    assert [one.member_id for one in await store.pick(idea.id, 1)] == [1]
    assert await store.pick(idea.id, 1) == []
    # a second click on the offer does not put a tester out
    assert await store.offer(idea.id, 1, NOW + 3)
    assert await store.picked(idea.id) == [1]
    assert [one.at for one in await store.put_out(idea.id, 1, NOW + 4)] == [NOW + 4]
    assert await store.put_out(idea.id, 1, NOW + 5) == []
    assert [one.at for one in await store.pick(idea.id)] == [NOW + 4]
    assert await store.leave(idea.id, 1, NOW + 6)
    assert not await store.leave(idea.id, 1, NOW + 7)
    assert await states(db, idea) == {}
    assert await store.offer(idea.id, 1, NOW + 8)
    assert await states(db, idea) == {1: "offered"}


async def test_many_at_once(db: Database) -> None:
    store, idea = testers.TesterStore(db), await post(db)
    # an odd number of clicks by each
    await asyncio.gather(*(store.offer(idea.id, m, NOW) for m in range(1, 9) for _ in range(3)))
    assert await states(db, idea) == dict.fromkeys(range(1, 9), "offered")
    picked = await asyncio.gather(*(store.pick(idea.id) for _ in range(4)))
    assert sorted(len(group) for group in picked) == [0, 0, 0, 8]
    feedback = testers.FeedbackStore(db)
    added = await asyncio.gather(*(feedback.add(idea.id, 1, TOLD, NOW) for _ in range(6)))
    assert len([one for one in added if one is not None]) == 1


async def test_who_is_picked_while_they_take_it_back_stays_picked(postgres_url: str) -> None:
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    async with opened(postgres_url, BRANCH) as db:
        store, idea = testers.TesterStore(db), await post(db)
        await store.offer(idea.id, 1, NOW)
        async with db.write() as conn:
            await conn.execute(update(table).values(state="picked"))
            again = asyncio.create_task(store.offer(idea.id, 1, NOW))
            while not again.done():
                async with db.read() as other:
                    if await other.scalar(waiting):
                        break
        assert await again
        assert await store.picked(idea.id) == [1]


async def test_merged_ideas_share_a_group_until_they_part(db: Database) -> None:
    store, feedback = testers.TesterStore(db), testers.FeedbackStore(db)
    root, part = await post(db), await post(db, author=8)
    await store.offer(root.id, 1, NOW)
    await store.offer(part.id, 1, NOW)
    await store.offer(part.id, 2, NOW)
    await store.pick(part.id, 2)
    await feedback.add(part.id, 2, TOLD, NOW)
    await merged(db, part.id, root.id)
    assert await states(db, root) == {1: "offered", 2: "picked"}
    assert await states(db, part) == {}
    assert (await feedback.page(root.id, 5))[1] == 1
    assert await feedback.between(root.id, NOW, NOW + 1) == 1
    assert await feedback.between(root.id, NOW + 1, NOW + 9) == 0
    assert await feedback.wrote(root, 8) and not await feedback.wrote(root, 2)
    mine = await store.of(root.id, 2)
    assert mine is not None and mine.idea_id == part.id
    assert [one.member_id for one in await store.pick(root.id, 1)] == [1]
    await merged(db, part.id, None)
    assert await store.picked(root.id) == [1]
    assert await store.picked(part.id) == [1, 2]
    assert (await feedback.page(root.id, 5))[1] == 0
    # what a tester told of the part earns points, wherever it counts
    assert [one.rule for one in await PointStore(db).of(HERE, 2)] == ["tested"]


async def test_linked_people_are_one_and_forgotten_ones_none(db: Database) -> None:
    store, feedback, people = testers.TesterStore(db), testers.FeedbackStore(db), PeopleStore(db)
    idea = await post(db)
    for member in (1, 2):
        await store.offer(idea.id, member, NOW)
        await feedback.add(idea.id, member, TOLD, NOW)
    await store.pick(idea.id, 2)
    await people.link(1, 2)
    assert await states(db, idea) == {1: "picked"}
    found, total = await feedback.page(idea.id, 5, member_id=1)
    assert total == 2 and {one.member_id for one in found} == {1}
    await people.erase(1)
    assert await states(db, idea) == {} and await feedback.page(idea.id, 5) == ([], 0)
