"""What acting on a server has in common."""

from __future__ import annotations

import discord

from bot.api.errors import Gone

MANAGE_SERVER = "Manage Server"
"""The right for word rules and the verification level, as Discord's settings call it."""


def guild_of(client: discord.Client, space: str) -> discord.Guild:
    """The server as the gateway keeps it up to date; Gone when the bot is not on it."""
    guild = client.get_guild(int(space))
    if guild is None:
        raise Gone("the bot is not on that server any more")
    return guild
