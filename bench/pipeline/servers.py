"""The two platforms, each in a process of its own, with everything to be said made beforehand."""

from __future__ import annotations

import asyncio
from collections import deque
from multiprocessing.connection import Connection
from typing import Any

import orjson

from tests.support.discord_server import Channel, DiscordServer
from tests.support.discord_server.gateway import DISPATCH
from tests.support.telegram_server import TelegramServer

from .conversation import AUTHORS, CHANNELS, conversation

FIRST_SEQUENCE = 1_000
"""Far behind READY and GUILD_CREATE; the client only needs rising numbers."""


class ToldDiscord(DiscordServer):
    """Keeps what people say as encoded MESSAGE_CREATE frames instead of sending it at once."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[bytes] = []

    async def emit(self, event: str, data: dict[str, Any], channel: Channel) -> None:
        if event != "MESSAGE_CREATE" or data["author"]["bot"]:
            await super().emit(event, data, channel)
            return
        assert channel.guild is not None
        data |= {"guild_id": str(channel.guild.id)}
        number = FIRST_SEQUENCE + len(self.frames)
        self.frames.append(orjson.dumps({"op": DISPATCH, "t": event, "s": number, "d": data}))

    async def blast(self) -> None:
        """Send all frames as fast as the one client reads them."""
        [session] = self.gateway.connected
        assert session.socket is not None
        for frame in self.frames:
            await session.socket.send_encoded(frame)


def discord(messages: int, pipe: Connection) -> None:
    """Process: say where the server is, wait for "go", blast, wait for the end."""
    asyncio.run(_discord(messages, pipe))


async def _discord(messages: int, pipe: Connection) -> None:
    server = ToldDiscord()
    await server.start()
    guild = server.make_guild(channels=CHANNELS)
    people = [await server.add_member(guild, f"member-{i}", announce=False) for i in range(AUTHORS)]
    for line in conversation(messages):
        channel = guild.channel(line.channel)
        answered = channel.messages[-line.answers] if line.answers else None
        await people[line.author].say(channel, line.text, reply_to=answered)
    pipe.send({"api_url": server.api_url, "token": server.token, "space": str(guild.id)})
    await asyncio.to_thread(pipe.recv)
    await server.blast()
    await asyncio.to_thread(pipe.recv)
    await server.stop()


def telegram(messages: int, pipe: Connection) -> None:
    """Process: say where the server is, wait for "go", offer the updates, wait for the end."""
    asyncio.run(_telegram(messages, pipe))


async def _telegram(messages: int, pipe: Connection) -> None:
    async with TelegramServer(check_output=False) as server:
        updates = server.world.updates
        updates.keep_made = False
        owner = server.add_user("Olga", username="olga")
        group = server.add_group("Sourdough & Co.", owner, forum=True, bot_rights={})
        people = [server.add_user(f"Member {i}", username=f"member_{i}") for i in range(AUTHORS)]
        topics = {name: group.open_topic(name) for name in CHANNELS}
        updates.pending.clear()
        said: dict[str, deque[Any]] = {name: deque(maxlen=100) for name in CHANNELS}
        for person in people:
            group.member(person).status = "member"
        for line in conversation(messages):
            answered = said[line.channel][-line.answers] if line.answers else None
            said[line.channel].append(
                await people[line.author].say(
                    group, line.text, topic=topics[line.channel], reply_to=answered
                )
            )
        told, updates.pending = updates.pending, deque()
        pipe.send({"api_url": server.api_url, "token": server.token, "space": str(group.id)})
        await asyncio.to_thread(pipe.recv)
        updates.pending = told
        updates.arrived.notify()
        await asyncio.to_thread(pipe.recv)
