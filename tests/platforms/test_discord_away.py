"""What happens on Discord while the bot is away is taken in when it is back: once, and no more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.api.events import (
    MemberJoined,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
)
from bot.api.people import Level
from bot.api.services.personal import PersonalData
from bot.engine.gaps import catching_up, reading
from bot.platforms.discord import calls
from bot.platforms.discord.client import TownhallClient
from tests.cogs.faq.stage import HOURS, states, with_entry
from tests.contract.discord_rig import DiscordRig
from tests.history.exports import snowflake
from tests.platforms.discord_ear import Ear, caught_up, ear
from tests.support.community import Community, sqlite_url
from tests.support.discord_server import Channel, Message, Perm
from tests.support.scripted import FakeClock

PAGES = "/channels/{channel_id}/messages"
DAY_MS = 86_400_000
AHEAD_MS = 60_000
"""The world's time goes on, ours is told: nobody is to be met before the server was."""


@pytest.fixture
async def rig() -> DiscordRig:
    return DiscordRig()


@pytest.fixture
async def chat(rig: DiscordRig, tmp_path: Path) -> AsyncIterator[Community]:
    clock = FakeClock(int(time.time() * 1000) + AHEAD_MS)
    community = Community([rig], sqlite_url(tmp_path), clock=clock, more={"ear": Ear})
    await community.open()
    yield community
    await community.close()


async def rows(chat: Community, query: str) -> list[Any]:
    async with chat.app.db.read() as connection:
        return [tuple(row) for row in await connection.execute(text(query))]


async def left_to_read(chat: Community) -> int:
    return int((await rows(chat, "SELECT count(*) FROM tasks WHERE task = 'core.gap'"))[0][0])


async def counted(chat: Community) -> list[Any]:
    """Everything that a fact said twice would change."""
    tables = ("messages", "movements", "memberships", "members", "accounts", "welcome_arrivals")
    counts = [await rows(chat, f"SELECT count(*) FROM {table}") for table in tables]
    marks = await rows(chat, "SELECT native_id, edited_at, deleted_at FROM messages ORDER BY 1")
    return [*counts, marks]


def unheard(rig: DiscordRig, place: Channel, days_ago: float, name: str, words: str) -> Message:
    """Somebody wrote so long ago, and no gateway told of it."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    number = int(snowflake(int(at.timestamp() * 1000), len(place.messages)))
    message = Message(number, place, rig.server.user(name), words)
    place.messages.append(message)
    place.messages.sort(key=lambda m: m.id)
    return message


async def test_a_restart_loses_nothing_and_takes_nothing_twice(
    chat: Community, rig: DiscordRig
) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.say("general", "kept")
    changed = await ana.say("general", "chagned")
    gone = await ben.say("ideas", "gone soon")
    await ear(chat).said("gone soon")
    await caught_up(chat)  # with the first session: what a stop breaks off waits for ten minutes
    general, guild = rig.guild.channel("general"), rig.guild
    added: list[Any] = []

    async def meanwhile() -> None:
        await ana.edit(changed, "changed")
        await ben.delete(gone)
        await ben.leave()
        newcomer = await guild.add_member("Cleo")
        added.append(await newcomer.say(general, "Hello, I am new here"))
        edited = await newcomer.say(general, "frist")
        await newcomer.edit(edited, "first")
        for number in range(130):
            await newcomer.say(guild.channel("ideas"), f"idea {number}")
        thread = await newcomer.open_thread(general, "Rye", about=added[0])
        await newcomer.say(thread, "In a thread")
        await general.server.post(general, rig.server.bot, "I was not even there")

    await chat.restart(meanwhile)
    await caught_up(chat)
    heard = ear(chat)
    words = sorted(event.message.text for event in heard.all(MessagePosted))
    ideas = sorted(f"idea {number}" for number in range(130))
    assert words == ["Hello, I am new here", "In a thread", "first", *ideas]
    written = [n for (n,) in await rows(chat, "SELECT native_id FROM messages ORDER BY id")]
    assert len(written) == 136
    there = [m.id for m in guild.channel("ideas").messages]
    assert [n for n in written if n in there] == there, "in order, across pages"
    first = next(e for e in heard.all(MessagePosted) if e.message.text == "Hello, I am new here")
    assert first.at == first.message.sent_at == int(added[0].created_at.timestamp() * 1000)
    assert {e.message.text for e in heard.all(MessageEdited)} == {"changed", "first"}
    assert [e.ref.native_id for e in heard.all(MessageDeleted)] == [gone.native_id]
    assert [e.member.name for e in heard.all(MemberLeft)] == ["Ben"]
    assert [e.member.name for e in heard.all(MemberJoined)] == ["Cleo"]
    greetings = [
        m for m in await chat.messages("general") if "Cleo" in m.text and m.author != "Cleo"
    ]
    assert len(greetings) == 1
    await chat.until(lambda: left_to_read(chat), 0)
    assert not chat.app.catch_up.findings

    # again, with nothing new: not one row, event or word of the bot more
    before, said = await counted(chat), len(await chat.messages("general"))
    await chat.restart()
    await caught_up(chat)
    assert await counted(chat) == before and len(await chat.messages("general")) == said
    assert not heard_anything(chat)


def heard_anything(chat: Community) -> list[Any]:
    kinds = (MessagePosted, MessageEdited, MessageDeleted, MemberJoined, MemberLeft)
    return [event for kind in kinds for event in ear(chat).all(kind)]


async def test_a_session_that_cannot_be_resumed(
    chat: Community, rig: DiscordRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = asyncio.Event()

    async def wait(self: Any, shard_id: int | None, *, initial: bool = False) -> None:
        await go.wait()

    monkeypatch.setattr(TownhallClient, "before_identify_hook", wait)
    monkeypatch.setattr(catching_up, "MARGIN_MS", 0)
    ana = await chat.person("Ana")
    await ana.say("general", "before")
    await ear(chat).said("before")
    # live words of the new session come before anybody has looked at what is missing
    await rig.server.gateway.drop(forget=True)
    await ana.say("general", "in between")
    newcomer = await rig.guild.add_member("Cleo")
    go.set()
    await rig.server.wait_for(
        lambda: rig.server.gateway.identifies == 2 and rig.server.gateway.connected, what="IDENTIFY"
    )
    await newcomer.say(rig.guild.channel("ideas"), "and after")
    await ear(chat).said("and after")
    await ear(chat).said("in between")
    await ear(chat).next(MemberJoined)
    await caught_up(chat)
    texts = sorted(event.message.text for event in ear(chat).all(MessagePosted))
    assert texts == ["and after", "before", "in between"]
    assert len(ear(chat).all(MemberJoined)) == 1


async def test_cut_off_in_the_middle_it_is_begun_again(
    chat: Community, rig: DiscordRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "DELAYS", (0, 0))
    monkeypatch.setattr(catching_up, "MARGIN_MS", 0)
    ana = await chat.person("Ana")
    await ana.say("general", "before")
    await ear(chat).said("before")

    async def meanwhile() -> None:
        for number in range(250):
            await ana.say("general", f"word {number}")

    cut: list[int] = []
    original = reading.Reading._take

    async def then_cut(self: Any, walk: Any, page: Any) -> None:
        await original(self, walk, page)
        if not cut:  # the network is gone for longer than is waited
            cut.append(1)
            rig.server.fail_next("GET", PAGES, times=1_000, drop=True)

    monkeypatch.setattr(reading.Reading, "_take", then_cut)
    await chat.restart(meanwhile)
    await caught_up(chat)
    assert len(ear(chat).all(MessagePosted)) == 99, "what had come stays"
    rig.server.rest.faults.clear()
    # what was said since does not hide what is missing, not even from the next start
    await ana.say("general", "live")
    await ear(chat).said("live")
    await chat.restart()
    await caught_up(chat)
    chat.clock.advance(ms=catching_up.AGAIN_MS)
    await chat.app.scheduler.run_due()
    await caught_up(chat)
    assert await rows(chat, "SELECT count(*) FROM messages") == [(252,)]
    assert await rows(chat, "SELECT count(*) FROM tasks WHERE task = 'core.gap'") == [(0,)]


async def test_broken_off_while_those_who_came_are_taken_in(
    chat: Community, rig: DiscordRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "MARGIN_MS", 0)
    ana = await chat.person("Ana")
    await ana.say("general", "before")
    await ear(chat).said("before")

    async def meanwhile() -> None:
        await ana.say("general", "in between")

    async def cut(*_: object) -> None:
        raise RuntimeError("the end")

    with monkeypatch.context() as patch:
        patch.setattr(catching_up.CatchUp, "_people", cut)
        await chat.restart(meanwhile)
        await ana.say("general", "live")
        await ear(chat).said("live")
    await chat.restart()
    chat.clock.advance(ms=catching_up.AGAIN_MS)
    await chat.app.scheduler.run_due()
    await caught_up(chat)
    assert await rows(chat, "SELECT count(*) FROM messages") == [(3,)]
    assert await left_to_read(chat) == 0


async def test_nine_hours_later(chat: Community, rig: DiscordRig) -> None:
    """What cannot wait is brought up, what is over is left alone."""
    mia, ana = await with_entry(chat), await chat.person("Ana")
    await ana.say("support", "Good evening")
    await ear(chat).said("Good evening")

    async def meanwhile() -> None:
        for _ in range(30):
            await ana.say("support", HOURS)
        await ana.say("general", "you idiot, go away")
        newcomer = await rig.guild.add_member("Cleo")
        await newcomer.say(rig.guild.channel("general"), "Hello everybody")
        chat.clock.advance(hours=9)

    await chat.restart(meanwhile)
    await caught_up(chat)
    card = await mia.sees("moderators", "you idiot")
    assert card.buttons
    bots = [m for m in await chat.messages("support") if m.author == rig.server.bot.name]
    assert not bots, "30 questions of the night, answered in a burst"
    assert set(await states(chat)) == {"open"}
    greetings = [m.text for m in await chat.messages("general") if m.author == rig.server.bot.name]
    assert len(greetings) == 1 and "Cleo" in greetings[0]


async def test_what_cannot_be_repaired_is_said_once(
    chat: Community,
    rig: DiscordRig,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(reading, "PAGES", 1)
    ana = await chat.person("Ana")
    general, support = rig.guild.channel("general"), rig.guild.channel("support")
    support.overwrites[rig.guild.id] = (0, int(Perm.READ_MESSAGE_HISTORY))
    unheard(rig, general, 12, "Ana", "long ago")
    unheard(rig, general, 3, "Ana", "the other day")
    long_ago = chat.clock.now() - 20 * DAY_MS
    async with chat.app.db.write() as connection:
        await connection.execute(text(f"UPDATE spaces SET created_at = {long_ago}"))

    async def meanwhile() -> None:
        await ana.say("support", "How long does it keep?")
        for number in range(120):
            await ana.say("ideas", f"idea {number}")

    await chat.restart(meanwhile)
    await caught_up(chat)
    words = {event.message.text for event in ear(chat).all(MessagePosted)}
    assert "the other day" in words and "long ago" not in words and "idea 99" in words
    [finding] = chat.app.catch_up.findings
    assert not finding.ok
    assert "#support on Discord" in finding.text and '"Read Message History"' in finding.text
    assert "In #ideas on Discord more was written" in finding.text
    assert "In #general on Discord something was written longer ago" in finding.text
    assert "townhall import discord" in finding.text
    assert caplog.text.count("In #ideas on Discord more was written") == 1
    assert "idea 3" not in caplog.text


async def names(chat: Community) -> set[str]:
    """People who have an account here, but for those who are always there."""
    found = await rows(chat, "SELECT name FROM accounts WHERE NOT is_bot")
    return {name for (name,) in found} & {"Ana", "Ben"}


async def test_nobody_comes_back_who_asked_to_be_forgotten(
    chat: Community, rig: DiscordRig
) -> None:
    # she looks after the server, and has a role
    ana, ben = await chat.person("Ana", Level.MODERATOR), await chat.person("Ben")
    before = await ana.say("general", "before")
    await ear(chat).said("before")
    await caught_up(chat)
    [(number,)] = await rows(chat, "SELECT member_id FROM accounts WHERE name = 'Ana'")
    # she had come, as nobody heard, just before
    came = datetime.fromtimestamp(chat.clock.now() / 1000 + 10, UTC)
    rig.guild.members[int(ana.native_id)].joined_at = came
    chat.clock.advance(seconds=30)
    assert await chat.app.services[PersonalData].erase(number)

    async def meanwhile() -> None:  # told afterwards, and from before the erasure
        await ana.say("general", "before, and never heard")
        await ben.say("general", "yes", reply_to=before)

    await chat.restart(meanwhile)
    await caught_up(chat)
    assert {event.message.text for event in ear(chat).all(MessagePosted)} == {"yes"}
    assert not [event for event in ear(chat).all(MemberJoined) if event.member.name == "Ana"]
    assert await names(chat) == {"Ben"}
    # nor by what others do now
    await ben.say("general", "still there?", reply_to=before)
    await ear(chat).said("still there?")
    assert await names(chat) == {"Ben"}

    async def later() -> None:
        chat.clock.advance(hours=48)
        unheard(rig, rig.guild.channel("general"), -1, "Ana", "somebody new")

    await chat.restart(later)
    await caught_up(chat)
    assert [event.message.text for event in ear(chat).all(MessagePosted)] == ["somebody new"]
    assert await names(chat) == {"Ana", "Ben"}
    written = "SELECT count(*) FROM messages m JOIN accounts a USING (member_id) WHERE name = 'Ana'"
    assert await rows(chat, written) == [(1,)]
