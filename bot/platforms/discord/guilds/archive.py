"""The past of a server, read by Discord's API without connecting to the gateway."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord

from bot.api.errors import Gone, MissingRights, SetupError
from bot.api.port.archive import Page
from bot.api.port.inbound import InJoin
from bot.api.port.nouns import NativeChannel, NativeSpace

from .. import inbound
from ..calls import BAD_TOKEN, Calls, Throttle, for_requests

READ, MEMBERS = "Read Message History", "Server Members Intent"
PAGE, MEMBERS_PAGE = 100, 1000
_THREADED = (discord.TextChannel, discord.ForumChannel)
_Readable = discord.TextChannel | discord.VoiceChannel | discord.StageChannel


@asynccontextmanager
async def reading(token: str, api_url: str) -> AsyncIterator[ServerArchive]:
    """An archive, logged in; SetupError where the token is wrong or Discord cannot be reached."""
    counted = _Counter()
    # never told to Discord, for there is no session: the library asks whether members may be read
    intents = discord.Intents(guilds=True, members=True)
    client = discord.Client(intents=intents, max_messages=None, http_trace=counted.trace())
    async with for_requests(client):
        try:
            await client.login(token)
        except discord.LoginFailure:
            raise SetupError(BAD_TOKEN) from None
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise SetupError(
                f"Discord cannot be reached at {api_url} ({type(error).__name__}): check the "
                "network and give the same command again."
            ) from None
        yield ServerArchive(client, counted)


class _Counter:
    """Counts requests, and keeps them within what Discord allows."""

    def __init__(self) -> None:
        self.requests = 0

    def trace(self) -> aiohttp.TraceConfig:
        config = Throttle().trace()

        async def begin(
            session: aiohttp.ClientSession, context: SimpleNamespace, request: Any
        ) -> None:
            self.requests += 1

        config.on_request_start.append(begin)
        return config


class ServerArchive:
    """Implements `Archive`."""

    def __init__(self, client: discord.Client, counted: _Counter) -> None:
        self._client = client
        self._counted = counted
        self._call = Calls(lambda: client)
        self._guilds: dict[str, discord.Guild] = {}
        self._places: dict[str, discord.abc.Messageable] = {}
        self._nouns: dict[str, NativeChannel] = {}
        self._closed: dict[str, list[str]] = {}

    @property
    def requests(self) -> int:
        """How many requests were sent so far."""
        return self._counted.requests

    async def spaces(self) -> Sequence[NativeSpace]:
        """The servers that the bot is on."""

        async def read(client: discord.Client) -> list[NativeSpace]:
            return [
                NativeSpace(str(guild.id), guild.name)
                async for guild in client.fetch_guilds(limit=None, with_counts=False)
            ]

        return await self._call(read, READ)

    async def people(self, space: str) -> AsyncIterator[InJoin]:
        """Everybody with the day on which they came, a thousand a request."""
        guild, after = await self._guild(space), 0
        noun = inbound.space_of(guild)
        while True:
            found = await self._members(guild, after)
            for member in found:
                after = max(after, member.id)
                if not member.bot and member.joined_at is not None:
                    yield InJoin(noun, inbound.user_of(member), inbound.ms(member.joined_at))
            if len(found) < MEMBERS_PAGE:
                return

    async def _members(self, guild: discord.Guild, after: int) -> list[discord.Member]:
        async def read(_: discord.Client) -> list[discord.Member]:
            found = []
            async for member in guild.fetch_members(limit=None, after=discord.Object(after)):
                found.append(member)
                if len(found) == MEMBERS_PAGE:
                    break
            return found

        return await self._call(read, MEMBERS)

    async def channels(self, space: str, since: int | None) -> Sequence[NativeChannel]:
        """Text, voice and stage channels, and the threads of text channels and forums. To look for
        threads that rest costs a request for each of these."""
        guild = await self._guild(space)
        found = await self._call(lambda _: guild.fetch_channels(), READ)
        me = await self._call(lambda c: guild.fetch_member(_id(c)), READ)
        open_to_us = [c for c in found if _may_read(c, me)]
        self._closed[space] = [c.name for c in found if _sees_only(c, me)]
        for channel in open_to_us:
            if isinstance(channel, _Readable):
                self._keep(channel, inbound.Places().of(channel))
        parents = {c.id: c for c in open_to_us if isinstance(c, _THREADED)}
        for thread in await self._call(lambda _: guild.active_threads(), READ):
            self._keep_thread(thread, parents)
        if since is not None:
            for parent in parents.values():
                for thread in await self._resting(parent, since):
                    self._keep_thread(thread, parents)
        return [
            noun for noun in self._nouns.values() if noun.space and noun.space.native_id == space
        ]

    def latest(self, channel: str) -> int:
        """Discord gives it with every channel."""
        return getattr(self._places[channel], "last_message_id", None) or 0

    def closed(self, space: str) -> Sequence[str]:
        """They are heard live, and cannot be read later."""
        return self._closed.get(space, ())

    async def _resting(
        self, parent: discord.TextChannel | discord.ForumChannel, since: int
    ) -> list[discord.Thread]:
        """Archived threads that were alive after `since`; Discord gives the latest first."""
        start = datetime.fromtimestamp(since / 1000, UTC)

        async def read(_: discord.Client) -> list[discord.Thread]:
            found = []
            async for thread in parent.archived_threads(limit=None):
                if thread.archive_timestamp < start:
                    break
                found.append(thread)
            return found

        try:
            return await self._call(read, READ)
        except (MissingRights, Gone):
            return []

    def _keep(self, place: discord.abc.Messageable, noun: NativeChannel) -> None:
        self._places[noun.native_id], self._nouns[noun.native_id] = place, noun

    def _keep_thread(self, thread: discord.Thread, parents: dict[int, Any]) -> None:
        parent = parents.get(thread.parent_id)
        if parent is None:
            return
        private = thread.is_private() or inbound.is_private(parent)
        noun = NativeChannel(
            str(thread.id), thread.name, inbound.space_of(parent.guild), str(parent.id), private
        )
        self._keep(thread, noun)

    async def _guild(self, space: str) -> discord.Guild:
        if space not in self._guilds:
            self._guilds[space] = await self._call(
                lambda c: c.fetch_guild(int(space), with_counts=False), READ
            )
        return self._guilds[space]

    # ---- pages

    def number_at(self, at: int) -> int:
        """The snowflake of a moment."""
        return max(at - discord.utils.DISCORD_EPOCH, 0) << 22

    async def before(self, channel: str, native_id: int) -> Page:
        """Up to a hundred messages: one request."""
        return await self._page(channel, before=discord.Object(native_id))

    async def after(self, channel: str, native_id: int) -> Page:
        """Up to a hundred messages: one request."""
        return await self._page(channel, after=discord.Object(native_id), oldest_first=True)

    async def _page(self, channel: str, **where: Any) -> Page:
        place, noun = self._places[channel], self._nouns[channel]

        async def read(_: discord.Client) -> list[discord.Message]:
            return [message async for message in place.history(limit=PAGE, **where)]

        found = sorted(await self._call(read, READ), key=lambda message: message.id)
        places, me = _Fixed(noun), _id(self._client)
        joins = [m for m in found if m.type is discord.MessageType.new_member]
        spoken = [m for m in found if m.type in inbound.SPOKEN]
        assert noun.space is not None  # noqa: S101 - channels of servers only
        return Page(
            messages=tuple(inbound.message_of(m, places, me) for m in spoken),
            joins=tuple(
                InJoin(noun.space, inbound.user_of(m.author), inbound.ms(m.created_at))
                for m in joins
            ),
            notices=len(found) - len(joins) - len(spoken),
            oldest=found[0].id if found else 0,
            newest=found[-1].id if found else 0,
            last=len(found) < PAGE,
        )


class _Fixed(inbound.Places):
    """The channel of a page, as `channels` found it: a thread alone does not know its parent."""

    def __init__(self, noun: NativeChannel) -> None:
        super().__init__()
        self._noun = noun

    def of(self, channel: Any) -> NativeChannel:
        return self._noun


def _may_read(channel: Any, me: discord.Member) -> bool:
    rights = channel.permissions_for(me)
    return bool(rights.view_channel and rights.read_message_history)


def _sees_only(channel: Any, me: discord.Member) -> bool:
    rights = channel.permissions_for(me)
    kind = isinstance(channel, (*_THREADED, discord.VoiceChannel, discord.StageChannel))
    return bool(kind and rights.view_channel and not rights.read_message_history)


def _id(client: discord.Client) -> int:
    assert client.user is not None  # noqa: S101 - logged in
    return client.user.id
