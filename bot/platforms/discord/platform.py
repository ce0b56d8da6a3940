"""Discord as a platform of the engine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, ClassVar, TypeVar

import discord

from bot.api.errors import Gone, MissingRights, SetupError
from bot.api.people import Level
from bot.api.port.commands import CommandInfo, MenuInfo
from bot.api.port.inbound import InMessage, Sink
from bot.api.port.nouns import NativeChannel
from bot.api.port.outgoing import Outgoing
from bot.api.port.platform import Finding, Limits, Platform, Sent
from bot.platforms.settings import DiscordSettings

from . import inbound
from .calls import BAD_TOKEN, Calls, Throttle
from .check import findings
from .client import TownhallClient
from .connection import Connection, point_at
from .lanes import Lanes
from .render import editing, sending

T = TypeVar("T")

SEND, HISTORY, REACT = "Send Messages", "Read Message History", "Add Reactions"
MANAGE, TIME_OUT = "Manage Messages", "Timeout Members"
KICK, BAN = "Kick Members", "Ban Members"
HIGHER_ROLE = "a higher place in the list of roles"
LONGEST_TIME_OUT = timedelta(days=28) - timedelta(minutes=1)
PERMISSION = {TIME_OUT: "moderate_members", KICK: "kick_members", BAN: "ban_members"}


class DiscordPlatform(Platform):
    """The port, with the real discord.py behind it."""

    name: ClassVar[str] = "discord"
    limits: ClassVar[Limits] = Limits(
        text=2000,
        caption=2000,
        buttons_per_row=5,
        rows=5,
        label=80,
        file_bytes=10 * 1024 * 1024,
    )

    def __init__(self, settings: DiscordSettings, *, guild_ready_timeout: float = 2.0) -> None:
        self._settings = settings
        self._guild_ready_timeout = guild_ready_timeout
        self._connection: Connection | None = None
        self._lanes: Lanes | None = None
        self._call = Calls(self._current)

    def _current(self) -> TownhallClient | None:
        if self._connection is None:  # stopped: trying again would only hold up the end
            raise ConnectionError("Discord is not connected")
        return self._connection.client

    # ---- life

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
            )

        self._connection = Connection(token, make)
        try:
            await self._connection.open()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Disconnect, after what has come in was handed over."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None
        if self._lanes is not None:
            await self._lanes.close()
            self._lanes = None

    async def check(self) -> Sequence[Finding]:
        """Token, intents, rights and the invitation link."""
        point_at(self._settings.api_url)
        token = self._settings.token.get_secret_value().strip()
        return [finding async for finding in findings(token, self._settings.api_url)]

    # ---- messages

    async def send(self, channel: str, out: Outgoing) -> Sent:
        """Post in a channel, thread or direct-message channel."""

        async def post(client: discord.Client) -> discord.Message:
            place = client.get_partial_messageable(int(channel))
            sent: discord.Message = await place.send(**_new(out, int(channel)))
            return sent

        message = await self._call(post, SEND, repeatable=out.nonce is not None)
        return Sent(channel, message.id)

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

    # ---- people

    async def level(self, space: str, user: str) -> Level:
        """Read from what the gateway keeps up to date; asked of Discord when it is not there."""

        async def look(client: discord.Client) -> Level:
            try:
                return inbound.level_of(await self._member(client, space, user))
            except Gone:
                return Level.MEMBER

        try:
            return await self._call(look, "View Channels")
        except Gone:
            return Level.MEMBER

    async def time_out(self, space: str, user: str, seconds: int, reason: str) -> None:
        """At most 28 days at a time; 0 seconds end it."""
        length = min(timedelta(seconds=seconds), LONGEST_TIME_OUT) if seconds > 0 else None

        async def run(client: discord.Client) -> None:
            member = await self._member(client, space, user)
            await member.timeout(length, reason=reason[:500] or None)

        await self._on_person(space, run, TIME_OUT)

    async def kick(self, space: str, user: str, reason: str) -> None:
        """Remove someone; they may come back."""

        async def run(client: discord.Client) -> None:
            guild = _guild(client, space)
            await guild.kick(discord.Object(int(user)), reason=reason[:500] or None)

        await self._on_person(space, run, KICK)

    async def ban(self, space: str, user: str, reason: str) -> None:
        """Remove someone for good; what they wrote stays."""

        async def run(client: discord.Client) -> None:
            await _guild(client, space).ban(
                discord.Object(int(user)), reason=reason[:500] or None, delete_message_seconds=0
            )

        await self._on_person(space, run, BAN)

    async def _on_person(
        self, space: str, run: Callable[[discord.Client], Awaitable[None]], right: str
    ) -> None:
        try:
            await self._call(run, right)
        except MissingRights as error:
            client = self._current()
            guild = client.get_guild(int(space)) if client is not None else None
            if guild is not None and getattr(guild.me.guild_permissions, PERMISSION[right]):
                # The right is there: Discord says the same of people whose role is above ours.
                raise MissingRights(HIGHER_ROLE, self.name) from error
            raise

    async def _member(self, client: discord.Client, space: str, user: str) -> discord.Member:
        guild = _guild(client, space)
        known = guild.get_member(int(user))
        return known if known is not None else await guild.fetch_member(int(user))


def _guild(client: discord.Client, space: str) -> discord.Guild:
    guild = client.get_guild(int(space))
    if guild is None:
        raise Gone("the bot is not on that server any more")
    return guild


def _new(out: Outgoing, channel: int) -> dict[str, Any]:
    kwargs = sending(out)
    if out.nonce is not None:
        kwargs["nonce"] = out.nonce
    if out.reply_to is not None:
        kwargs["reference"] = discord.MessageReference(
            message_id=out.reply_to, channel_id=channel, fail_if_not_exists=False
        )
    return kwargs
