"""Discord's objects in the engine's terms: the only way in."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import discord

from bot.api.people import Level
from bot.api.port.inbound import InMessage, InRoles, InSpace
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser

_MARKUP = re.compile(r"<(@!?|#|@&)(\d+)>|<a?:(\w+):\d+>")
SPOKEN = frozenset({discord.MessageType.default, discord.MessageType.reply})
DELETED_USER = 456_226_577_798_135_808
"""The one account that stands for everybody who deleted theirs: nobody in particular."""
STAFF = discord.Permissions(
    manage_messages=True, moderate_members=True, kick_members=True, ban_members=True
)
MANAGERS = discord.Permissions(administrator=True, manage_guild=True)


def now_ms() -> int:
    return int(time.time() * 1000)


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def user_of(user: discord.abc.User, locale: discord.Locale | None = None) -> NativeUser:
    return NativeUser(
        native_id=str(user.id),
        name=user.display_name,
        username=user.name,
        is_bot=user.bot or user.id == DELETED_USER,
        locale=locale.value if locale is not None else None,
    )


def space_of(guild: discord.Guild) -> NativeSpace:
    return NativeSpace(str(guild.id), guild.name)


def is_private(channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    """Whether ordinary members cannot read a channel."""
    if isinstance(channel, discord.Thread):
        if channel.is_private() or channel.parent is None:
            return True
        return is_private(channel.parent)
    everybody = channel.guild.get_role(channel.guild.id)
    # a server that is away has sent no roles: rather too private than too little
    return everybody is None or not channel.permissions_for(everybody).view_channel


def level_of(member: discord.Member) -> Level:
    """Discord's rights on the four steps of Level."""
    if member.guild.owner_id == member.id:
        return Level.OWNER
    rights = member.guild_permissions
    if rights.value & MANAGERS.value:
        return Level.ADMIN
    return Level.MODERATOR if rights.value & STAFF.value else Level.MEMBER


def holder_of(member: discord.Member) -> NativeUser:
    """A member with their roles: not the one that everybody has, none that belongs to a bot."""
    roles = [r.name for r in member.roles if not r.is_default() and not r.is_bot_managed()]
    return replace(user_of(member), roles=tuple(roles))


def holders_of(guild: discord.Guild) -> InRoles:
    """Who has which role on a server. Not in the authors of messages: those would come on a lane
    of their own, and perhaps after a change that they do not know of."""
    people = (holder_of(m) for m in guild.members if not m.bot and not m.pending)
    holders = tuple(who for who in people if who.roles)
    # members of a very large server come bit by bit
    return InRoles(space_of(guild), holders, whole=guild.chunked)


class Places:
    """Native channels by id, remembered until something about channels or roles changes."""

    def __init__(self) -> None:
        self._known: dict[int, NativeChannel] = {}

    def forget(self) -> None:
        self._known.clear()

    def of(self, channel: Any) -> NativeChannel:
        """Any channel that discord.py hands out."""
        known = self._known.get(channel.id)
        if known is None:
            known = _channel(channel)
            if isinstance(channel, discord.abc.GuildChannel | discord.Thread):
                self._known[channel.id] = known
        return known


def _channel(channel: Any) -> NativeChannel:
    number = str(channel.id)
    if isinstance(channel, discord.Thread):
        return NativeChannel(
            number,
            channel.name,
            space_of(channel.guild),
            parent=str(channel.parent_id),
            private=is_private(channel),
        )
    if isinstance(channel, discord.abc.GuildChannel):
        return NativeChannel(
            number, channel.name, space_of(channel.guild), private=is_private(channel)
        )
    if isinstance(channel, discord.DMChannel):
        name = channel.recipient.display_name if channel.recipient is not None else "direct"
        return NativeChannel(number, name)
    guild = getattr(channel, "guild", None)
    # A place that is not in the cache: take it for private rather than tell too much.
    space = space_of(guild) if guild is not None else None
    return NativeChannel(number, getattr(channel, "name", None) or number, space, private=True)


def text_of(message: discord.Message) -> str:
    """What a reader sees of a message."""
    return readable(message.content, message.mentions, message.guild)


def readable(
    content: str, mentioned: Sequence[discord.abc.User], guild: discord.Guild | None
) -> str:
    """The words with names instead of Discord's numbers."""
    if "<" not in content:
        return content
    people = {user.id: user.display_name for user in mentioned}

    def named(found: re.Match[str]) -> str:
        kind, number, emoji = found.groups()
        if emoji is not None:
            return f":{emoji}:"
        if kind == "#":
            channel = guild.get_channel_or_thread(int(number)) if guild is not None else None
            return f"#{channel.name}" if channel is not None else "#channel"
        if kind == "@&":
            role = guild.get_role(int(number)) if guild is not None else None
            return f"@{role.name}" if role is not None else "@role"
        member = guild.get_member(int(number)) if guild is not None else None
        name = people.get(int(number)) or (member.display_name if member else "member")
        return f"@{name}"

    return _MARKUP.sub(named, content)


def message_of(message: discord.Message, places: Places, me: int | None) -> InMessage:
    """A message of a person or of another bot."""
    reference = message.reference if message.type is discord.MessageType.reply else None
    answered = reference.resolved if reference is not None else None
    return InMessage(
        channel=places.of(message.channel),
        author=user_of(message.author),
        native_id=message.id,
        text=text_of(message),
        sent_at=(message.id >> 22) + discord.utils.DISCORD_EPOCH,
        reply_to=reference.message_id if reference is not None else None,
        reply_to_author=user_of(answered.author) if isinstance(answered, discord.Message) else None,
        mentions=tuple([user_of(user) for user in message.mentions if user.id != me]),
        mentions_bot=any(user.id == me for user in message.mentions),
        attachments=len(message.attachments),
        url=message.jump_url,
        edited_at=ms(message.edited_at) if message.edited_at is not None else None,
    )


def guild_of(guild: discord.Guild, places: Places) -> InSpace:
    """A whole server: its text channels, its owner and its staff."""
    channels = [
        places.of(channel)
        for channel in guild.text_channels
        if channel.permissions_for(guild.me).view_channel
    ]
    staff = {member.id: member for role in staff_roles(guild) for member in role.members}
    owner = guild.owner
    return InSpace(
        space=space_of(guild),
        channels=tuple(channels),
        owner=user_of(owner) if owner is not None else None,
        staff=tuple(
            (user_of(member), level_of(member))
            for member in staff.values()
            if not member.bot and member.id != guild.owner_id
        ),
        # members of a very large server come bit by bit
        whole_staff=guild.chunked,
    )


def staff_roles(guild: discord.Guild) -> Iterator[discord.Role]:
    """Roles that make whoever has them a moderator or more."""
    for role in guild.roles:
        if role.permissions.value & (MANAGERS.value | STAFF.value):
            yield role


def answers_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a submitted form by key."""
    found: dict[str, str] = {}
    for row in data.get("components", ()):
        inside = [row["component"]] if "component" in row else row.get("components", ())
        for field in inside:
            found[field["custom_id"]] = str(field.get("value", ""))
    return found
