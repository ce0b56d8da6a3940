"""A digest comes once a period, whatever happens, to whom it is for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.api.people import Level
from tests.cogs.digest.stage import (
    TUESDAY,
    WEEK,
    berlin_noon,
    digests,
    until_monday,
)
from tests.contract.local_rig import LocalRig
from tests.support.community import Community, Opener, sqlite_url
from tests.support.scripted import FakeClock


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    return await open_chat(clock=FakeClock(TUESDAY))


async def test_one_a_period_over_restarts(chat: Community) -> None:
    await until_monday(chat, 25, month=5)
    for _ in range(3):
        await chat.restart()
        await chat.advance(minutes=1)
        await chat.settle()
    assert len(await digests(chat)) == 1
    await until_monday(chat, 1)
    await chat.restart()
    await chat.advance(hours=1)
    assert len(await digests(chat)) == 2


async def test_after_a_downtime_the_newest_missed_one_comes_and_says_so(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "hello")
    await chat.app.stop()
    chat.clock.advance(days=16)  # over three Mondays: 25 May, 1 June; now it is Thursday
    for rig in chat.rigs:
        rig.renew()
    chat.app = chat._app()
    await chat.app.start()
    await chat.advance(seconds=30)
    [digest] = await digests(chat)
    assert "This comes late: I was switched off on Mon, Jun 1, 9:00 AM CEST." in digest.text
    assert "May 25, 2026 to May 31, 2026" in digest.text
    await until_monday(chat, 8)
    assert len(await digests(chat)) == 2
    assert "late" not in (await digests(chat))[-1].text


async def test_a_new_bot_does_not_claim_to_have_missed_anything(chat: Community) -> None:
    await chat.advance(minutes=5)
    await chat.restart()
    await chat.advance(days=4)
    assert not await digests(chat)


@pytest.mark.parametrize(
    ("start", "days"), [(berlin_noon(10, 23), (24, 28)), (berlin_noon(3, 27), (28, 32))]
)
async def test_one_a_day_over_a_clock_change(
    open_chat: Opener, start: int, days: tuple[int, int]
) -> None:
    chat = await open_chat(
        clock=FakeClock(start), cogs={"digest": {"every": "day", "time": "02:30"}}
    )
    for _ in range(4 * 24 * 2):
        await chat.advance(minutes=30)
    heads = [m.text for m in await digests(chat, "The day at Sourdough & Co.")]
    months = {10: "October", 3: "March"}
    month = months[datetime.fromtimestamp(start / 1000, UTC).month]
    assert len(heads) == 4
    for head, day in zip(heads, range(*days), strict=True):
        assert f"{month} {day - 1}, 2026" in head


async def test_two_bots_on_one_database_post_once(tmp_path: Path) -> None:
    clock = FakeClock(TUESDAY)
    one = Community([LocalRig()], sqlite_url(tmp_path), clock=clock)
    two = Community([LocalRig()], sqlite_url(tmp_path), clock=clock)
    await one.open()
    await two.open()
    try:
        for month, day in ((5, 25), (6, 1)):
            at = berlin_noon(month, day) - 3 * 3_600_000
            clock.advance(ms=at - clock.now())
            await asyncio.gather(one.advance(ms=1), two.advance(ms=0))
            await asyncio.gather(one.advance(ms=1), two.advance(ms=0))
        assert len(await digests(one)) + len(await digests(two)) == 2
    finally:
        await two.close()
        await one.close()


async def test_a_digest_interrupted_halfway_is_completed_not_doubled(chat: Community) -> None:
    """The same task once more, as after a crash before the period was marked."""
    await until_monday(chat, 25, month=5)
    async with chat.app.db.write() as conn:
        await conn.exec_driver_sql("DELETE FROM digest_runs")
    community = await chat.id
    data = {"community": community, "period": "2026-W22", "due": chat.clock.now()}
    await chat.app.scheduler.at(chat.clock.now(), "digest.post", data)
    await chat.advance(seconds=1)
    assert len(await digests(chat)) == 1


@pytest.fixture
async def nowhere(tmp_path: Path) -> AsyncIterator[Community]:
    """A community without a channel for its moderators."""
    rig = LocalRig()
    del rig.world.rooms["moderators"]
    community = Community([rig], sqlite_url(tmp_path), clock=FakeClock(TUESDAY))
    await community.open()
    yield community
    await community.close()


async def test_without_a_moderators_channel_each_is_told_once(nowhere: Community) -> None:
    mia = await nowhere.person("Mia", Level.MODERATOR)
    olga = await nowhere.person("Olga", Level.OWNER)
    for one in (mia, olga):
        await one.command("digest schedule")
        await one.told("each moderator privately")
    await until_monday(nowhere, 25, month=5)
    for one in (mia, olga):
        await one.told(WEEK)
        assert len([text for text in one.told_so_far() if WEEK in text]) == 1
