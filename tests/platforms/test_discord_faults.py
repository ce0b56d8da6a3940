"""Everything that goes wrong between Discord and the bot, with the real library in between."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest
from sqlalchemy import func, select

from bot.api.events import MessagePosted
from bot.api.port.inbound import InJoin, InMessage, InSpace
from bot.platforms.discord import calls, connection
from bot.platforms.discord.client import TownhallClient
from storage.tables import memberships, messages, movements
from tests.contract.discord_rig import DiscordRig
from tests.contract.probe import probe
from tests.platforms.discord_desk import Desk, desk, text
from tests.support.community import Community, sqlite_url
from tests.support.discord_server.payloads import guild_create_json, member_json
from tests.support.scripted import FakeClock

MESSAGES = "/channels/{channel_id}/messages"


@pytest.fixture
async def at() -> AsyncIterator[Desk]:
    async with desk() as made:
        yield made


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Community]:
    clock = FakeClock(int(time.time() * 1000) + 60_000)
    community = Community([DiscordRig()], sqlite_url(tmp_path), clock=clock)
    await community.open()
    yield community
    await community.close()


# ---- calls


@pytest.mark.parametrize(
    ("status", "how"),
    [
        (429, {"retry_after": 0.01}),
        (429, {"retry_after": None}),
        (429, {"retry_after": None, "via": False}),
        (500, {}),
        (502, {}),
        (503, {}),
        (503, {"drop": True}),
    ],
)
async def test_a_post_arrives_once_all_the_same(
    at: Desk, monkeypatch: pytest.MonkeyPatch, status: int, how: dict[str, Any]
) -> None:
    monkeypatch.setattr(calls, "DELAYS", (0, 0, 0))
    at.server.fail_next("POST", MESSAGES, status=status, times=1, **how)
    sent = await at.send(text("Good morning", nonce="once"))
    assert sent.text == "Good morning"
    assert [m.text for m in at.general.messages] == ["Good morning"]
    assert len(at.server.seen("POST", MESSAGES)) == 2


# ---- the gateway


async def test_an_invalid_session_that_can_be_resumed(at: Desk) -> None:
    ana = await at.guild.add_member("ana")
    await at.server.gateway.invalidate(resumable=True)
    await at.server.wait_for(lambda: at.server.gateway.resumes == 1, what="RESUME")
    await ana.say(at.general, "still here")
    assert (await at.sink.next(InMessage)).text == "still here"
    assert at.server.gateway.identifies == 1


async def test_a_connection_that_is_dead_without_saying_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """No heartbeat is acknowledged any more, and nothing comes, though the socket is open."""
    original = TownhallClient.__init__

    def impatient(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        self._connection.heartbeat_timeout = 0.3

    monkeypatch.setattr(TownhallClient, "__init__", impatient)

    def often(rig: DiscordRig) -> None:
        rig.server.gateway.heartbeat_interval_ms = 50

    async with desk(before=often) as at:
        gateway, ana = at.server.gateway, await at.guild.add_member("ana")
        await at.sink.next(InJoin)
        gateway.acknowledge = False
        [session] = gateway.connected
        dead, session.socket = session.socket, None
        await ana.say(at.general, "said into a dead line")
        await at.server.wait_for(lambda: gateway.resumes, what="RESUME")
        gateway.acknowledge = True
        assert (await at.sink.next(InMessage)).text == "said into a dead line"
        assert dead is not None and gateway.identifies == 1


async def test_a_farewell_that_discord_never_answers_leaves_nothing_open(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, begun = asyncio.Event(), asyncio.Event()

    async def unanswered(shard: discord.shard.Shard) -> None:
        shard._cancel_task()
        begun.set()
        await answered.wait()

    monkeypatch.setattr(discord.shard.Shard, "close", unanswered)
    monkeypatch.setattr(connection, "CLOSING_S", 0.05)
    client = at.rig.platform._current()
    assert client is not None and client.http.connector is not None
    await at.rig.platform.stop()
    answered.set()
    assert begun.is_set() and client.http.connector.closed


async def test_a_farewell_in_the_middle_of_coming_back_leaves_nothing_open(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """discord.py waits 5 s before it begins another session, on a line that beats meanwhile."""
    monkeypatch.setattr(connection, "CLOSING_S", 0.05)
    client = at.rig.platform._current()
    assert client is not None and client.http.connector is not None
    coming = asyncio.Event()

    async def for_long(shard_id: int | None, *, initial: bool = False) -> None:
        coming.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(client, "before_identify_hook", for_long)
    await at.server.gateway.invalidate()
    await coming.wait()
    beats = [
        thread
        for thread in threading.enumerate()
        if isinstance(thread, discord.gateway.KeepAliveHandler)
        and thread.ws._connection is client._connection
    ]
    assert beats
    await at.rig.platform.stop()
    for beat in beats:
        beat.join(5)
        assert not beat.is_alive()
    assert client.http.connector.closed


async def test_a_look_into_the_past_that_is_broken_off_twice_leaves_nothing_open(at: Desk) -> None:
    """As at the stop of a busy bot, which waits only so long."""
    opened: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    async def read() -> None:
        async with at.rig.platform.archive() as archive:
            opened.set_result(archive)
            await asyncio.Event().wait()

    reading = asyncio.create_task(read())
    http = (await opened)._client.http
    for _ in range(2):
        reading.cancel()
        await asyncio.sleep(0)
    await asyncio.wait([reading])
    assert reading.cancelled() and http.connector.closed


async def test_a_server_that_comes_late_is_no_nameless_one(at: Desk) -> None:
    """Discord has trouble with one server at the start: it is there without a name or channels."""
    late = at.server.make_guild("Late Bakery", channels=("general",))
    sent = guild_create_json(late, all_members=True)
    announce = at.server.gateway._announce

    async def all_but_one(session: Any, guild: Any) -> None:
        if guild is not late:
            await announce(session, guild)

    at.server.gateway._announce = all_but_one  # type: ignore[method-assign]
    await at.restart()
    assert {space.space.name for space in at.sink.of(InSpace)} == {at.guild.name}
    await at.server.gateway.send_raw("GUILD_CREATE", sent)
    count = len(at.sink.of(InSpace))
    assert (await at.sink.next(InSpace, count + 1)).space.name == "Late Bakery"


# ---- twice, and in the wrong order


async def test_what_comes_twice_or_too_early_counts_once(chat: Community) -> None:
    rig = chat.rig
    assert isinstance(rig, DiscordRig)
    heard = probe(chat)
    guild, gateway = rig.guild, rig.server.gateway
    general, ana = guild.channel("general"), await guild.add_member("Ana")
    first = await ana.say(general, "one")
    await heard.said("one")
    spoken = rig.server._spoken(first) | {"guild_id": str(guild.id)}
    later = spoken | {"id": str(first.id + 1), "content": "two"}
    edited = later | {"content": "two, better", "edited_timestamp": "2026-06-01T10:00:00+00:00"}
    place = {"channel_id": str(general.id), "guild_id": str(guild.id)}
    await gateway.send_raw("MESSAGE_CREATE", spoken)
    await gateway.send_raw("MESSAGE_DELETE", place | {"id": str(first.id + 2)})
    await gateway.send_raw("MESSAGE_UPDATE", edited)
    await gateway.send_raw("MESSAGE_CREATE", later)
    await gateway.send_raw("MESSAGE_CREATE", later)
    await heard.said("two")
    # somebody whose going is told before their coming has gone
    ben = await guild.add_member("Ben")
    await ben.leave()
    joined = member_json(ben) | {"guild_id": str(guild.id)}
    await gateway.send_raw("GUILD_MEMBER_ADD", joined)
    await ana.say(general, "three")
    await heard.said("three")
    await chat.settle()
    assert sorted(e.message.text for e in heard.all(MessagePosted)) == ["one", "three", "two"]
    assert await facts(chat) == 3
    assert not chat.app.intake.failed
    # Discord gives no time of joining to go by, so that looks like a return; it is put right with
    # the next list of members
    await chat.until(lambda: moved(chat), 4)
    await chat.restart()
    async with chat.app.db.read() as connection:
        gone = await connection.scalars(select(memberships.c.left_at.is_not(None)))
    assert sorted(gone) == [False, False, True]


async def moved(chat: Community) -> int:
    async with chat.app.db.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(movements)) or 0)


async def facts(chat: Community) -> int:
    async with chat.app.db.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(messages)) or 0)
