"""Goals in both databases: no more than can be followed, no end twice, nobody left in them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from cogs.goals.cog import Goals
from cogs.goals.model import MOST_OPEN
from cogs.goals.store import GoalStore
from tests.cogs.goals.test_pace import IDEAS, STICKY
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

BRANCH = {"goals": Path(str(Goals.migrations))}


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[GoalStore]:
    async with opened(database_url, BRANCH) as db:
        yield GoalStore(db)


async def test_no_more_than_can_be_followed(store: GoalStore) -> None:
    made = await asyncio.gather(*[store.add(IDEAS) for _ in range(MOST_OPEN + 5)])
    assert sum(goal is None for goal in made) == 5
    assert len(await store.open(1)) == MOST_OPEN
    assert await store.open(2) == []


async def test_the_next_date_first_and_none_last(store: GoalStore) -> None:
    for due_at in (None, 30, 20):
        await store.add(replace(STICKY, due_at=due_at))
    assert [goal.due_at for goal in await store.open(1)] == [20, 30, None]


async def test_it_ends_once(store: GoalStore) -> None:
    goal = await store.add(IDEAS)
    assert goal is not None
    ends = await asyncio.gather(*[store.end(goal, "missed", 50) for _ in range(3)])
    assert sorted(ends) == [False, False, True]
    assert not await store.change(goal, replace(goal, target=30))
    assert [one.id for one in await store.ended(1, 50, 51)] == [goal.id]
    assert await store.ended(1, 51, 99) == []
    # missed, and given more time: by one of two at once
    missed = replace(goal, state="missed", ended_at=50)
    more = await asyncio.gather(*[store.change(missed, replace(goal, due_at=99)) for _ in range(2)])
    assert sorted(more) == [False, True]
    (again,) = await store.open(1)
    assert (again.state, again.due_at, again.ended_at) == ("open", 99, None)


async def test_what_was_changed_meanwhile_does_not_end(store: GoalStore) -> None:
    goal = await store.add(replace(IDEAS, due_at=None))
    assert goal is not None
    assert await store.met(goal, 4)
    changed = replace(goal, target=30, aim="down")
    assert await store.change(goal, changed)
    assert await store.open(1) == [changed]  # and it was not met yet
    assert not await store.end(goal, "reached", 50)
    assert not await store.met(goal, 5)
    assert await store.met(changed, 5)
    assert not await store.met(changed, 6)


async def test_who_set_it(store: GoalStore) -> None:
    goal = await store.add(replace(IDEAS, by_member_id=10))
    assert goal is not None
    await store.linked(11, 10)
    assert (await store.open(1))[0].by_member_id == 11
    await store.erase(11)
    assert (await store.get(1, goal.id)) == replace(goal, by_member_id=None)
    assert await store.get(2, goal.id) is None
