"""Tells the engine of servers: when the bot finds itself there, is back, or they have changed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from typing import Any

import discord

from bot.api.errors import arisen
from bot.api.port.inbound import InJoin, Sink
from bot.api.port.nouns import NativeSpace
from bot.api.port.returning import Back, Returns

from .. import inbound
from ..lanes import Lanes

log = logging.getLogger(__name__)

NAME = "discord"
SETTLE_S = 0.5
AGAIN_S = 15.0
DAY_MS = 86_400_000


class Announcer:
    """One for each client. A session that is resumed has missed nothing; a new one has."""

    def __init__(
        self,
        client: discord.AutoShardedClient,
        sink: Sink,
        lanes: Lanes,
        places: inbound.Places,
        returns: Returns | None,
        catch_up_days: int,
    ) -> None:
        self._client = client
        self._sink = sink
        self._lanes = lanes
        self._places = places
        self._returns = returns if catch_up_days else None
        self._look_back_ms = catch_up_days * DAY_MS
        self._stale: dict[int, asyncio.TimerHandle] = {}
        self._other_roles: set[int] = set()
        self._announcing: set[asyncio.Task[None]] = set()
        self._first: dict[int, int] = {}
        """By server, the first message heard in this session: all before it may be missing."""

        self._ready: set[int] = set()
        self._closed = asyncio.Event()
        lanes.missed = self._all_back

    async def close(self) -> None:
        """What is being announced is still handed over, and nothing after it."""
        self._closed.set()
        for waiting in self._stale.values():
            waiting.cancel()
        self._stale.clear()
        await asyncio.gather(*self._announcing, return_exceptions=True)

    # ---- sessions

    def heard(self, message: discord.Message) -> None:
        """A message of anybody, ours too."""
        if message.guild is not None and message.guild.id not in self._first:
            self._first[message.guild.id] = message.id

    def new_session(self, shard: int) -> None:
        """Before anything of it is heard."""
        self._ready.discard(shard)
        for guild in [g for g in self._first if self._shard(g) == shard]:
            del self._first[guild]

    def lost(self, guild: discord.Guild) -> None:
        """Discord has trouble with a server, and tells nothing of it for a while."""
        self._first.pop(guild.id, None)

    def _shard(self, guild: int) -> int:
        return (guild >> 22) % (self._client.shard_count or 1)

    async def ready(self, shard: int) -> bool:
        """All servers of the session are there, but those with which Discord has trouble. Whether
        that is so of every session."""
        told: set[int] = set()
        while late := [guild for guild in self._of(shard) if guild.id not in told]:
            for guild in late:  # and then those that came meanwhile
                await self._back(guild)
                told.add(guild.id)
        self._ready.add(shard)
        return len(self._ready) >= (self._client.shard_count or 1)

    def _of(self, shard: int) -> Iterator[discord.Guild]:
        there = self._client.guilds
        return (one for one in there if one.shard_id == shard and not one.unavailable)

    async def available(self, guild: discord.Guild) -> None:
        """One that came late, or whose trouble is over."""
        if guild.shard_id in self._ready:
            await self._back(guild)

    def _all_back(self) -> None:
        """What came was left out for a while: as if it had been missed."""
        self._first.clear()
        for guild in self._client.guilds:
            if not guild.unavailable:
                self._soon(self._back(guild))

    async def _back(self, guild: discord.Guild) -> None:
        """Told again until the engine has it noted, or nobody would look for what is missing."""
        while not self._closed.is_set():
            try:
                await self._sink.receive(NAME, inbound.guild_of(guild, self._places))
                self._lanes.put(guild.id, inbound.holders_of(guild))
                if self._returns is not None:
                    await self._returns.back(NAME, self._gap(guild))
                return
            except Exception as error:
                log.warning("a server cannot be taken in now, tried again: %s", arisen(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closed.wait(), AGAIN_S)

    def _gap(self, guild: discord.Guild) -> Back:
        now = inbound.now_ms()
        since = now - self._look_back_ms
        space = inbound.space_of(guild)

        def is_here(user: str) -> bool:
            current = self._client.get_guild(guild.id)
            # whoever is not in a list that is not complete may be there all the same
            return current is None or not current.chunked or bool(current.get_member(int(user)))

        return Back(
            space,
            now,
            since,
            self._first.get(guild.id),
            tuple(_joined(guild, space, since)),
            is_here if guild.chunked else None,
        )

    # ---- what is there

    def announce(self, guild: discord.Guild, *, roles: bool) -> None:
        """A server with its channels and staff, and who has which role where that is news."""
        self._lanes.put(guild.id, inbound.guild_of(guild, self._places))
        if roles:
            self._lanes.put(guild.id, inbound.holders_of(guild))

    def changed(self, guild: discord.Guild, *, roles: bool = False) -> None:
        """Announce a server again, once for a burst of changes."""
        self._places.forget()
        if roles:
            self._other_roles.add(guild.id)
        waiting = self._stale.pop(guild.id, None)
        if waiting is not None:
            waiting.cancel()
        self._stale[guild.id] = asyncio.get_running_loop().call_later(
            SETTLE_S, self._announce_soon, guild
        )

    def _announce_soon(self, guild: discord.Guild) -> None:
        self._stale.pop(guild.id, None)
        roles = guild.id in self._other_roles
        self._other_roles.discard(guild.id)
        self.announce(guild, roles=roles)

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._announcing.add(task)
        task.add_done_callback(self._announcing.discard)


def _joined(guild: discord.Guild, space: NativeSpace, since: int) -> Iterator[InJoin]:
    for member in guild.members:
        at = inbound.ms(member.joined_at) if member.joined_at is not None else 0
        if at > since and not member.bot and not member.pending:
            yield InJoin(space, inbound.holder_of(member), at)
