"""Who is brought together, in both databases: once, whoever presses, and forgotten with them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cogs.network.cog import Network
from cogs.network.meeting.model import Meeting
from cogs.network.store import MeetingStore
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

HERE, ANA, BEN, CLEO, DAN = 1, 10, 11, 12, 13
BRANCH = {"network": Path(str(Network.migrations))}


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[MeetingStore]:
    async with opened(database_url, BRANCH) as db:
        yield MeetingStore(db)


async def begun(store: MeetingStore, one: int, other: int, now: int = 100) -> Meeting:
    assert await store.begin(HERE, one, other, now, stale=0)
    found = await store.get(one, other)
    assert found is not None
    return found


async def test_asked_once_however_many_press(store: MeetingStore) -> None:
    pressed = [store.begin(HERE, *pair, 100, 0) for pair in [(BEN, ANA), (ANA, BEN)] * 4]
    assert sorted(await asyncio.gather(*pressed)) == [False] * 7 + [True]
    of = await store.get(ANA, BEN)
    assert of is not None
    said = [store.answer(of, 200, yes=True) for _ in range(4)]
    assert sorted(await asyncio.gather(*said)) == [False] * 3 + [True]
    assert await store.settled(HERE, 0) == {(ANA, BEN)}


async def test_both_have_to_agree(store: MeetingStore) -> None:
    of = await begun(store, BEN, ANA)
    assert (of.low_id, of.first_id, of.asked_id, of.second_id) == (ANA, BEN, BEN, ANA)
    assert await store.answer(of, 200, yes=True)
    of = await store.get(ANA, BEN) or of
    assert (of.state, of.asked_id, of.met_at) == ("second", ANA, None)
    assert await store.answer(of, 300, yes=True)
    of = await store.get(ANA, BEN) or of
    assert (of.state, of.asked_id, of.met_at) == ("met", None, 300)
    # who has met is not asked again, who said no is after a while
    assert not await store.begin(HERE, ANA, BEN, 900, stale=800)
    no = await begun(store, ANA, CLEO)
    assert await store.answer(no, 200, yes=False)
    assert not await store.begin(HERE, ANA, CLEO, 900, stale=50)
    assert await store.begin(HERE, ANA, CLEO, 900, stale=800)
    assert [one.high_id for one in await store.asked(HERE, 0, 500)] == [BEN]


async def test_two_accounts_are_one_person(store: MeetingStore) -> None:
    await store.answer(await begun(store, CLEO, ANA), 200, yes=False)
    await store.answer(await begun(store, DAN, CLEO), 200, yes=True)
    await begun(store, ANA, DAN)
    await store.linked(ANA, DAN)
    # of a no and a yes with Cleo the yes stays, and Cleo is the one who is asked
    of = await store.get(ANA, CLEO)
    assert of is not None
    assert (of.state, of.first_id, of.asked_id) == ("second", ANA, CLEO)
    assert await store.settled(HERE, 0) == {(ANA, CLEO)}


async def test_nothing_stays_of_whoever_is_erased(store: MeetingStore) -> None:
    await begun(store, ANA, BEN)
    await begun(store, CLEO, ANA)
    await begun(store, BEN, CLEO)
    await store.erase(ANA)
    assert await store.settled(HERE, 0) == {(BEN, CLEO)}
