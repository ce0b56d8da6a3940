"""The local Discord server: gateway, intents, resuming and rate limits."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest
import yarl
import zstandard

from tests.platforms.discord_bare import Bare, bare
from tests.support.discord_server import DiscordServer, Guild, running_server


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    async with running_server() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.api_url)
        monkeypatch.setattr(
            discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url)
        )
        yield server


@pytest.fixture
async def guild(server: DiscordServer) -> Guild:
    guild = await server.add_guild(channels=("general", "support"))
    await guild.add_member("anna")
    return guild


async def test_dropped_socket_is_resumed_with_replay(server: DiscordServer, guild: Guild) -> None:
    async with bare(server) as client:
        await server.gateway.drop()
        await guild.member("anna").say(guild.channel("general"), "said while away")
        await client.until("said while away")
        assert (server.gateway.resumes, server.gateway.identifies) == (1, 1)


async def test_invalid_session_identifies_again(server: DiscordServer, guild: Guild) -> None:
    async with bare(server) as client:
        await server.gateway.invalidate()
        await server.wait_for(
            lambda: server.gateway.identifies == 2 and server.gateway.connected, what="IDENTIFY"
        )
        await guild.member("anna").say(guild.channel("general"), "again")
        await client.until("again")


async def test_429_is_retried_only_with_via(server: DiscordServer, guild: Guild) -> None:
    template = "/channels/{channel_id}/messages"
    async with bare(server) as client:
        place = client.get_channel(guild.channel("general").id)
        assert isinstance(place, discord.TextChannel)
        server.fail_next("POST", template, status=429, retry_after=0.02)
        await place.send("patience")
        assert [r.status for r in server.seen("POST", template)] == [429, 200]
        server.fail_next("POST", template, status=429, via=False)
        with pytest.raises(discord.HTTPException):
            await place.send("never")


async def test_bad_token_and_missing_intents(server: DiscordServer, guild: Guild) -> None:
    async with Bare() as client:
        with pytest.raises(discord.LoginFailure):
            await client.start("wrong")
    server.privileged_intents &= ~server.privileged_intents
    async with Bare() as client:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await client.start(server.token)


@pytest.mark.parametrize("compression", ["zlib-stream", "zstd-stream", None])
async def test_each_compression_is_spoken(server: DiscordServer, compression: str | None) -> None:
    query = {"v": "10", "encoding": "json"} | ({"compress": compression} if compression else {})
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(server.gateway_url, params=query) as socket,
    ):
        frame = (await socket.receive(timeout=5)).data
        if compression == "zlib-stream":
            assert frame.endswith(b"\x00\x00\xff\xff")
            frame = zlib.decompressobj().decompress(frame)
        elif compression == "zstd-stream":
            frame = zstandard.ZstdDecompressor().decompressobj().decompress(frame)
        assert json.loads(frame)["op"] == 10


async def test_heartbeats_are_answered(server: DiscordServer, guild: Guild) -> None:
    server.gateway.heartbeat_interval_ms = 40
    async with bare(server) as client:
        await server.wait_for(lambda: server.gateway.heartbeats >= 3, what="heartbeats")
        assert client.latency < 5


async def test_intents_decide_what_is_heard(server: DiscordServer, guild: Guild) -> None:
    async with bare(server, discord.Intents.default()) as client:
        anna = guild.member("anna")
        await guild.add_member("ben")
        await anna.say(guild.channel("general"), "not for bots")
        await anna.say(guild.channel("general"), f"<@{server.bot.id}> for you")
        await client.until(f"<@{server.bot.id}> for you")
        assert client.seen == ["", f"<@{server.bot.id}> for you"]
        assert client.joined == []


async def test_real_buckets_are_obeyed(server: DiscordServer, guild: Guild) -> None:
    template = "/channels/{channel_id}/messages"
    server.limit("POST", template, 2, 0.2)
    async with bare(server) as client:
        place = client.get_channel(guild.channel("general").id)
        assert isinstance(place, discord.TextChannel)
        for number in range(5):
            await place.send(str(number))
        assert {r.status for r in server.seen("POST", template)} == {200}
