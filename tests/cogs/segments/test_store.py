"""Saved segments on both databases: one name once, and nobody is remembered who is forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from cogs.segments.cog import Segments
from cogs.segments.store import Saved, SegmentStore
from tests.support.databases import *  # noqa: F403 - the fixtures
from tests.support.databases import opened

ANA = 7
REGULARS = Saved("Regulars", "regular or active", ANA, 5)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SegmentStore]:
    assert Segments.migrations is not None
    async with opened(database_url, {"segments": Segments.migrations}) as db:
        yield SegmentStore(db)


async def test_a_name_is_kept_once_in_each_community(store: SegmentStore) -> None:
    await store.save(1, REGULARS)
    await store.save(2, REGULARS)
    changed = replace(REGULARS, name="REGULARS", condition="regular", saved_at=9)
    await store.save(1, changed)
    assert await store.find(1, " regulars ") == changed
    assert await store.all(1) == [changed]
    assert await store.count(1) == 1
    assert await store.all(2) == [REGULARS]
    assert await store.remove(1, "Regulars")
    assert not await store.remove(1, "Regulars")
    assert await store.find(1, "regulars") is None
    assert await store.count(2) == 1


async def test_who_saved_it_is_one_person_and_may_be_forgotten(store: SegmentStore) -> None:
    await store.save(1, REGULARS)
    await store.save(1, replace(REGULARS, name="Others", by_member_id=8))
    await store.repoint(ANA, 8)
    assert [saved.by_member_id for saved in await store.all(1)] == [8, 8]
    await store.repoint(8, None)
    assert [saved.by_member_id for saved in await store.all(1)] == [None, None]
