"""Introductions in both databases: races, one answer, links and forgetting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from cogs.introductions.cog import Introductions
from cogs.introductions.model import WISH_MS, Person
from cogs.introductions.store import MeetingStore
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

HERE, ANA, BEN, CLEO, DAN = 1, 10, 11, 12, 13
BRANCH = {"introductions": Path(str(Introductions.migrations))}


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[MeetingStore]:
    async with opened(database_url, BRANCH) as db:
        yield MeetingStore(db)


def taking_part(member_id: int, *interests: str) -> Person:
    return Person(member_id, HERE, interests or ("yoga",), False, None, 5, 5)


async def asked(store: MeetingStore, one: int, other: int, now: int = 100) -> bool:
    return await store.settle(HERE, one, other, "asked", one, now, stale=50)


async def state(store: MeetingStore, one: int, other: int) -> tuple[str, int] | None:
    found = await store.pair(one, other)
    return (found.state, found.asked_by) if found else None


async def test_joining_again_changes_the_interests_only(store: MeetingStore) -> None:
    await store.join(taking_part(ANA, "yoga"))
    await store.change(ANA, buddy=True)
    await store.join(replace(taking_part(ANA, "tea", "chess"), at=9))
    assert await store.person(ANA) == replace(taking_part(ANA, "tea", "chess"), buddy=True)
    assert await store.leave(ANA)
    assert not await store.leave(ANA)


async def test_two_who_ask_each_other_at_once_are_one_question(store: MeetingStore) -> None:
    both = await asyncio.gather(asked(store, ANA, BEN), asked(store, BEN, ANA))
    assert sorted(both) == [False, True]
    assert not await store.answer(CLEO, BEN, 101, yes=True)


async def test_only_who_was_asked_answers_and_once(store: MeetingStore) -> None:
    await asked(store, BEN, ANA)
    assert not await store.answer(ANA, BEN, 101, yes=True)
    both = await asyncio.gather(*[store.answer(BEN, ANA, 101, yes=y) for y in (True, False)])
    assert sorted(both) == [False, True]
    assert not await store.answer(BEN, ANA, 102, yes=True)


async def test_when_one_may_be_asked_again_does_not_tell_of_a_no(store: MeetingStore) -> None:
    for other in (BEN, CLEO):
        await asked(store, ANA, other)
    assert await store.answer(ANA, BEN, 900, yes=False)
    assert await store.settled(HERE, 101) == set()
    assert await store.asked(ANA, 100) == 2
    assert await store.asked(ANA, 101) == 0


async def test_what_is_old_may_be_asked_again_unless_they_have_met(store: MeetingStore) -> None:
    for other in (BEN, CLEO):
        await asked(store, ANA, other, now=10)
    assert await store.answer(ANA, BEN, 20, yes=True)
    assert not await asked(store, ANA, BEN)
    assert await asked(store, ANA, CLEO)
    assert not await asked(store, ANA, CLEO)
    assert await store.settled(HERE, 1000) == {(ANA, BEN)}
    assert await store.count(HERE, 0, 1000) == 1


async def test_untold_until_told_and_anew_with_each_state(store: MeetingStore) -> None:
    await asked(store, ANA, BEN)
    (question,) = await store.untold(0)
    assert (question.asked_by, question.other) == (ANA, BEN)
    await store.told(question, 101)
    assert await store.untold(0) == []
    await store.answer(ANA, BEN, 102, yes=True)
    await store.told(question, 103)  # late, of the state before
    (met,) = await store.untold(0)
    assert met.state == "met"
    assert await store.untold(103) == []


async def test_one_buddy_for_one_wish(store: MeetingStore) -> None:
    await store.join(taking_part(ANA))
    assert sorted(await asyncio.gather(store.wish(ANA, 100), store.wish(ANA, 100))) == [False, True]
    ana = await store.person(ANA)
    assert ana is not None
    both = await asyncio.gather(*[store.pair_up(ana, buddy, 101, 50) for buddy in (BEN, CLEO)])
    assert sorted(both) == [False, True]
    assert sum((await store.load(HERE, 0)).values()) == 1
    assert await store.has_buddy(ANA, 0)
    assert not await store.has_buddy(BEN, 0) and not await store.has_buddy(CLEO, 0)


async def test_a_wish_stays_when_the_two_were_settled(store: MeetingStore) -> None:
    await store.join(taking_part(ANA))
    await store.wish(ANA, 100)
    await asked(store, BEN, ANA)
    ana = await store.person(ANA)
    assert ana is not None
    assert not await store.pair_up(ana, BEN, 101, 50)
    assert await store.person(ANA) == ana
    assert not await store.wish(ANA, 100 + WISH_MS)
    assert await store.wish(ANA, 101 + WISH_MS)


async def test_who_leaves_calls_off_what_is_open_and_stays_blocked(store: MeetingStore) -> None:
    for who in (ANA, BEN, CLEO):
        await store.join(taking_part(who))
    await asked(store, ANA, BEN)
    await asked(store, CLEO, ANA)
    await store.block(HERE, ANA, DAN)
    await store.settle(HERE, ANA, DAN, "skipped", ANA, 100, 50)
    await store.leave(ANA)
    assert await state(store, ANA, BEN) is None and await state(store, ANA, CLEO) is None
    assert await state(store, ANA, DAN) == ("skipped", ANA)
    assert await store.apart(HERE) == [(ANA, DAN)]
    assert await store.apart(HERE + 1) == []


async def test_two_accounts_become_one_person(store: MeetingStore) -> None:
    await store.join(taking_part(ANA, "yoga"))
    await store.join(taking_part(BEN, "tea"))
    await store.block(HERE, BEN, CLEO)
    await store.block(HERE, DAN, BEN)
    await store.block(HERE, DAN, ANA)
    await store.block(HERE, ANA, BEN)  # themselves, as it turns out
    await asked(store, ANA, CLEO)
    await asked(store, CLEO, BEN)
    await store.answer(CLEO, BEN, 101, yes=False)
    await asked(store, DAN, BEN)
    await asked(store, ANA, BEN)
    await store.linked(ANA, BEN)
    assert [one.interests for one in await store.all(HERE)] == [("yoga",)]
    assert sorted(await store.apart(HERE)) == [(ANA, CLEO), (DAN, ANA)]
    assert await state(store, ANA, CLEO) == ("declined", CLEO)  # a no is a no
    assert await state(store, ANA, DAN) == ("asked", DAN)
    assert await store.pair(ANA, BEN) is None
    await store.linked(CLEO, ANA)
    assert [one.member_id for one in await store.all(HERE)] == [CLEO]
    assert await store.apart(HERE) == [(DAN, CLEO)]


@pytest.mark.parametrize("first", ["kept", "gone"])
async def test_who_has_met_has_met_with_both_accounts(store: MeetingStore, first: str) -> None:
    met, other = (ANA, BEN) if first == "kept" else (BEN, ANA)
    await asked(store, CLEO, met)
    await store.answer(CLEO, met, 101, yes=True)
    await store.settle(HERE, other, CLEO, "skipped", other, 100, 50)
    await store.linked(ANA, BEN)
    assert await state(store, ANA, CLEO) == ("met", CLEO)


async def test_who_is_forgotten_leaves_no_trace(store: MeetingStore) -> None:
    for who in (ANA, BEN):
        await store.join(taking_part(who))
    await store.block(HERE, ANA, BEN)
    await store.block(HERE, CLEO, ANA)
    await asked(store, ANA, BEN)
    await store.erase(ANA)
    assert [one.member_id for one in await store.all(HERE)] == [BEN]
    assert await store.apart(HERE) == []
    assert await store.pair(ANA, BEN) is None
