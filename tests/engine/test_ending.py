"""The end comes within five seconds, whatever hangs, and nothing is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.api.reply import Reply
from bot.engine.ending import Ending
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support import community as support
from tests.support.community import Community, sqlite_url
from tests.support.telegram_server import Fault

LONGEST_S = 5.0


async def test_a_step_that_hangs_or_fails_keeps_nobody_from_their_turn(
    caplog: pytest.LogCaptureFixture,
) -> None:
    end, done = Ending(0.2), list[str]()

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            done.append("cancelled")

    async def fail() -> None:
        raise ValueError("a word of somebody")

    async def close() -> None:
        done.append("closed")

    await end.step("the first", hang(), at_most_s=60)
    await end.step("the second", fail(), at_most_s=60)
    await end.step("the last", close(), at_most_s=60)  # the time is up, and yet it has its turn
    assert done == ["cancelled", "closed"]
    assert caplog.messages == [
        "the first did not end in time",
        "the second did not stop cleanly: ValueError",
    ]


async def test_platforms_that_do_not_answer_do_not_hold_up_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(support, "loaded", {"community"})
    discord, telegram = DiscordRig(), TelegramRig()
    community = Community([discord, telegram], sqlite_url(tmp_path))
    await community.open()
    try:
        ana = await community.person("Ana", rig=1)
        await ana.say("general", "Heard before the network went")
        await community.until(lambda: facts(community), 1)
        places = await community.app.registry.place(await community.id, "general")
        far = next(place for place in places if place.platform == "discord")
        post = "/channels/{channel_id}/messages"
        discord.server.fail_next("POST", post, status=503, times=1000)
        telegram.server.fail("getUpdates", Fault.silence(accept=False), times=1000)
        await community.app.outbox.post(far, Reply("Said before the end"))
        await discord.server.wait_for(lambda: discord.server.seen("POST", post))
        async with asyncio.timeout(LONGEST_S):
            await community.app.stop()
        discord.server.rest.faults.clear()
        telegram.server.mend()
        community.clock.advance(minutes=1)  # what was not delivered is tried again
        await community.restart()
        await discord.wait_for("general", "Said before the end")
        await community.settle()
        said = [m.text for m in await community.messages("general")]
        assert said.count("Said before the end") == 1
        assert await facts(community) == 1
    finally:
        await community.close()


async def facts(community: Community) -> int:
    async with community.app.db.read() as connection:
        found = await connection.exec_driver_sql("SELECT count(*) FROM messages")
        return int(found.scalar_one())
