"""Channels of a server: one for text is made where none of that name stands."""

from __future__ import annotations

import discord

from bot.api.errors import UserError
from bot.api.port.nouns import NativeChannel
from bot.api.text import T

from .. import inbound
from ..calls import Calls
from ..check.rights import IN_CHANNEL
from .common import guild_of

MANAGE_CHANNELS = "Manage Channels"
Overwrites = dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]


class Channels:
    """Makes them, and finds those that stand."""

    def __init__(self, call: Calls) -> None:
        self._call = call

    async def make(self, space: str, name: str, *, private: bool, reason: str) -> NativeChannel:
        """Discord has any number of channels of one name, so it is asked before and after: the
        library repeats a call whose answer was lost, and people may make one meanwhile."""

        async def run(client: discord.Client) -> NativeChannel:
            guild = guild_of(client, space)
            if known := await _named(guild, name):
                return _seen(known[0])
            overwrites = _for_moderators(guild) if private else {}
            made = await guild.create_text_channel(name, overwrites=overwrites, reason=reason)
            first = (await _named(guild, name) or [made])[0]
            if first.id != made.id:
                await made.delete(reason=reason)
                return _seen(first)
            return inbound.Places().of(made)

        return await self._call(run, MANAGE_CHANNELS)


async def _named(guild: discord.Guild, name: str) -> list[discord.TextChannel]:
    """Those of that name, the oldest first; not from what the gateway told, which may lag."""
    found = [c for c in await guild.fetch_channels() if isinstance(c, discord.TextChannel)]
    return sorted((c for c in found if c.name.casefold() == name), key=lambda c: c.id)


def _seen(channel: discord.TextChannel) -> NativeChannel:
    if not channel.permissions_for(channel.guild.me).view_channel:
        raise UserError(
            T("There is a channel {name} that I cannot see: let me in there.", name=channel.name)
        )
    return inbound.Places().of(channel)


def _for_moderators(guild: discord.Guild) -> Overwrites:
    """Hidden from all but the roles that moderate, and the bot, which can allow itself only what
    it may on the whole server."""
    seen = discord.PermissionOverwrite(view_channel=True)
    team: Overwrites = {
        role: seen
        for role in inbound.staff_roles(guild)
        if not role.is_default() and not role.is_bot_managed()
    }
    held = discord.Permissions(IN_CHANNEL.value & guild.me.guild_permissions.value)
    return {
        guild.default_role: discord.PermissionOverwrite(view_channel=False),
        **team,
        guild.me: discord.PermissionOverwrite.from_pair(held, discord.Permissions.none()),
    }
