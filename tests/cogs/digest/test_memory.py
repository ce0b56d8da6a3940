"""What was done or put aside is remembered once, forgotten with people, and looked back at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.api.model import Account, Member
from cogs.digest.advising.outcomes import DAY_MS, HOUR_MS, Outcomes
from cogs.digest.advising.store import SuggestionStore
from cogs.digest.cog import Digest
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url
from tests.support.scripted import FakeClock

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

GREET = "welcome.greet:m17+m18"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SuggestionStore]:
    async with opened(database_url, {"digest": Path(str(Digest.migrations))}) as db:
        yield SuggestionStore(db)


async def rows(store: SuggestionStore) -> list[tuple[str, str, int, int | None]]:
    found = await store.settled(1, 0, 10_000)
    return [(row.key, row.state, row.at, row.member_id) for row in found]


async def test_the_life_of_a_suggestion(store: SuggestionStore) -> None:
    first = [store.settle(1, GREET, "dismissed", 5, 100, since=0) for _ in range(4)]
    assert sorted(await asyncio.gather(*first)) == [False, False, False, True]
    assert await store.settle(1, GREET, "done", 6, 200, since=0)  # it was done after all
    assert not await store.settle(1, GREET, "dismissed", 5, 300, since=0)
    assert not await store.settle(1, GREET, "done", 5, 300, since=0)
    assert await rows(store) == [(GREET, "done", 200, 6)]
    assert await store.settle(1, GREET, "dismissed", 5, 900, since=400)  # long ago by then
    await store.settle(2, GREET, "done", 5, 950, since=0)
    assert await rows(store) == [(GREET, "dismissed", 900, 5)]
    assert not await store.settled(1, 0, 900)
    assert not await store.settled(1, 0, 10_000, states=["done"])
    await store.prune(901)
    assert await rows(store) == []
    assert len(await store.settled(2, 0, 10_000)) == 1


async def test_linked_and_forgotten(store: SuggestionStore) -> None:
    await store.settle(1, GREET, "done", 18, 100, since=0)
    await store.settle(1, "digest.thank:m17", "done", 5, 110, since=0)
    await store.settle(1, "digest.thank:m4", "dismissed", 17, 120, since=0)
    await store.settle(1, "digest.thank:m171", "done", 5, 130, since=0)
    await store.settle(1, "faq.gap:17", "done", 17, 140, since=0)
    await store.linked(kept=4, gone=17)
    assert await rows(store) == [
        ("welcome.greet:m4+m18", "done", 100, 18),
        ("digest.thank:m4", "dismissed", 120, 4),  # of the two the later one
        ("digest.thank:m171", "done", 130, 5),
        ("faq.gap:17", "done", 140, 4),
    ]
    await store.erase(18)
    await store.erase(4)
    assert await rows(store) == [
        ("digest.thank:m171", "done", 130, 5),
        ("faq.gap:17", "done", 140, None),
    ]


BEN = Member(17, 1, "Ben", Account("local", "ben", "Ben"))
CLEO = Member(18, 1, "Cleo", Account("local", "cleo", "Cleo"))
NOON = 20_000 * DAY_MS + 12 * HOUR_MS


class Happened:
    """Messages by hour, helpers, and who wants to be left out."""

    def __init__(self, hours: Mapping[int, int], out: frozenset[int] = frozenset()) -> None:
        self.hours, self.out = hours, out

    async def per_hour(self, community_id: int, start: int, end: int) -> dict[int, int]:
        return {h: n for h, n in self.hours.items() if start <= h * HOUR_MS < end}

    async def top_helpers(
        self, community_id: int, start: int, end: int, *, limit: int
    ) -> list[tuple[Member, int]]:
        return [(BEN, 9), (CLEO, 4)]

    async def left_out(self, community_id: int) -> frozenset[int]:
        return self.out


@pytest.mark.parametrize(
    ("out", "thanks"),
    [
        ((), "You thanked 2 helpers: 13 replies to others since then."),
        ((17,), "You thanked 1 helper: 4 replies to others since then."),
    ],
)
async def test_what_came_of_thanks_and_of_a_question(
    sqlite_url: str, out: tuple[int, ...], thanks: str
) -> None:
    hour = NOON // HOUR_MS
    hours = {hour - 25: 99, hour - 24: 3, hour - 1: 4, hour: 50, hour + 1: 20, hour + 24: 7,
             hour + 25: 99}  # fmt: skip
    happened: Any = Happened(hours, frozenset(out))
    clock = FakeClock(NOON + 7 * DAY_MS)
    async with opened(sqlite_url, {"digest": Path(str(Digest.migrations))}) as db:
        store = SuggestionStore(db)
        looked = Outcomes(store, happened, happened, clock)
        assert await looked.of(1, NOON, NOON + DAY_MS) == []
        for at, key in ((1, "digest.thank:m17"), (2, "digest.thank:m18"), (60_000, "digest.start")):
            await store.settle(1, key, "done", 5, NOON + at, since=0)
        await store.settle(1, "digest.thank:m19", "dismissed", 5, NOON + 3, since=0)
        said = [str(one) for one in await looked.of(1, NOON, NOON + DAY_MS)]
    assert said == [
        thanks,
        "You asked everybody a question: 27 messages in the day after, 7 in the day before.",
    ]
