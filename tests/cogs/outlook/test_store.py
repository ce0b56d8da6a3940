"""Notes, warnings and mutes in both databases: once, for one person, forgotten when asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from cogs.outlook.cog import Outlook
from cogs.outlook.model import AGAIN_MS, Unusual
from cogs.outlook.store import OutlookStore
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

HERE, ANA, BEN, MIA, TWIN = 1, 10, 11, 12, 13
BRANCH = {"outlook": Path(str(Outlook.migrations))}
EVENT = Unusual(0, HERE, "messages", "up", 700, 700, 90, 30.5, 0.04, 1e-7)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[OutlookStore]:
    async with opened(database_url, BRANCH) as db:
        yield OutlookStore(db)


async def test_one_note_in_28_days_whoever_is_first(store: OutlookStore) -> None:
    both = [store.note(HERE, MIA, by, 5 * AGAIN_MS + 1, "sent") for by in (ANA, BEN)]
    assert sorted(await asyncio.gather(*both)) == [False, True]
    assert await store.note(HERE, MIA, BEN, 6 * AGAIN_MS, "unreachable")
    (note,) = (await store.noted(HERE, 0)).values()
    assert (note.member_id, note.by_id, note.outcome) == (MIA, BEN, "unreachable")
    assert await store.noted(HERE, 6 * AGAIN_MS + 1) == {}
    assert await store.noted(HERE + 1, 0) == {}


async def test_notes_of_one_person_count_together_and_are_forgotten(store: OutlookStore) -> None:
    await store.note(HERE, MIA, ANA, 5, "sent")
    await store.note(HERE, TWIN, BEN, 6, "sent")
    await store.note(HERE, TWIN, BEN, AGAIN_MS + 6, "sent")
    await store.linked(MIA, TWIN)
    assert list(await store.noted(HERE, 0)) == [MIA]
    assert (await store.noted(HERE, 0))[MIA].at == AGAIN_MS + 6
    await store.linked(ANA, BEN)
    assert (await store.noted(HERE, 0))[MIA].by_id == ANA
    await store.erase(ANA)
    assert (await store.noted(HERE, 0))[MIA].by_id is None
    await store.erase(MIA)
    assert await store.noted(HERE, 0) == {}


async def test_an_event_lasts_until_three_usual_days(store: OutlookStore) -> None:
    await asyncio.gather(store.begin(EVENT), store.begin(EVENT))
    assert [one.first_day for one in await store.events(HERE, 0, 999)] == [700]
    assert await store.lasting(HERE, "messages", "down", 700) is None
    number = await store.lasting(HERE, "messages", "up", 703)
    assert number is not None
    assert await store.lasting(HERE, "messages", "up", 706) == number
    assert await store.lasting(HERE, "messages", "up", 710) is None
    kept = await store.event(HERE, "messages", "up", 700)
    assert kept == replace(EVENT, id=number, last_day=706)
    assert await store.event(HERE + 1, "messages", "up", 700) is None
    await store.prune(0, 706)
    assert len(await store.events(HERE, 0, 999)) == 1
    await store.prune(0, 707)
    assert await store.events(HERE, 0, 999) == []


async def test_muted_until_then(store: OutlookStore) -> None:
    await store.mute(HERE, "flags", 100)
    await store.mute(HERE, "flags", 200)
    assert await store.muted(HERE, 150) == {"flags": 200}
    assert await store.muted(HERE, 200) == {}
    await store.unmute(HERE, "flags")
    assert await store.muted(HERE, 0) == {}
