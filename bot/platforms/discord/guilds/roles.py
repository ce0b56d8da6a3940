"""Roles of a server: those that carry no power are given and taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import discord

from bot.api.errors import MissingRights, UserError
from bot.api.text import T

from ..calls import Calls
from .common import HIGHER_ROLE, guild_of, rank_or_right

MANAGE_ROLES = "Manage Roles"
POWER = discord.Permissions.elevated() | discord.Permissions(
    manage_nicknames=True,
    mute_members=True,
    deafen_members=True,
    move_members=True,
    manage_events=True,
    mention_everyone=True,
    view_audit_log=True,
    view_guild_insights=True,
    pin_messages=True,
)
"""Rights over others or over the server; who may pick a role for themselves must get none."""

SHOWN = 20


class Roles:
    """Implements the port's calls on roles. Only roles without power are known here."""

    def __init__(self, call: Calls, current: Callable[[], discord.Client | None]) -> None:
        self._call = call
        self._current = current

    async def names(self, space: str) -> Sequence[str]:
        """Those that the bot could give, highest first."""

        async def read(client: discord.Client) -> list[str]:
            return [role.name for role in _giveable(guild_of(client, space))]

        return await self._call(read, MANAGE_ROLES)

    async def give(self, space: str, user: str, role: str) -> str:
        """Give a role; its name as Discord writes it."""

        async def run(client: discord.Client) -> str:
            guild = guild_of(client, space)
            found = _found(guild, role)
            member = guild.get_member(int(user)) or await guild.fetch_member(int(user))
            await member.add_roles(found)
            return found.name

        with rank_or_right(self._current, space, MANAGE_ROLES, "manage_roles"):
            return await self._call(run, MANAGE_ROLES)

    async def take(self, space: str, user: str, role: str) -> None:
        """Take a role away. Not looked up first: the gateway may lag behind our own changes, and
        Discord does not mind when there was nothing to take."""

        async def run(client: discord.Client) -> None:
            guild = guild_of(client, space)
            if not _named(guild, role):
                return  # deleted, and so nobody has it
            member = guild.get_member(int(user)) or await guild.fetch_member(int(user))
            await member.remove_roles(_found(guild, role))

        with rank_or_right(self._current, space, MANAGE_ROLES, "manage_roles"):
            await self._call(run, MANAGE_ROLES)


def _giveable(guild: discord.Guild) -> list[discord.Role]:
    """Roles without power below the bot's own, highest first."""
    return [role for role in reversed(guild.roles) if _is_giveable(role)]


def _is_giveable(role: discord.Role) -> bool:
    return role.is_assignable() and not _powerful(role)


def _powerful(role: discord.Role) -> bool:
    """Whether a role gives power on the whole server or in any channel of it. What everybody has
    is none: a role made on Discord begins with the rights of everybody, who may mention everyone
    on a fresh server."""
    power = POWER.value & ~role.guild.default_role.permissions.value
    if role.permissions.value & power:
        return True
    granted = (channel.overwrites_for(role).pair()[0] for channel in role.guild.channels)
    return any(allowed.value & POWER.value for allowed in granted)


def _named(guild: discord.Guild, name: str) -> list[discord.Role]:
    """The roles of that name; in another case only where none is written just so."""
    named = [role for role in reversed(guild.roles) if role.name.casefold() == name.casefold()]
    return [role for role in named if role.name == name] or named


def _found(guild: discord.Guild, name: str) -> discord.Role:
    """The role by that name; a sentence for whoever asked when it cannot be given."""
    named = _named(guild, name)
    for role in named:
        if _is_giveable(role):
            return role
    if any(_powerful(role) for role in named):
        raise UserError(
            T("The role {role} comes with rights over others, so I do not give it.", role=name)
        )
    if any(not role.managed and not role.is_default() for role in named):
        raise MissingRights(HIGHER_ROLE, "discord")
    giveable = _giveable(guild)
    if not giveable:
        raise UserError(
            T("There is no role that I could give: make one below my own, without special rights.")
        )
    names = ", ".join(role.name for role in giveable[:SHOWN])
    raise UserError(
        T("There is no role {role}. I can give: {names}.", role=name, names=names)
        if len(giveable) <= SHOWN
        else T(
            "There is no role {role}. I can give, among others: {names}.", role=name, names=names
        )
    )
