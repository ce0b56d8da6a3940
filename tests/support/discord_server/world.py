"""What the server remembers: users, guilds, channels, members, messages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .actors import MemberActions
from .wire import EPHEMERAL, EVERYTHING, LOADING, TEXT, THREADS, Perm, snowflake_time

if TYPE_CHECKING:
    from .server import DiscordServer


@dataclass(eq=False)
class User:
    id: int
    name: str
    bot: bool = False
    display_name: str | None = None
    locale: str = "en-US"
    dms_open: bool = True


@dataclass(eq=False)
class Role:
    id: int
    name: str
    permissions: int = 0
    position: int = 0
    managed: bool = False


@dataclass(eq=False)
class Attachment:
    id: int
    filename: str
    content: bytes
    content_type: str
    url: str
    description: str | None = None


@dataclass(eq=False)
class Message:
    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    reactions: dict[str, list[int]] = field(default_factory=dict)
    reference: int | None = None
    edited_at: datetime | None = None
    flags: int = 0
    type: int = 0
    nonce: str | int | None = None
    allowed_mentions: dict[str, Any] | None = None
    interaction_id: int | None = None
    thread: Channel | None = None
    deleted: bool = False

    @property
    def created_at(self) -> datetime:
        return snowflake_time(self.id)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def pinged_users(self) -> set[int]:
        """Users whom this message really notifies."""
        written = {int(found) for found in re.findall(r"<@!?(\d+)>", self.content)}
        if self.allowed_mentions is None or "users" in self.allowed_mentions.get("parse", ()):
            return written
        return written & {int(user) for user in self.allowed_mentions.get("users", ())}

    @property
    def pings_everyone(self) -> bool:
        if not re.search(r"@(everyone|here)\b", self.content):
            return False
        return self.allowed_mentions is None or "everyone" in self.allowed_mentions.get("parse", ())

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """All buttons and selects, top to bottom."""
        found: list[dict[str, Any]] = []
        for row in self.components:
            found.extend(row.get("components", []))
        return found

    @property
    def text(self) -> str:
        """Content and embeds as one string, as a reader sees them."""
        parts = [self.content]
        for embed in self.embeds:
            parts += [embed.get("title", ""), embed.get("description", "")]
            parts += [f"{entry['name']} {entry['value']}" for entry in embed.get("fields", ())]
            parts.append((embed.get("footer") or {}).get("text", ""))
        return "\n".join(part for part in parts if part)


@dataclass(eq=False)
class Channel:
    server: DiscordServer
    id: int
    type: int
    name: str
    guild: Guild | None = None
    parent: Channel | None = None
    recipient: User | None = None
    owner_id: int | None = None
    topic: str | None = None
    archived: bool = False
    locked: bool = False
    auto_archive: int = 1440
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    @property
    def is_thread(self) -> bool:
        return self.type in THREADS

    def find(self, message_id: int) -> Message | None:
        return next((m for m in self.messages if m.id == message_id), None)

    def hide_from_everyone(self, *allowed: Role | Member) -> None:
        """A private channel: only these roles and members (and administrators) see it."""
        assert self.guild is not None
        self.overwrites[self.guild.id] = (0, int(Perm.VIEW_CHANNEL))
        for one in allowed:
            self.overwrites[one.id] = (int(Perm.VIEW_CHANNEL), 0)


@dataclass(eq=False)
class Member(MemberActions):
    guild: Guild
    user: User
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None
    pending: bool = False
    disabled_until: datetime | None = None
    joined_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def mention(self) -> str:
        return f"<@{self.user.id}>"

    @property
    def timed_out(self) -> bool:
        return self.disabled_until is not None and self.disabled_until > datetime.now(UTC)

    @property
    def rank(self) -> int:
        return max((role.position for role in self.roles), default=0)

    @property
    def present(self) -> bool:
        return self.guild.members.get(self.id) is self

    def permissions(self, channel: Channel | None = None) -> int:
        return compute_permissions(self, channel)


@dataclass(eq=False)
class Guild:
    server: DiscordServer
    id: int
    name: str
    owner: User
    roles: dict[int, Role] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    bans: dict[int, str | None] = field(default_factory=dict)
    audit: list[tuple[str, int, str | None]] = field(default_factory=list)
    locale: str = "en-US"
    features: list[str] = field(default_factory=list)
    verification_level: int = 1
    automod: dict[int, dict[str, Any]] = field(default_factory=dict)
    """AutoMod rules by id, in Discord's own JSON."""

    events: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Scheduled events by id, in Discord's own JSON."""

    @property
    def everyone(self) -> Role:
        return self.roles[self.id]

    @property
    def me(self) -> Member:
        return self.members[self.server.bot.id]

    @property
    def bot_role(self) -> Role:
        return next(role for role in self.me.roles if role.managed)

    @property
    def text_channels(self) -> list[Channel]:
        return [channel for channel in self.channels.values() if channel.type == TEXT]

    def channel(self, name: str) -> Channel:
        return next(channel for channel in self.channels.values() if channel.name == name)

    def member(self, name: str) -> Member:
        return next(member for member in self.members.values() if member.name == name)

    def role(self, name: str) -> Role:
        return next(role for role in self.roles.values() if role.name == name)

    def add_role(self, name: str, *permissions: Perm) -> Role:
        return self.server.add_role(self, name, *permissions)

    async def add_channel(
        self, name: str, kind: int = TEXT, *, topic: str | None = None, private: bool = False
    ) -> Channel:
        return await self.server.add_channel(self, name, kind, topic=topic, private=private)

    async def add_member(
        self, name: str, *, roles: tuple[Role, ...] = (), pending: bool = False, **about: Any
    ) -> Member:
        return await self.server.add_member(self, name, roles=roles, pending=pending, **about)


def compute_permissions(member: Member, channel: Channel | None = None) -> int:
    """Permission bits of a member, in a channel when one is given, by Discord's algorithm."""
    guild = member.guild
    if guild.owner.id == member.id:
        return EVERYTHING
    bits = guild.everyone.permissions
    for role in member.roles:
        bits |= role.permissions
    if bits & Perm.ADMINISTRATOR:
        return EVERYTHING
    place = channel.parent if channel is not None and channel.is_thread else channel
    if place is not None:
        allow, deny = place.overwrites.get(guild.id, (0, 0))
        bits = (bits & ~deny) | allow
        allow = deny = 0
        for role in member.roles:
            role_allow, role_deny = place.overwrites.get(role.id, (0, 0))
            allow, deny = allow | role_allow, deny | role_deny
        bits = (bits & ~deny) | allow
        allow, deny = place.overwrites.get(member.id, (0, 0))
        bits = (bits & ~deny) | allow
    if member.timed_out:
        bits &= Perm.VIEW_CHANNEL | Perm.READ_MESSAGE_HISTORY
    return int(bits)
