"""A digest comes once a period, whatever happens, to whom it is for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from bot.api.reply import Button, Reply
from bot.api.text import T, lines
from cogs.digest.details.payloads import Menu
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


async def test_a_new_bot_does_not_claim_to_have_missed_anything(chat: Community) -> None:
    await chat.advance(minutes=5)
    await chat.restart()
    await chat.advance(days=4)
    assert not await digests(chat)


async def test_one_a_day_over_a_clock_change(open_chat: Opener) -> None:
    chat = await open_chat(
        clock=FakeClock(berlin_noon(10, 23)), cogs={"digest": {"every": "day", "time": "02:30"}}
    )
    for _ in range(4 * 24):
        await chat.advance(hours=1)
    heads = [m.text for m in await digests(chat, "The day at Sourdough & Co.")]
    assert len(heads) == 4
    for head, day in zip(heads, range(23, 27), strict=True):
        assert f"October {day}, 2026" in head


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


async def test_what_is_too_long_for_a_message_goes_on_in_the_next_one(chat: Community) -> None:
    """Nothing of a digest is cut; repeated after a crash, each part stands once."""
    [place] = await chat.app.registry.place(await chat.id, "moderators")
    text = lines(*(f"line {n} of a very long digest" for n in range(300)))
    reply = Reply(text, [[Button(T("Details"), Menu("w2026-06-01", 0))]])
    for _ in range(2):
        await chat.app.outbox.post(place, reply, key="digest:1:2026-W23:moderators")
    await chat.settle()
    first, *rest = await digests(chat, "of a very long digest")
    assert len(rest) == 2
    assert [one.buttons for one in (first, *rest)] == [(), (), ("Details",)]
    said = [line for one in (first, *rest) for line in one.text.splitlines()]
    assert said == [f"line {n} of a very long digest" for n in range(300)]
