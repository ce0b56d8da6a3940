"""How what was read is written, on both databases: once, in whatever order it comes."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.api.port.nouns import NativeUser
from bot.engine.services.people.tombstones import Tombstones
from bot.engine.services.secrets import KeyFiles
from bot.history.reading.records import (
    BOTS,
    NOTICES,
    ODD_TIME,
    Moved,
    Passed,
    Place,
    Reacted,
    Record,
    Said,
)
from bot.history.rows import Home
from bot.history.taking import Taker, Tally, settle
from storage.backup.erased import Erased, erased_in
from storage.history import History, Reach, Step, by_turns
from storage.people import Sight
from storage.rollups import Rollups
from storage.tables import (
    activity_days,
    memberships,
    messages,
    movements,
    pair_days,
    reactions,
)
from tests.storage.conftest import DAY, World, db, world
from tests.support.databases import *  # noqa: F403 - the fixtures

from .exports import FIRST

__all__ = ["db", "world"]

steps = st.lists(
    st.builds(Step, st.integers(0, 12), st.sampled_from(["joined", "left"])), max_size=9
)
Kind = Literal["joined", "left"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps, steps)
def test_they_alternate_and_are_news_once(before: list[Step], told: list[Step]) -> None:
    known = sorted(by_turns([], before))
    after = sorted([*known, *by_turns(known, told)])
    assert all(one.kind != two.kind for one, two in pairwise(after))
    assert by_turns(after, told) == [] and by_turns(known, before) == []


def test_what_was_told_late_is_put_in_its_place() -> None:
    live = [Step(10, "joined")]
    past = [Step(5, "left"), Step(1, "joined"), Step(2, "joined")]
    assert by_turns(live, past) == [Step(1, "joined"), Step(5, "left")]
    # a notice beside the report of the same coming, earlier or later
    assert by_turns(live, [Step(9, "joined")]) == by_turns(live, [Step(11, "joined")]) == []


async def test_where_somebody_stands_after_an_import(world: World) -> None:
    """The latest step decides, and what a platform said of rights stays."""
    history = History(world.db)
    wilma = await world.member("wilma")
    await world.people.set_level(world.space, wilma.account_id, 2)
    await world.ingest.add(world.movement(wilma, "joined", 50))
    told: list[tuple[Kind, int]] = [("left", 20), ("joined", 10)]
    moves = [world.movement(wilma, kind, at) for kind, at in told]
    assert await history.move(moves) == [True, True]
    assert await history.move(moves) == [False, False]
    [row] = await world.rows(memberships)
    here = dict(zip(memberships.columns.keys(), row, strict=True))
    assert (here["joined_at"], here["left_at"], here["joins"], here["level"]) == (50, None, 2, 2)
    assert await history.move([world.movement(wilma, "left", 60)]) == [True]
    [row] = await world.rows(memberships)
    here = dict(zip(memberships.columns.keys(), row, strict=True))
    assert (here["joined_at"], here["left_at"], here["joins"]) == (50, 60, 2)
    assert await world.count(movements) == 4


async def test_who_writes_after_going_is_here(world: World) -> None:
    """A removal that an export tells of, and a return that nobody noted."""
    history = History(world.db)
    wilma, otto = await world.member("wilma"), await world.member("otto")
    await world.people.set_level(world.space, wilma.account_id, 2)
    await history.take([world.message(wilma.id, 1, at=900), world.message(otto.id, 2, at=500)])
    moves = [world.movement(who, "left", 700) for who in (wilma, otto)]
    assert await history.move(moves) == [False, True]
    assert await history.move(moves) == [False, False]
    assert {row.id for row in await world.people.staff(world.community, 1)} == {wilma.id}


async def test_answers_that_came_before_what_they_answer(world: World) -> None:
    history = History(world.db)
    wilma, otto = await world.member("wilma"), await world.member("otto")
    await history.take([world.message(otto.id, 900, reply_to=1)])
    await history.take(
        [world.message(otto.id, 2, reply_to=1), world.message(otto.id, 3, reply_to=8)]
    )
    assert await history.link_answers(world.space) == 0
    await Rollups(world.db).advance()
    await history.take([world.message(wilma.id, 1)])
    # whatever was taken when; broken off right after, the sums are right all the same
    assert await history.link_answers(world.space) == 2
    await Rollups(world.db).advance()
    [row] = await world.rows(pair_days)
    assert row[-3:] == (2, 0, 0)
    assert await history.link_answers(world.space) == 0
    known = await history.known(world.space, [1, 2, 77])
    assert {number: one.member_id for number, one in known.items()} == {1: wilma.id, 2: otto.id}


async def test_that_somebody_answers_them_brings_nobody_back(
    world: World, migrated: str, tmp_path: Path
) -> None:
    tombstones = Tombstones(world.people, KeyFiles(tmp_path))
    wilma = await world.member("wilma")
    assert await world.people.erase(wilma.id, FIRST, await tombstones.key())
    [community] = await world.people.communities()
    home = Home(community, "local", await world.people.space("local", "s1"))
    place, ben, gone = Place("c1", "general"), NativeUser("1", "Ben"), NativeUser("wilma", "Wilma")
    tally = Tally()
    taker = Taker(world.db, home, tombstones, tally, FIRST + DAY, frozenset(), dry_run=False)
    for number, at in enumerate((FIRST - 1, FIRST + 1)):
        await taker.take(Said(place, ben, number, at, 5, answers=(7,), answered=gone))
    await taker.take(Moved(gone, "joined", FIRST - 1))
    await taker.finish()
    assert (tally.messages, tally.people, tally.joins) == (2, 1, 0)
    assert await world.people.by_account(world.community, "local", "wilma") is None
    # whoever comes back may go again; it holds for this community alone
    back = await world.member("wilma", FIRST + 1)
    assert await world.people.erase(back.id, FIRST + 2, await tombstones.key())
    found = await tombstones.erased_at(world.community, "local", ["wilma", "1"])
    assert found == {"wilma": FIRST + 2}
    assert await tombstones.erased_at(world.community + 1, "local", ["wilma"]) == {}
    # what a restore would make of it, for a database that knows of all this and one that does not
    again, key = await world.member("wilma", FIRST + 3), await tombstones.key()
    here = await erased_in(migrated)
    assert here is not None and set(here.tombstones.values()) == {FIRST + 2}
    assert await here.still_in(world.db, key) == []
    later = Erased(set(), dict.fromkeys(here.tombstones, FIRST + 4))
    assert await later.still_in(world.db, key) == [again.id]
    assert await later.still_in(world.db, bytes(32)) == []
    assert await Erased({(again.id, FIRST + 3)}).still_in(world.db, None) == [again.id]


async def test_records_become_rows(world: World, tmp_path: Path) -> None:
    """On both databases: people, channels, messages, reactions, and the sums."""
    [community] = await world.people.communities()
    space = await world.people.ensure_space(community.id, "discord", "77", "Talk")
    home = Home(community, "discord", space)
    ben, ana = NativeUser("1", "Ben \ud83d"), NativeUser("2", "Ana\0", "ana")
    place = Place("5", "general", private=False)
    spam, stranger = NativeUser("9", "Spam"), NativeUser("3", "Stranger")
    liked = (Reacted(ana, "👍", FIRST), Reacted(spam, "👍", FIRST))
    records: list[Record] = [
        Said(place, ben, 10, FIRST, 5, reactions=liked, mentions=(ana,)),
        Said(place, ana, 11, FIRST, 2, answers=(7, 10), mentions=(stranger,)),
        Said(place, ben, 12, 5, 2),
        Said(place, spam, 13, FIRST, 2),
        Moved(ana, "left", FIRST + DAY),
        Moved(ana, "joined", FIRST),
        Passed(NOTICES),
    ]
    tombstones = Tombstones(world.people, KeyFiles(tmp_path))
    for news in (True, False):
        tally = Tally()
        taker = Taker(
            world.db, home, tombstones, tally, FIRST + DAY, frozenset({"spam"}), dry_run=False
        )
        for record in records:
            await taker.take(record)
        await taker.finish()
        await settle(world.db, [space.id])
        assert (tally.messages, tally.known, tally.reactions) == ((2, 0, 1) if news else (0, 2, 0))
        assert (tally.joins, tally.leaves, tally.moves_known) == ((1, 1, 0) if news else (0, 0, 2))
        assert (tally.people, tally.strangers) == (2, 2 if news else 0)
        assert +tally.passed == {BOTS: 1, ODD_TIME: 1, NOTICES: 1}
    for table, number in ((messages, 2), (reactions, 1), (movements, 2)):
        assert await world.count(table) == number
    rows = await world.people.known([Sight(community.id, "discord", n, "") for n in "123"])
    names = {native: row.name for native, row in rows.items()}
    assert names == {"1": "Ben \N{REPLACEMENT CHARACTER}", "2": "Ana\N{REPLACEMENT CHARACTER}"}
    assert sum(row[-3] for row in await world.rows(activity_days)) == 2


async def test_how_far_a_channel_was_read(world: World) -> None:
    history = History(world.db)
    assert await history.reach(world.channel) is None
    for reach in (Reach(5, 9), Reach(2**60, 2**62)):
        await history.keep_reach(world.channel, reach)
        assert await history.reach(world.channel) == reach


async def test_the_past_renames_nobody(world: World) -> None:
    now = await world.member("wilma", now=500, name="Wilma of today")
    sights = [Sight(world.community, "local", name, f"Old {name}") for name in ("wilma", "otto")]
    [wilma, otto], made = await world.people.meet(sights, 100)
    assert (wilma.id, wilma.name, made) == (now.id, "Wilma of today", 1)
    assert (otto.name, otto.seen_at) == ("Old otto", 100)
    await world.people.also(otto, Sight(world.community, "local", "otto_", "otto_"))
    await world.people.also(otto, sights[0])  # is somebody's already
    found = await world.people.known([*sights, Sight(world.community, "local", "otto_", "")])
    assert {name: row.id for name, row in found.items()} == {
        "wilma": now.id,
        "otto": otto.id,
        "otto_": otto.id,
    }
    assert otto.id in await world.people.members([otto.id])
