"""Drafts, templates, series, and who is left alone."""

from __future__ import annotations

import asyncio

from cogs.polls.model import Draft, Rules
from cogs.polls.store import DraftStore, Kept, QuietStore, SeriesStore
from storage.database import Database

from .booth import CHANNEL, HERE, HOUR, NOW, Booth

WORDS = Draft("Which?", ("A", "B"), Rules("ranked", "anonymous"), closes_at=NOW + HOUR)


async def test_a_draft_belongs_to_its_writer(polls_db: Database) -> None:
    store = DraftStore(polls_db)
    mine = await store.save(WORDS, HERE, 1, CHANNEL, NOW)
    assert await store.get(mine, 1) == Kept(mine, HERE, 1, CHANNEL, WORDS)
    assert await store.get(mine, 2) is None
    assert not await store.change(mine, 2, Draft("Mine now"))
    assert not await store.drop(mine, 2)
    assert await store.change(mine, 1, Draft("What?"))
    changed = await store.get(mine, 1)
    assert changed is not None and changed.draft == Draft("What?")


async def test_a_draft_is_dropped_once_and_its_number_is_not_used_again(
    polls_db: Database,
) -> None:
    store = DraftStore(polls_db)
    mine = await store.save(WORDS, HERE, 1, CHANNEL, NOW)
    assert sorted(await asyncio.gather(*(store.drop(mine, 1) for _ in range(5)))) == [
        *[False] * 4,
        True,
    ]
    assert not await store.change(mine, 1, WORDS)
    assert await store.save(WORDS, HERE, 1, CHANNEL, NOW) > mine


async def test_old_drafts_are_purged(polls_db: Database) -> None:
    store = DraftStore(polls_db)
    old = await store.save(WORDS, HERE, 1, CHANNEL, NOW)
    new = await store.save(WORDS, HERE, 1, CHANNEL, NOW + 1)
    assert await store.purge(NOW + 1) == 1
    assert await store.get(old, 1) is None and await store.get(new, 1) is not None


async def test_templates_are_the_communitys_and_have_one_name_each(polls_db: Database) -> None:
    store = DraftStore(polls_db)
    lunch = await store.save_template(HERE, " Lunch  poll ", WORDS, 1)
    other = await store.save_template(HERE, "A date", Draft("When?"), None)
    assert await store.save_template(HERE, "LUNCH poll", Draft("Where?"), 2) == lunch
    assert await store.templates(HERE) == [
        (other, "A date", Draft("When?")),
        (lunch, "LUNCH poll", Draft("Where?")),
    ]
    assert await store.templates(HERE + 1) == []
    assert not await store.drop_template(HERE + 1, lunch)
    assert await store.drop_template(HERE, lunch)
    assert [each[0] for each in await store.templates(HERE)] == [other]


async def test_series(polls_db: Database) -> None:
    store = SeriesStore(polls_db)
    made = await store.add(WORDS, HERE, 1, CHANNEL, "weekly mon 09:00", NOW)
    series = await store.get(made)
    assert series is not None
    assert (series.draft, series.rhythm, series.member_id) == (WORDS, "weekly mon 09:00", 1)
    assert await store.all() == await store.all(HERE) == [series]
    assert await store.all(HERE + 1) == []
    assert not await store.stop(HERE + 1, made)
    assert await store.stop(HERE, made)
    assert not await store.stop(HERE, made)
    assert await store.get(made) is None
    assert not await store.claim(made, "2026-03-02")


async def test_a_series_asks_once_for_each_day_whatever_happens_between(booth: Booth) -> None:
    store = SeriesStore(booth.db)
    made = await store.add(WORDS, HERE, 1, CHANNEL, "daily 09:00", NOW)
    assert await store.claim(made, "2026-03-02")
    assert await store.claim(made, "2026-03-02")  # the bot died before it asked
    asked = await asyncio.gather(*(booth.ask(series=made) for _ in range(4)))
    assert len({poll.id for poll in asked}) == 1
    assert len(await booth.polls.open(HERE)) == 1
    assert not await store.claim(made, "2026-03-02")
    assert not await store.claim(made, "2026-03-01")
    assert await store.claim(made, "2026-03-03")
    assert (await booth.ask(series=made)).id != asked[0].id


async def test_who_is_left_alone(polls_db: Database) -> None:
    store = QuietStore(polls_db)
    for member, on in ((1, True), (1, True), (2, True), (2, False), (3, False)):
        await store.set(member, on)
    assert await store.quiet() == {1}
