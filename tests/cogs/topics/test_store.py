"""Counts and topics in both databases: adding up, leaving out, forgetting, linking, merging."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from cogs.topics.model import ALL, Days, Kind, Said, Spot, Tally, Used
from cogs.topics.store import CountStore, Stored, StoredMean, TopicStore
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

HERE, ANA, BEN, CLEO = 1, 10, 11, 12
MODEL = "m@1"
BRANCH = {"topics": Path(__file__).parents[3] / "cogs" / "topics" / "migrations"}
WEEK = Days(100, 106)


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[tuple[TopicStore, CountStore]]:
    async with opened(database_url, BRANCH) as db:
        yield TopicStore(db), CountStore(db)


def spot(member: int, day: int = 100, subject: int = 1, kind: Kind = "topic") -> Spot:
    return Spot(kind, subject, day, member)


def used(counts: Mapping[tuple[int, str], int], people: int = 5) -> dict[tuple[int, str], Used]:
    return {key: Used(messages, people) for key, messages in counts.items()}


async def said(counts: CountStore) -> None:
    await counts.add(HERE, {spot(ANA): Tally(2, 2, 1, 0), spot(BEN): Tally(1, 1, 0, 1)})
    await counts.add(HERE, {spot(ANA): Tally(3, 0, 0, 0), spot(CLEO, 106): Tally(4, 4, 4, 0)})
    await counts.add(HERE, {spot(ANA, 107): Tally(9), spot(ANA, subject=2): Tally(1)})
    await counts.add(2, {spot(99): Tally(50)})


async def test_counts_add_up_and_people_count_once(
    stores: tuple[TopicStore, CountStore],
) -> None:
    _, counts = stores
    await counts.add(HERE, {})
    await said(counts)
    found = await counts.said(HERE, "topic", WEEK)
    assert found == {1: Said(10, 3, 7, 5, 1), 2: Said(1, 1)}
    assert await counts.said(HERE, "topic", WEEK, [ANA]) == {1: Said(5, 2, 5, 4, 1)}
    assert await counts.said(HERE, "intent", WEEK) == {}
    assert (await counts.since(HERE), await counts.since(3)) == (100, None)
    await counts.forget_before(106)
    assert await counts.said(HERE, "topic", WEEK) == {1: Said(4, 1, 4, 4, 0)}


async def test_who_is_forgotten_takes_their_messages_along(
    stores: tuple[TopicStore, CountStore],
) -> None:
    _, counts = stores
    await said(counts)
    await counts.erase(ANA)
    found = await counts.said(HERE, "topic", Days(0, 999))
    assert found == {1: Said(5, 2, 5, 4, 1)}
    await counts.erase(ANA)
    assert await counts.said(HERE, "topic", Days(0, 999)) == found


async def test_who_takes_back_their_leave_takes_the_tone_along(
    stores: tuple[TopicStore, CountStore],
) -> None:
    _, counts = stores
    await said(counts)
    await counts.mute(CLEO)
    found = await counts.said(HERE, "topic", WEEK)
    assert found == {1: Said(10, 3, 3, 1, 1), 2: Said(1, 1)}
    await counts.erase(CLEO)  # what is gone is not taken away twice
    assert await counts.said(HERE, "topic", WEEK) == {1: Said(6, 2, 3, 1, 1), 2: Said(1, 1)}


async def test_two_accounts_are_one_person(stores: tuple[TopicStore, CountStore]) -> None:
    _, counts = stores
    await said(counts)
    await counts.linked(BEN, ANA)
    found = await counts.said(HERE, "topic", WEEK)
    assert (found[1].messages, found[1].people) == (10, 2)
    await counts.erase(BEN)
    assert (await counts.said(HERE, "topic", WEEK))[1].messages == 4


async def test_topics_go_on_and_end(stores: tuple[TopicStore, CountStore]) -> None:
    topics, _ = stores
    one = await topics.born(HERE, MODEL, Stored(0, b"1234", 6.0, 100))
    two = await topics.born(HERE, "old@1", Stored(0, b"5678", 6.0, 100))
    await topics.moved(HERE, MODEL, [Stored(one, b"abcd", 7.5, 101)], StoredMean(b"mean", 3.0))
    await topics.moved(HERE, MODEL, [], StoredMean(b"mea2", 4.0))
    assert await topics.going(HERE, MODEL) == (
        [Stored(one, b"abcd", 7.5, 101)], StoredMean(b"mea2", 4.0),
    )  # fmt: skip
    assert await topics.going(HERE, "old@1") == ([Stored(two, b"5678", 6.0, 100)], None)
    assert (await topics.end_others(HERE, MODEL), await topics.end_others(HERE, MODEL)) == (1, 0)
    await topics.end([one])
    await topics.moved(HERE, MODEL, [Stored(one, b"zzzz", 9.0, 102)], StoredMean(b"m", 1.0))
    assert (await topics.going(HERE, MODEL))[0] == []
    assert {t.id: t.ended for t in (await topics.all(HERE)).values()} == {one: True, two: True}
    assert await topics.all(2) == {}


async def test_a_word_goes_with_the_fifth_who_used_it(
    stores: tuple[TopicStore, CountStore],
) -> None:
    topics, counts = stores
    await said(counts)  # of Ana in topics 1 and 2, of Ben and Cleo in 1
    await topics.add_words(HERE, used({(1, ALL): 9, (1, "yeast"): 6, (2, "oven"): 5}))
    await topics.add_words(HERE, used({(1, "dough"): 9}, people=7))
    # counted on without proof of more people, and never begun without five
    await topics.add_words(HERE, used({(1, "yeast"): 1, (1, "tin"): 1}, people=1))
    assert (await topics.words(HERE))[1] == {ALL: 9, "yeast": 7, "dough": 9}
    assert await topics.fewer(CLEO) == [(1, "yeast")]
    assert await topics.words(HERE) == {1: {ALL: 9, "dough": 9}, 2: {"oven": 5}}
    # two who are one: only where both took part
    assert await topics.fewer(ANA, BEN) == []
    assert await topics.fewer(BEN) == [(1, "dough")]
    assert await topics.words(HERE) == {1: {ALL: 9}, 2: {"oven": 5}}


async def test_two_topics_become_one(stores: tuple[TopicStore, CountStore]) -> None:
    topics, counts = stores
    made = Stored(0, b"1234", 6.0, 100)
    kept, gone = [await topics.born(HERE, MODEL, made) for _ in range(2)]
    for id_ in (kept, gone):
        await counts.add(HERE, {spot(ANA, subject=id_): Tally(2, 1, 1, 0)})
    await counts.add(HERE, {spot(BEN, subject=gone): Tally(1)})
    await counts.add(HERE, {spot(BEN, subject=gone, kind="intent"): Tally(1)})
    await topics.add_words(HERE, used({(kept, ALL): 2, (gone, ALL): 3, (gone, "yeast"): 3}))
    await topics.add_words(HERE, used({(gone, "yeast"): 2}))
    assert await topics.rename(HERE, gone, "Baking")
    await topics.merge(kept, gone)
    assert await counts.said(HERE, "topic", WEEK) == {kept: Said(5, 2, 2, 2, 0)}
    assert list(await counts.said(HERE, "intent", WEEK)) == [gone]
    assert await topics.words(HERE) == {kept: {ALL: 5, "yeast": 5}}
    assert [t.name for t in (await topics.all(HERE)).values()] == ["Baking"]


async def test_names_are_the_communitys(stores: tuple[TopicStore, CountStore]) -> None:
    topics, _ = stores
    one = await topics.born(HERE, MODEL, Stored(0, b"1234", 6.0, 100))
    assert not await topics.rename(2, one, "Theirs")
    assert not await topics.hide(2, one, hidden=True)
    assert await topics.hide(HERE, one, hidden=True)
    assert (await topics.all(HERE))[one].hidden


async def test_what_is_old_or_rare_goes(stores: tuple[TopicStore, CountStore]) -> None:
    topics, _ = stores
    old, named, new = [
        await topics.born(HERE, MODEL, Stored(0, b"1234", 6.0, day)) for day in (100, 100, 200)
    ]
    await topics.rename(HERE, named, "Ours")
    await topics.add_words(HERE, used({(old, ALL): 9, (old, "yeast"): 5}))
    await topics.add_words(HERE, used({(new, ALL): 9, (new, "oven"): 7, (new, "tin"): 5}))
    await topics.add_words(HERE, used({(named, "tin"): 6}))
    await topics.tidy(150, 2)
    assert sorted(await topics.all(HERE)) == [named, new]
    assert await topics.words(HERE) == {named: {"tin": 6}, new: {ALL: 9, "oven": 7}}
