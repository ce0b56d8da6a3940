"""Discord as a platform of the engine."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, ClassVar, TypeVar

import discord

from bot.api.boards.checks import Check
from bot.api.errors import SetupError
from bot.api.port.archive import Archive
from bot.api.port.commands import CommandInfo, MenuInfo
from bot.api.port.inbound import InMessage, Sink
from bot.api.port.nouns import NativeChannel, NativeSpace
from bot.api.port.outgoing import Outgoing
from bot.api.port.platform import Finding, Limits, Pulse, Sent
from bot.api.port.powers import EVERYTHING, Can
from bot.api.port.returning import Returns
from bot.platforms.settings import DiscordSettings

from . import inbound
from .calls import BAD_TOKEN, Throttle
from .check import findings, lacking, spaces, standing, switches
from .client import TownhallClient
from .connection import Connection, point_at
from .guilds import reading
from .guilds.common import guild_of
from .lanes import Lanes
from .render import editing, sending
from .servers import Servers

T = TypeVar("T")

SEND, HISTORY, REACT = "Send Messages", "Read Message History", "Add Reactions"
MANAGE, IN_THREADS, VIEW = "Manage Messages", "Send Messages in Threads", "View Channels"

GUILDS_S = 0.5
"""So long after the last server that Discord has sent, the bot is ready. The library waits for two
seconds, on every start; a server that comes later is taken in when it comes."""


class DiscordPlatform(Servers):
    """The port, with the real discord.py behind it."""

    name: ClassVar[str] = "discord"
    redelivers: ClassVar[bool] = True
    limits: ClassVar[Limits] = Limits(
        text=2000,
        caption=2000,
        buttons_per_row=5,
        rows=5,
        label=80,
        file_bytes=10 * 1024 * 1024,
        thread=100,
    )

    def __init__(self, settings: DiscordSettings, *, guild_ready_timeout: float = GUILDS_S) -> None:
        self._settings = settings
        self._guild_ready_timeout = guild_ready_timeout
        self._connection: Connection | None = None
        self._lanes: Lanes | None = None
        self._returns: Returns | None = None
        super().__init__()

    def _current(self) -> TownhallClient | None:
        if self._connection is None:  # stopped: trying again would only hold up the end
            raise ConnectionError("Discord is not connected")
        return self._connection.client

    # ---- life

    def tell_returns(self, returns: Returns) -> None:
        """Told of each server at the start of each session that is not a resumed one."""
        self._returns = returns

    async def start(
        self, sink: Sink, commands: Sequence[CommandInfo], menus: Sequence[MenuInfo]
    ) -> None:
        """Connect; returns once events flow."""
        token = self._settings.token.get_secret_value().strip()
        if not token:
            raise SetupError(BAD_TOKEN)
        point_at(self._settings.api_url)
        lanes = self._lanes = Lanes(self.name, sink)
        throttle = Throttle()

        def make(ready: Callable[[], None]) -> TownhallClient:
            return TownhallClient(
                sink,
                lanes,
                throttle,
                commands,
                menus,
                ready,
                guild_ready_timeout=self._guild_ready_timeout,
                returns=self._returns,
                catch_up_days=self._settings.catch_up_days,
            )

        self._connection = Connection(token, make)
        self._call.begin()
        try:
            await self._connection.open()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Disconnect, after what has come in was handed over."""
        self._call.end()
        if self._connection is not None:
            await self._connection.close()
            self._connection = None
        if self._lanes is not None:
            await self._lanes.close()
            self._lanes = None

    def pulse(self) -> Pulse:
        """Whether every shard is connected, and how long a heartbeat took."""
        waiting = self._lanes.waiting if self._lanes is not None else 0
        client = self._connection.client if self._connection is not None else None
        if client is None or not client.is_ready():
            return Pulse(False, None, waiting)
        open_ = not any(shard.is_closed() for shard in client.shards.values())
        took = client.latency
        return Pulse(open_, took if math.isfinite(took) else None, waiting)

    async def check(self, wanted: Can = EVERYTHING) -> Sequence[Finding]:
        """Token, intents, rights and the invitation link."""
        point_at(self._settings.api_url)
        token = self._settings.token.get_secret_value().strip()
        return [finding async for finding in findings(token, self._settings.api_url, wanted)]

    async def rights(self, spaces: Sequence[str], wanted: Can) -> Sequence[Check]:
        """Intents, as Discord's portal has them now, and the rights on each server."""

        async def look(client: discord.Client) -> list[Check]:
            about = await client.application_info()
            found = list(switches(about.flags, about.id))
            for space in spaces:
                guild = guild_of(client, space)
                found += standing(guild.me, guild.name, wanted)
            return found

        return await self._call(look, VIEW)

    async def spaces(self) -> Sequence[NativeSpace]:
        """The servers that the bot was added to."""
        point_at(self._settings.api_url)
        return await spaces(self._settings.token.get_secret_value().strip(), self._settings.api_url)

    async def lacks(self, channel: str) -> Sequence[str]:
        return lacking(self._current(), int(channel))

    # ---- messages

    async def send(self, channel: str, out: Outgoing) -> Sent:
        """Post in a channel, thread or direct-message channel."""

        async def post(client: discord.Client) -> discord.Message:
            place = client.get_partial_messageable(int(channel))
            sent: discord.Message = await place.send(**_new(out, int(channel)))
            return sent

        right = self._right_to_write(int(channel))
        message = await self._call(post, right, repeatable=out.nonce is not None)
        return Sent(channel, message.id)

    def _right_to_write(self, channel: int) -> str:
        client = self._current()
        known = client.get_channel(channel) if client is not None else None
        return IN_THREADS if isinstance(known, discord.Thread) else SEND

    async def send_direct(self, user: str, out: Outgoing) -> Sent:
        """Write to someone; CannotReach when they do not take that."""

        async def post(client: discord.Client) -> discord.Message:
            place = await client.create_dm(discord.Object(int(user)))
            sent: discord.Message = await place.send(**_new(out, place.id))
            return sent

        message = await self._call(post, SEND, repeatable=out.nonce is not None)
        return Sent(str(message.channel.id), message.id)

    async def open_direct(self, user: str) -> NativeChannel | None:
        """The direct-message channel with someone; opening it tells them nothing."""
        place = await self._call(lambda c: c.create_dm(discord.Object(int(user))), SEND)
        name = place.recipient.display_name if place.recipient is not None else "direct"
        return NativeChannel(str(place.id), name)

    async def edit(self, channel: str, native_id: int, out: Outgoing) -> None:
        """Replace text, card, buttons and file of a message of ours."""
        await self._on_message(channel, native_id, lambda m: m.edit(**editing(out)), SEND)

    async def delete(self, channel: str, native_id: int) -> None:
        """Delete any message."""
        await self._on_message(channel, native_id, lambda m: m.delete(), MANAGE)

    async def react(self, channel: str, native_id: int, emoji: str) -> None:
        """Add a reaction of the bot."""
        await self._on_message(channel, native_id, lambda m: m.add_reaction(emoji), REACT)

    async def _on_message(
        self,
        channel: str,
        native_id: int,
        work: Callable[[discord.PartialMessage], Awaitable[T]],
        right: str,
    ) -> None:
        async def run(client: discord.Client) -> T:
            place = client.get_partial_messageable(int(channel))
            return await work(place.get_partial_message(native_id))

        await self._call(run, right)

    async def history(self, channel: str, around: int, count: int) -> Sequence[InMessage]:
        """Messages around one, itself included while it is there, oldest first."""

        async def read(client: discord.Client) -> list[InMessage]:
            known = client.get_channel(int(channel))
            place = (
                known
                if isinstance(known, discord.abc.Messageable)
                else client.get_partial_messageable(int(channel))
            )
            limit, middle = min(2 * count + 1, 101), discord.Object(around)
            places, me = inbound.Places(), client.user.id if client.user is not None else None
            return [
                inbound.message_of(message, places, me)
                async for message in place.history(around=middle, limit=limit)
                if message.type in inbound.SPOKEN
            ]

        found = await self._call(read, HISTORY)
        return sorted(found, key=lambda message: message.native_id)

    def archive(self) -> AbstractAsyncContextManager[Archive]:
        """The servers' past, by requests alone."""
        token = self._settings.token.get_secret_value().strip()
        if not token:
            raise SetupError(BAD_TOKEN)
        point_at(self._settings.api_url)
        return reading(token, self._settings.api_url)


def _new(out: Outgoing, channel: int) -> dict[str, Any]:
    kwargs = sending(out)
    if out.nonce is not None:
        kwargs["nonce"] = out.nonce
    if out.reply_to is not None:
        kwargs["reference"] = discord.MessageReference(
            message_id=out.reply_to, channel_id=channel, fail_if_not_exists=False
        )
    return kwargs
