"""What acting on a server has in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import discord

from bot.api.errors import Gone, MissingRights

MANAGE_SERVER = "Manage Server"
"""The right for word rules and the verification level, as Discord's settings call it."""

HIGHER_ROLE = "a higher place in the list of roles"


def guild_of(client: discord.Client, space: str) -> discord.Guild:
    """The server as the gateway keeps it up to date; Gone when the bot is not on it."""
    guild = client.get_guild(int(space))
    if guild is None:
        raise Gone("the bot is not on that server any more")
    return guild


@contextmanager
def rank_or_right(
    current: Callable[[], discord.Client | None], space: str, right: str, permission: str
) -> Iterator[None]:
    """Discord says the same when a right is missing and when somebody, or a role, is above us:
    where we have the right (`permission` is discord.py's name of it), it is the rank."""
    try:
        yield
    except MissingRights as error:
        client = current() if error.right == right else None
        guild = client.get_guild(int(space)) if client is not None else None
        if guild is not None and getattr(guild.me.guild_permissions, permission):
            raise MissingRights(HIGHER_ROLE, error.platform) from error
        raise
