"""The list of words and closed doors on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from cogs.safety.cog import Safety
from cogs.safety.gate.store import SHOWN_NAMES, ClosedDoor, DoorStore, WordStore
from cogs.safety.tables import actions, words
from storage.database import Database
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

NOW = 1_780_000_000_000
MINUTE = 60_000
ANA, BEN, MO = 7, 8, 50


@dataclass
class Stores:
    db: Database
    words: WordStore
    doors: DoorStore

    async def givers(self) -> dict[str, int | None]:
        async with self.db.read() as conn:
            return {row.word: row.by_id for row in await conn.execute(select(words))}

    async def time_out(self, member_id: int, **values: object) -> None:
        plain = {
            "community_id": 1, "member_id": member_id, "by_id": MO, "automatic": False,
            "kind": "time_out", "space_id": 2, "seconds": 600, "at": NOW,
        }  # fmt: skip
        async with self.db.write() as conn:
            await conn.execute(insert(actions).values(**(plain | values)))


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[Stores]:
    async with opened(database_url, {"safety": Path(str(Safety.migrations))}) as db:
        yield Stores(db, WordStore(db), DoorStore(db))


def door(*came: int, space: int = 2) -> ClosedDoor:
    return ClosedDoor(space, 1, NOW, NOW + 30 * MINUTE).with_newcomers(came)


# ---- words


async def test_words_are_on_the_list_once(stores: Stores) -> None:
    assert await stores.words.add(1, ["scumbag", "bad word"], MO, NOW, 10) == 2
    assert await stores.words.add(1, ["scumbag", "rat*"], ANA, NOW, 10) == 1
    assert await stores.words.add(1, ["rat*"], ANA, NOW, 10) == 0
    assert await stores.words.add(2, ["other"], ANA, NOW, 10) == 1
    assert await stores.words.words(1) == ["bad word", "rat*", "scumbag"]
    assert await stores.words.remove(1, ["rat*", "other"]) == 1
    assert await stores.words.words(1) == ["bad word", "scumbag"]
    assert await stores.words.words(2) == ["other"]


async def test_a_list_that_would_be_too_long_stays_as_it_was(stores: Stores) -> None:
    assert await stores.words.add(1, ["a1", "a2"], MO, NOW, 3) == 2
    assert await stores.words.add(1, ["a3", "a4"], MO, NOW, 3) is None
    assert await stores.words.words(1) == ["a1", "a2"]
    assert await stores.words.add(1, ["a2", "a3"], MO, NOW, 3) == 1


async def test_whoever_gave_a_word_is_linked_and_forgotten(stores: Stores) -> None:
    await stores.words.add(1, ["scumbag"], BEN, NOW, 10)
    await stores.words.link(ANA, BEN)
    assert await stores.givers() == {"scumbag": ANA}
    await stores.words.erase(ANA)
    assert await stores.givers() == {"scumbag": None}


# ---- doors


async def test_a_door_is_closed_once_and_opened_once(stores: Stores) -> None:
    closed = door(ANA, BEN)
    assert (closed.came, closed.held) == (2, (ANA, BEN))
    both = await asyncio.gather(stores.doors.close(closed), stores.doors.close(door(9)))
    assert sorted(both) == [False, True]
    known = await stores.doors.get(2)
    assert known is not None
    assert await stores.doors.get(3) is None
    assert not await stores.doors.open(replace(known, closed_at=NOW - 1))
    both = await asyncio.gather(stores.doors.open(known), stores.doors.open(known))
    assert sorted(both) == [False, True]
    assert await stores.doors.get(2) is None


async def test_what_is_set_back_is_kept(stores: Stores) -> None:
    await stores.doors.close(door(ANA))
    level = {"way": "level", "level": "low", "held": (), "better": "", "guessed": True}
    changed = await stores.doors.change(2, lambda d: replace(d, **level))  # type: ignore[arg-type]
    assert changed is not None
    assert await stores.doors.get(2) == changed
    assert (changed.way, changed.level, changed.guessed, changed.first) == (
        "level", "low", True, (ANA,),
    )  # fmt: skip
    more = await stores.doors.change(2, lambda d: d.with_newcomers([BEN]))
    assert more is not None
    assert (more.came, more.held) == (2, ())
    assert await stores.doors.change(3, lambda d: d) is None


async def test_newcomers_at_once_are_all_held(stores: Stores) -> None:
    await stores.doors.close(door(ANA))
    ids = range(100, 120)
    await asyncio.gather(
        *(stores.doors.change(2, lambda d, i=i: d.with_newcomers([i])) for i in ids)  # type: ignore[misc]
    )
    known = await stores.doors.get(2)
    assert known is not None
    assert known.came == 21 and sorted(known.held) == [ANA, *ids]
    assert len(known.first) == SHOWN_NAMES
    left = known.without(list(ids), "Ban users")
    assert (left.held, left.right, left.came) == ((ANA,), "Ban users", 21)


async def test_of_two_clicks_only_one_moves_the_time(stores: Stores) -> None:
    closed = door(ANA)
    await stores.doors.close(closed)
    until = closed.opens_at + 60 * MINUTE
    both = await asyncio.gather(*(stores.doors.keep(2, closed.opens_at, until) for _ in range(2)))
    assert sorted(d is None for d in both) == [False, True]
    known = await stores.doors.get(2)
    assert known is not None and known.opens_at == until


async def test_a_decision_that_holds_is_known(stores: Stores) -> None:
    for member_id, values in {
        10: {},
        11: {"undone_at": NOW},
        12: {"space_id": 3},
        13: {"kind": "warn"},
        14: {"at": NOW - 601_000},
    }.items():
        await stores.time_out(member_id, **values)
    assert await stores.doors.paused(2, [10, 11, 12, 13, 14, 15], NOW + 1) == {10}
    assert await stores.doors.paused(2, [15], NOW) == set()


async def test_the_held_are_linked_and_forgotten(stores: Stores) -> None:
    await stores.doors.close(door(ANA, BEN, 9))
    await stores.doors.close(door(MO, space=3))
    await stores.doors.link(ANA, BEN)
    known = await stores.doors.get(2)
    assert known is not None and known.held == known.first == (ANA, 9)
    await stores.doors.erase(ANA)
    known = await stores.doors.get(2)
    assert known is not None and known.held == known.first == (9,)
    other = await stores.doors.get(3)
    assert other is not None and other.held == (MO,)
