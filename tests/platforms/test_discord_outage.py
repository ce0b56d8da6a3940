"""Discord goes on telling while the database does not work: afterwards all of it is there, once."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.api.events import MemberJoined, MessagePosted
from bot.engine.gaps import catching_up
from bot.platforms.discord import lanes
from bot.platforms.discord.guilds import announcing
from bot.platforms.discord.lanes import Lanes
from storage.tables import messages
from tests.contract.discord_rig import DiscordRig
from tests.platforms.discord_ear import Ear, caught_up, ear
from tests.support.community import Community, sqlite_url
from tests.support.scripted import FakeClock


@pytest.fixture
async def rig() -> DiscordRig:
    return DiscordRig()


@pytest.fixture
async def chat(
    rig: DiscordRig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Community]:
    monkeypatch.setattr(lanes, "WAIT_S", 0.01)
    monkeypatch.setattr(announcing, "AGAIN_S", 0.01)
    monkeypatch.setattr(catching_up, "MARGIN_MS", 0)  # nothing is found by being read twice
    clock = FakeClock(int(time.time() * 1000) + 60_000)
    community = Community([rig], sqlite_url(tmp_path), clock=clock, more={"ear": Ear})
    await community.open()
    yield community
    await community.close()


@contextmanager
def nothing_saved(chat: Community) -> Iterator[None]:
    """As on a disk that cannot be written to for a while (SQLITE_READONLY)."""
    engine = chat.app.db._engine
    assert engine is not None

    def turn(switch: str) -> Callable[..., None]:
        def check_out(connection: Any, *_: Any) -> None:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA query_only = {switch}")
            cursor.close()

        return check_out

    no, yes = turn("ON"), turn("OFF")
    event.listen(engine.sync_engine, "checkout", no)
    try:
        yield
    finally:
        event.remove(engine.sync_engine, "checkout", no)
        event.listen(engine.sync_engine, "checkout", yes)


def under_way(rig: DiscordRig) -> Lanes:
    found = rig.platform._lanes
    assert found is not None
    return found


async def stored(chat: Community) -> list[int]:
    async with chat.app.db.read() as connection:
        query = select(messages.c.native_id).order_by(messages.c.id)
        return list(await connection.scalars(query))


def of(read: Callable[[], int]) -> Callable[[], Awaitable[int]]:
    """For `until`: what is read without asking the database."""

    async def now() -> int:
        return read()

    return now


async def count(chat: Community) -> int:
    return len(await stored(chat))


async def test_what_comes_meanwhile_waits(chat: Community, rig: DiscordRig) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "before")
    await ear(chat).said("before")
    await caught_up(chat)
    waiting = under_way(rig)
    with nothing_saved(chat):
        for number in range(20):
            await ana.say("general", f"word {number}")
        await rig.guild.add_member("Cleo")
        await chat.until(of(lambda: waiting.waiting), 21)
        assert await count(chat) == 1
    await ana.say("general", "after")
    await ear(chat).said("after")
    await ear(chat).next(MemberJoined)
    await caught_up(chat)
    there = [m.id for m in rig.guild.channel("general").messages if m.author is not rig.server.bot]
    assert await stored(chat) == there and len(there) == 22, "in order"
    words = sorted(one.message.text for one in ear(chat).all(MessagePosted))
    assert words == sorted(["before", *(f"word {number}" for number in range(20)), "after"])
    assert len(ear(chat).all(MemberJoined)) == 1 and not waiting.waiting


@pytest.mark.parametrize("looked_for", [True, False])
async def test_what_is_too_much_to_wait_is_looked_for(
    chat: Community, rig: DiscordRig, monkeypatch: pytest.MonkeyPatch, looked_for: bool
) -> None:
    """The control: without a look afterwards it would be missing."""
    monkeypatch.setattr(lanes, "LIMIT", 5)
    ana = await chat.person("Ana")
    await ana.say("general", "before")
    await ear(chat).said("before")
    await caught_up(chat)
    waiting = under_way(rig)
    if not looked_for:
        waiting.missed = lambda: None
    with nothing_saved(chat):
        for number in range(5):
            await ana.say("general", f"word {number}")
        await chat.until(of(lambda: waiting.waiting), 5)
        newcomer = await rig.guild.add_member("Cleo")
        for number in range(5, 12):
            await newcomer.say(rig.guild.channel("ideas"), f"word {number}")
        await chat.until(of(lambda: waiting.left_out), 8)
        assert waiting.waiting == 5
    await chat.until(of(lambda: waiting.waiting), 0)
    await ana.say("general", "after")
    await ear(chat).said("after")
    await chat.until(lambda: count(chat), 14 if looked_for else 7)
    await caught_up(chat)
    words = sorted(one.message.text for one in ear(chat).all(MessagePosted))
    found = range(12 if looked_for else 5)
    assert words == sorted(["before", *(f"word {number}" for number in found), "after"])
    assert len(ear(chat).all(MemberJoined)) == looked_for and not waiting.left_out


async def test_a_session_that_is_lost_meanwhile(chat: Community, rig: DiscordRig) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "before")
    await ear(chat).said("before")
    await caught_up(chat)
    with nothing_saved(chat):
        await rig.server.gateway.drop(forget=True)
        await ana.say("general", "in between")
        await rig.server.wait_for(
            lambda: rig.server.gateway.identifies == 2 and rig.server.gateway.connected,
            what="IDENTIFY",
        )
        await ana.say("ideas", "and then")
        await chat.until(of(lambda: bool(under_way(rig).waiting)), True)
    await ear(chat).said("and then")
    await ear(chat).said("in between")
    await caught_up(chat)
    words = sorted(one.message.text for one in ear(chat).all(MessagePosted))
    assert words == ["and then", "before", "in between"]


async def test_the_bot_ends_meanwhile(chat: Community, rig: DiscordRig) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "before")
    await ear(chat).said("before")
    await caught_up(chat)
    with nothing_saved(chat):
        for number in range(3):
            await ana.say("general", f"word {number}")
        await chat.until(of(lambda: under_way(rig).waiting), 3)
        await chat.restart()
    await ear(chat).said("word 2")
    await caught_up(chat)
    assert await count(chat) == 4
