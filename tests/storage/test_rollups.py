"""Rollups: adding up as facts come gives what counting anew gives; and what the digest reads."""

from __future__ import annotations

import asyncio
import random

import pytest
from sqlalchemy import text

from storage.activity import ActivityStore
from storage.ingest import DeleteFact, Ingest, MessageFact
from storage.ingest.writing import write_batch
from storage.measures import MeasureStore
from storage.rollups import Rollups
from storage.tables import activity_days, activity_hours, rollup_state
from tests.support.databases import opened

from .conftest import DAY, EPOCH, HOUR, World


def _random_facts(world: World, seed: int, count: int) -> list[MessageFact]:
    dice = random.Random(seed)
    facts = []
    for native_id in range(count):
        answers = native_id > 0 and dice.random() < 0.5
        facts.append(
            world.message(
                dice.randrange(1, 6),
                native_id,
                dice.randrange(0, 5 * DAY),
                channel_id=dice.randrange(1, 4),
                community_id=dice.randrange(1, 3),
                reply_to=dice.randrange(native_id) if answers else None,
                reply_member_id=dice.choice([None, 1, 2, 3]) if answers else None,
            )
        )
    return facts


def _expected(facts: list[MessageFact]) -> dict[tuple[int, ...], tuple[int, int]]:
    hours: dict[tuple[int, ...], tuple[int, int]] = {}
    for fact in facts:
        key = (fact.community_id, fact.sent_at // HOUR, fact.member_id, fact.channel_id)
        messages, replies = hours.get(key, (0, 0))
        reply = fact.reply_to is not None and fact.reply_member_id != fact.member_id
        hours[key] = (messages + 1, replies + reply)
    return hours


@pytest.mark.parametrize("seed", range(3))
async def test_adding_up_is_counting_anew(world: World, seed: int) -> None:
    rollups, dice = Rollups(world.db), random.Random(seed)
    facts = _random_facts(world, seed, 300)
    counted, taken = 0, 0
    while taken < len(facts):
        step = dice.randrange(1, 90)
        await world.ingest.add_many(facts[taken : taken + step])
        taken += step
        counted += await rollups.advance()
    assert counted == 300
    assert await rollups.advance() == 0
    tables = (activity_hours, activity_days, rollup_state)
    added = [await world.rows(table) for table in tables]
    assert {row[:4]: row[4:6] for row in added[0]} == _expected(facts)
    seen: list[tuple[int, int]] = []
    assert await rollups.rebuild(lambda done, of: seen.append((done, of))) == 300
    assert [await world.rows(table) for table in tables] == added
    assert seen[-1][0] == seen[-1][1]


async def test_facts_that_come_again_are_not_counted_again(world: World) -> None:
    rollups = Rollups(world.db)
    fact = world.message(1, 1)
    await world.ingest.add(fact)
    await rollups.advance()
    await world.ingest.add(fact)
    await rollups.advance()
    assert await world.rows(activity_days) == [(world.community, EPOCH, 1, 1, 0, 1)]


async def test_a_fact_that_commits_late_is_not_skipped(postgres_url: str) -> None:
    """Its id is below the newest committed one; the rollup must wait for it."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    async with opened(postgres_url) as db:
        world = World(db, None, Ingest(db), 1, 1, 1)  # type: ignore[arg-type]
        async with db.write() as slow:
            await write_batch(db, slow, [world.message(1, 1)])
            async with db.write() as fast:
                await write_batch(db, fast, [world.message(1, 2)])
            advance = asyncio.create_task(Rollups(db).advance())
            async with db.write() as watch:
                while not advance.done() and not await watch.scalar(waiting):
                    continue
            assert not advance.done()
        assert await advance == 2


async def test_nothing_to_count(world: World) -> None:
    assert await Rollups(world.db).advance() == 0
    assert await Rollups(world.db).rebuild() == 0
    assert await ActivityStore(world.db).per_hour(world.community, 0, DAY) == []


async def test_figures_of_a_period(world: World) -> None:
    other = world.channel + 1  # of two with as many messages the older one is named
    anna, ben = await world.member("anna"), await world.member("ben")
    await world.ingest.add_many(
        [
            world.movement(anna, "joined", HOUR),
            world.movement(ben, "joined", 30 * HOUR),
            world.movement(ben, "left", 40 * HOUR),
            world.message(anna.id, 1, 2 * HOUR),
            world.message(anna.id, 2, 26 * HOUR),
            world.message(ben.id, 3, 31 * HOUR, reply_to=2, reply_member_id=anna.id),
            world.message(
                ben.id, 4, 31 * HOUR, reply_to=3, reply_member_id=ben.id, channel_id=other
            ),
            world.message(ben.id, 5, 31 * HOUR, channel_id=other),
        ]
    )
    await Rollups(world.db).advance()
    store, home = ActivityStore(world.db), world.community
    assert await store.per_hour(home, 0, 2 * DAY) == [(2, 1), (26, 1), (31, 3)]
    assert await store.top_channel(home, DAY, 2 * DAY) == world.channel
    assert await store.top_channel(home, 31 * HOUR, 2 * DAY) == other
    assert await store.top_channel(home, 0, HOUR) is None
    assert await store.top_helpers(home, 0, 2 * DAY, 3) == [(ben.id, 1)]
    assert await store.active_since(home, 0) == {anna.id, ben.id}
    assert await store.active_since(home, 27 * HOUR) == {ben.id}
    assert await store.active_since(home, 9 * DAY) == frozenset()


async def test_who_is_left_out_stands_in_no_figure(world: World) -> None:
    anna, ben = await world.member("anna"), await world.member("ben")
    await world.ingest.add_many(
        [
            world.message(anna.id, 1, HOUR),
            world.message(ben.id, 2, HOUR, reply_to=1, reply_member_id=anna.id),
            world.message(ben.id, 3, 2 * HOUR),
        ]
    )
    await Rollups(world.db).advance()
    await MeasureStore(world.db).leave_out(ben.id, True)
    store, home = ActivityStore(world.db), world.community
    assert await store.per_hour(home, 0, DAY) == [(1, 1)]
    assert await store.top_helpers(home, 0, DAY, 3) == []
    await MeasureStore(world.db).leave_out(ben.id, False)
    assert await store.per_hour(home, 0, DAY) == [(1, 2), (2, 1)]
    assert await store.top_helpers(home, 0, DAY, 3) == [(ben.id, 1)]


async def test_an_hour_belongs_to_the_period_it_begins_in(world: World) -> None:
    await world.ingest.add(world.message(1, 1, HOUR + 5))
    await Rollups(world.db).advance()
    store, half = ActivityStore(world.db), HOUR + HOUR // 2
    assert await store.per_hour(world.community, 0, half) == [(1, 1)]
    assert await store.per_hour(world.community, half, 2 * half) == []


async def test_newcomers_without_an_answer(world: World) -> None:
    people = {
        name: (await world.member(name)).id
        for name in ("old", "answered", "alone", "own", "gone", "erased")
    }
    since = DAY
    await world.ingest.add_many(
        [
            world.message(people["old"], 1, since - 1),
            world.message(people["old"], 2, since + 1),
            world.message(people["answered"], 3, since + 2),
            world.message(people["old"], 4, since + 3, reply_to=3),
            world.message(people["own"], 5, since + 4),
            world.message(people["own"], 6, since + 5, reply_to=5),
            world.message(people["alone"], 7, since + 6),
            world.message(people["gone"], 8, since + 7),
            world.message(people["erased"], 9, since + 8),
        ]
    )
    await world.ingest.add(DeleteFact(world.space, (8,), since + 9))
    await world.people.erase(people["erased"], since, None)
    await Rollups(world.db).advance()
    store = ActivityStore(world.db)
    own, alone = (people["own"], world.channel, 5), (people["alone"], world.channel, 7)
    assert await store.newcomers_unanswered(world.community, since, 5) == [own, alone]
    assert await store.newcomers_unanswered(world.community, since, 1) == [own]
    assert await store.newcomers_unanswered(world.community, since + DAY, 5) == []
