"""The slow door: a server's verification level, raised for a while and put back."""

from __future__ import annotations

import discord

from bot.api.errors import Unsupported

from ..calls import Calls
from .common import MANAGE_SERVER, guild_of

SLOW = discord.VerificationLevel.high
"""Newcomers must have been on the server for ten minutes before they can write."""


class Door:
    """Closes and opens; both ask Discord, since the gateway may lag behind our own changes."""

    def __init__(self, call: Calls) -> None:
        self._call = call

    async def close(self, space: str) -> str:
        """Raise the level, unless it is that high already; the name of the former level."""
        # Two calls, so that a repeat of the second cannot take our own change for the former.
        former = await self._level(space)
        if former.value < SLOW.value:
            await self._set(space, SLOW)
        return former.name

    async def open(self, space: str, former: str) -> None:
        """Put the former level back, unless somebody has chosen another one meanwhile."""
        try:
            level = discord.VerificationLevel[former]
        except KeyError:
            raise Unsupported(f"Discord has no verification level {former!r}") from None
        if level.value < SLOW.value and await self._level(space) is SLOW:
            await self._set(space, level)

    async def _level(self, space: str) -> discord.VerificationLevel:
        async def read(client: discord.Client) -> discord.VerificationLevel:
            number = guild_of(client, space).id
            return (await client.fetch_guild(number, with_counts=False)).verification_level

        return await self._call(read, MANAGE_SERVER)

    async def _set(self, space: str, level: discord.VerificationLevel) -> None:
        async def write(client: discord.Client) -> None:
            await guild_of(client, space).edit(verification_level=level)

        await self._call(write, MANAGE_SERVER)
