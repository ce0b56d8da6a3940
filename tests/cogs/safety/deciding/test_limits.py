"""What the platform makes hard: it takes long, cannot do everything, or a person is on two."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.api.people import Level
from tests.cogs.safety.stage import NASTY, Cast, cast, people, press
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Actor, Rig, Seen, link
from tests.support.community import Community, Opener, sqlite_url
from tests.support.telegram_server import all_rights

__all__ = ["cast"]


OpenWith = Callable[..., Awaitable[Community]]


@pytest.fixture
async def open_with(tmp_path: Path) -> AsyncIterator[OpenWith]:
    """Communities in rigs that a test furnishes."""
    async with AsyncExitStack() as stack:

        async def made(*rigs: Rig) -> Community:
            chat = Community(list(rigs), sqlite_url(tmp_path))
            await chat.open()
            stack.push_async_callback(chat.close)
            return chat

        yield made


async def test_what_takes_long_is_not_opened_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = cast.chat.rig.platform
    real, asked, goes_on = platform.time_out, asyncio.Event(), asyncio.Event()

    async def slow(space: str, user: str, seconds: int, reason: str) -> None:
        asked.set()
        await goes_on.wait()
        await real(space, user, seconds, reason)

    monkeypatch.setattr(platform, "time_out", slow)
    await cast.mo.click(cast.card, "Time out")
    await asked.wait()
    for _ in range(3):
        cast.chat.clock.advance(minutes=2)
        await cast.chat.app.scheduler.run_due()
    await press(cast, cast.max, "safety.d:1:dismissed")
    await cast.max.told("Mo is deciding this right now.")
    goes_on.set()
    card = await cast.max.sees("moderators", "Timed out for 1 hour by Mo")
    assert card.buttons == ("Undo the time-out",)
    await cast.ana.told("paused your writing for 1 hour")
    await cast.chat.advance(minutes=5)
    assert not any("it failed" in m.text for m in await cast.chat.messages("moderators"))


@dataclass
class Twice:
    """Ana is timed out for two messages; the two cards, and her note of the first."""

    chat: Community
    ana: Actor
    max: Actor
    first: Seen
    second: Seen
    note: Seen


@pytest.fixture
async def twice(open_chat: Opener) -> Twice:
    chat = await open_chat(cogs={"safety": {"gather_minutes": 0}})
    ana, mo, max_ = await people(chat)
    for moderator in (mo, max_):
        await moderator.command("safety status", channel="moderators")
        await moderator.told("Mode")
    await ana.say("general", NASTY)
    first = await mo.sees("moderators", NASTY)
    await ana.say("general", "Vermin, all of you")
    second = await mo.sees("moderators", "Vermin")
    await mo.click(first, "Time out")
    note = await ana.told("paused your writing")
    chat.clock.advance(minutes=1)
    await mo.click(second, "Time out")
    await chat.settle()
    done = [m for m in await chat.messages("moderators") if "Timed out for 1 hour by Mo" in m.text]
    assert len(done) == 2
    return Twice(chat, ana, max_, *done, note)


async def test_of_two_time_outs_one_is_taken_back(twice: Twice) -> None:
    ana, max_ = twice.ana, twice.max
    await max_.click(twice.first, "Undo the time-out")
    await max_.told("but another one of the same member still runs")
    await ana.told("but another one still runs")
    assert twice.chat.rig.timed_out(ana)
    await max_.click(twice.second, "Undo the time-out")
    await max_.told("The time-out is lifted")
    await ana.told("You can write again.")
    assert not twice.chat.rig.timed_out(ana)


async def test_an_appeal_against_one_of_two_time_outs(twice: Twice) -> None:
    await twice.ana.click(twice.note, "Appeal")
    await twice.ana.fill(text="It was a quotation")
    await twice.max.click(await twice.max.sees("moderators", "It was a quotation"), "Overturn it")
    told = await twice.ana.told("your appeal was right")
    assert "Another pause still runs, so you cannot write yet." in told.text
    assert "It was about a time-out of" in told.text


async def test_a_basic_group_is_told_what_to_do(open_with: OpenWith) -> None:
    rig = TelegramRig()
    owner = rig.server.add_user("Olga")
    rig.group = rig.server.add_group("Plain & Co.", owner, basic=True, bot_rights=all_rights())
    rig.topics = {"general": None}
    chat = await open_with(rig)
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Time out")
    await mo.told("Telegram pauses nobody in a basic group. Its owner can make it a supergroup")
    card = await rig.wait_for("moderators", "asked for a time-out, but it failed: Telegram pauses")
    assert not any("Time out" in label for label in card.buttons)
    await mo.click(card, "More")
    asked = await mo.told("What should happen to Ana?")
    assert [label for label in asked.buttons if "Time out" in label] == []
    await mo.click(asked, "Ban")
    await mo.click(await mo.told("Ban Ana for good?"), "Yes, ban")
    await rig.wait_for("moderators", "Banned by Mo")
    assert rig.banned(ana)


async def test_a_moderator_elsewhere_is_a_moderator(open_with: OpenWith) -> None:
    chat = await open_with(LocalRig(), DiscordRig())
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    same = await chat.person("Ana D", Level.MODERATOR, rig=1)
    for moderator in (mo, same):
        await moderator.command("safety status", channel="moderators")
        await moderator.told("Mode")
    await ana.say("general", NASTY)
    await mo.sees("moderators", NASTY)
    await link(ana, same)
    await chat.settle()
    stage = Cast(chat, ana, mo, mo, await mo.sees("moderators", NASTY))
    for payload in ("safety.t:1:3600", "safety.d:1:banned"):
        await press(stage, mo, payload)
        await chat.settle()
    assert sum(text.startswith("Ana D has moderator rights") for text in mo.told_so_far()) == 2
    assert not chat.rig.timed_out(ana)
    assert not chat.rig.banned(ana)
    assert not any("bans you" in text for text in (*ana.told_so_far(), *same.told_so_far()))
