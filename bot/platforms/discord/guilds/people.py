"""Members of a server: their level, and acting on them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import discord

from bot.api.errors import Gone
from bot.api.people import Level

from .. import inbound
from ..calls import Calls
from .common import guild_of, rank_or_right

TIME_OUT, KICK, BAN = "Timeout Members", "Kick Members", "Ban Members"
PERMISSION = {TIME_OUT: "moderate_members", KICK: "kick_members", BAN: "ban_members"}
LONGEST_TIME_OUT = timedelta(days=28) - timedelta(minutes=1)
UNKNOWN_BAN = 10026


class People:
    """Implements the port's calls on people."""

    def __init__(self, call: Calls, current: Callable[[], discord.Client | None]) -> None:
        self._call = call
        self._current = current

    async def level(self, space: str, user: str) -> Level:
        """Read from what the gateway keeps up to date; asked of Discord when it is not there."""

        async def look(client: discord.Client) -> Level:
            guild = guild_of(client, space)
            known = guild.get_member(int(user))
            return inbound.level_of(known or await guild.fetch_member(int(user)))

        try:
            return await self._call(look, "View Channels")
        except Gone:
            return Level.MEMBER

    async def time_out(self, space: str, user: str, seconds: int, reason: str) -> None:
        """At most 28 days at a time; 0 seconds end it."""
        if seconds <= 0:
            await self.lift_time_out(space, user)
            return
        length = min(timedelta(seconds=seconds), LONGEST_TIME_OUT)

        async def run(client: discord.Client) -> None:
            guild = guild_of(client, space)
            member = guild.get_member(int(user)) or await guild.fetch_member(int(user))
            await member.timeout(length, reason=reason[:500] or None)

        await self._on_person(space, run, TIME_OUT)

    async def lift_time_out(self, space: str, user: str) -> None:
        """Asks Discord first: what the gateway told of a moment ago may be out of date, and to
        change somebody who is not timed out may be refused for their rank."""

        async def run(client: discord.Client) -> None:
            member = await guild_of(client, space).fetch_member(int(user))
            if member.is_timed_out():
                await member.timeout(None)

        await self._on_person(space, run, TIME_OUT)

    async def kick(self, space: str, user: str, reason: str) -> None:
        """Remove someone; they may come back."""

        async def run(client: discord.Client) -> None:
            guild = guild_of(client, space)
            await guild.kick(discord.Object(int(user)), reason=reason[:500] or None)

        await self._on_person(space, run, KICK)

    async def ban(self, space: str, user: str, reason: str) -> None:
        """Remove someone for good; what they wrote stays."""

        async def run(client: discord.Client) -> None:
            await guild_of(client, space).ban(
                discord.Object(int(user)), reason=reason[:500] or None, delete_message_seconds=0
            )

        await self._on_person(space, run, BAN)

    async def unban(self, space: str, user: str) -> None:
        """Let someone come back."""

        async def run(client: discord.Client) -> None:
            try:
                await guild_of(client, space).unban(discord.Object(int(user)))
            except discord.NotFound as error:
                if error.code != UNKNOWN_BAN:
                    raise

        await self._on_person(space, run, BAN)

    async def _on_person(
        self, space: str, run: Callable[[discord.Client], Awaitable[None]], right: str
    ) -> None:
        with rank_or_right(self._current, space, right, PERMISSION[right]):
            await self._call(run, right)
