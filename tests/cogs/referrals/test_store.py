"""Codes in both databases: limits under a race, links and forgetting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.errors import UserError
from cogs.referrals.cog import Referrals
from cogs.referrals.model import Code, checked_code, checked_label, fresh, plain
from cogs.referrals.store import CodeStore
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

HERE, ANA, BEN, CLEO = 1, 10, 11, 12
BRANCH = {"referrals": Path(str(Referrals.migrations))}


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[CodeStore]:
    async with opened(database_url, BRANCH) as db:
        yield CodeStore(db)


async def named(store: CodeStore, word: str, most: int | None = None) -> Code:
    assert await store.add(HERE, word, "campaign", "Flyer", most, 1)
    found = await store.get(HERE, word)
    assert found is not None
    return found


async def test_one_own_code_however_often_it_is_asked_for(store: CodeStore) -> None:
    made = await asyncio.gather(*[store.own(HERE, ANA, 1) for _ in range(5)])
    assert len({code.code for code in made}) == 1


async def test_no_more_than_may_use_it(store: CodeStore) -> None:
    code = await named(store, "FLYER", 3)
    outcomes = await asyncio.gather(*[store.use(code, member, 5) for member in range(20, 40)])
    assert sorted(outcomes) == ["full"] * 17 + ["used"] * 3
    assert len(await store.labels(HERE, "campaign")) == 3


async def test_what_is_said_last_counts(store: CodeStore) -> None:
    code = await store.own(HERE, ANA, 1)
    await store.use(code, BEN, 2)
    assert await store.agree(code.id, BEN, agreed=True)
    assert await store.agree(code.id, BEN, agreed=False)
    assert [use.agreed for use in await store.came_through(HERE, ANA)] == [False]
    assert not await store.agree(code.id, CLEO, agreed=True)


async def test_the_codes_of_two_accounts_count_together(store: CodeStore) -> None:
    one, other = await store.own(HERE, ANA, 1), await store.own(HERE, 99, 1)
    await store.show(HERE, ANA, shown=True)
    await store.use(one, BEN, 2)
    await store.use(other, CLEO, 3)
    await store.linked(ANA, 99)
    assert await store.own(HERE, ANA, 4) == one.__class__(
        one.id, HERE, one.code, "friend", "", ANA, None, False, 1, None
    )
    assert [use.member_id for use in await store.came_through(HERE, ANA)] == [BEN, CLEO]
    # one of them had not agreed to be shown
    await store.agree(one.id, BEN, agreed=True)
    assert await store.named(HERE) == {}
    await store.show(HERE, ANA, shown=True)
    assert await store.named(HERE) == {ANA: 1}
    assert await store.named(HERE, since=3) == {}


async def test_nobody_uses_what_was_ended_just_now(store: CodeStore) -> None:
    flyer, own = await named(store, "FLYER"), await store.own(HERE, ANA, 1)
    await store.end(HERE, "FLYER", 2)
    await store.erase(ANA)
    assert await store.use(flyer, BEN, 3) == "gone"
    assert await store.use(own, BEN, 3) == "gone"
    assert await store.brought(HERE) == {}
    assert await store.labels(HERE, "campaign") == {}


async def test_who_turn_out_to_be_one_brought_nobody_but_others(store: CodeStore) -> None:
    code = await store.own(HERE, ANA, 1)
    await store.use(code, BEN, 2)
    await store.use(code, CLEO, 3)
    await store.linked(ANA, BEN)
    assert [use.member_id for use in await store.came_through(HERE, ANA)] == [CLEO]
    assert await store.brought(HERE) == {ANA: 1}


async def test_two_accounts_were_brought_once(store: CodeStore) -> None:
    one, other = await store.own(HERE, ANA, 1), await store.own(HERE, 99, 1)
    await store.use(one, BEN, 2)
    await store.use(other, CLEO, 3)
    await store.linked(BEN, CLEO)
    assert await store.brought(HERE) == {ANA: 1}


async def test_forgotten(store: CodeStore) -> None:
    code = await store.own(HERE, ANA, 1)
    await store.use(code, BEN, 2)
    flyer = await named(store, "FLYER")
    await store.use(flyer, ANA, 3)
    await store.wrong(ANA, 1)
    await store.erase(ANA)
    assert await store.get(HERE, code.code) is None
    assert await store.labels(HERE, "campaign") == {}
    assert await store.brought(HERE) == {}
    assert await store.may_try(ANA, 1)


async def test_an_ended_code_keeps_its_uses(store: CodeStore) -> None:
    flyer = await named(store, "FLYER")
    await store.use(flyer, BEN, 2)
    assert await store.end(HERE, "FLYER", 3)
    assert not await store.end(HERE, "FLYER", 4)
    assert await store.get(HERE, "FLYER") is None
    assert await store.labels(HERE, "campaign") == {BEN: frozenset({"Flyer"})}


async def test_each_sale_once_however_often_it_is_told(store: CodeStore) -> None:
    await store.add(HERE, "FLYER", "campaign", "Flyer", None, 1)
    told = await asyncio.gather(
        *[
            store.convert(HERE, "fly-er", outside_id="a", hundredths=4990, at=5 + n)
            for n in range(5)
        ]
    )
    assert sorted(told) == ["again"] * 4 + ["noted"]
    assert await store.convert(HERE, "FLYER", outside_id="b", hundredths=15, at=9) == "noted"
    assert await store.convert(HERE, "RADIO", outside_id="c", hundredths=1, at=9) == "unknown"
    assert await store.convert(2, "FLYER", outside_id="d", hundredths=1, at=9) == "unknown"
    assert await store.converted(HERE, 0, 99) == 2
    assert await store.turnover(HERE, 0, 99) == 50
    assert await store.converted(HERE, 10, 99) == await store.turnover(HERE, 10, 99) == 0
    # a shop that repeats itself after the code has ended is told the same as before
    await store.end(HERE, "FLYER", 20)
    assert await store.convert(HERE, "FLYER", outside_id="a", hundredths=1, at=30) == "again"
    assert await store.convert(HERE, "FLYER", outside_id="e", hundredths=1, at=30) == "unknown"


async def test_a_sale_stays_when_the_friend_is_forgotten(store: CodeStore) -> None:
    code = await store.own(HERE, ANA, 1)
    assert await store.convert(HERE, code.code, outside_id="a", hundredths=0, at=5) == "noted"
    assert await store.sales(HERE) == {code.id: 1}
    await store.erase(ANA)
    assert await store.sales(HERE) == {None: 1}


def test_codes_are_read_as_people_type_them() -> None:
    assert plain(" spring-26 ") == "SPRING26"
    assert checked_code("spring 26") == "SPRING26"
    for bad in ("ab", "x" * 21, "grüße", "a;b;c"):
        with pytest.raises(UserError):
            checked_code(bad)
    assert checked_label('the "big"  course') == "the 'big' course"
    for bad in ("", "x" * 61):
        with pytest.raises(UserError):
            checked_label(bad)
    assert len({fresh() for _ in range(200)}) == 200
    assert not set("".join(fresh() for _ in range(50))) & set("01OIL")
