"""State changes together with the gateway events that Discord sends for them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from .payloads import channel_json, guild_json, member_json, message_json, role_json, user_json
from .wire import Perm, Snowflakes
from .world import Attachment, Channel, Guild, Member, Message, Role, User

if TYPE_CHECKING:
    from .gateway import Gateway
    from .server import DiscordServer


class Changes:
    """Mixed into the server; used by the REST handlers and by the actors alike."""

    ids: Snowflakes
    gateway: Gateway
    users: dict[int, User]
    channels: dict[int, Channel]
    bot: User

    if TYPE_CHECKING:

        def changed(self) -> None: ...

    def _self(self) -> DiscordServer:
        return cast("DiscordServer", self)

    async def emit(self, event: str, data: dict[str, Any], channel: Channel) -> None:
        """A channel event: not sent when the bot cannot see the channel."""
        guild = channel.guild
        if guild is not None:
            member = guild.members.get(self.bot.id)
            if member is None or not member.permissions(channel) & Perm.VIEW_CHANNEL:
                self.changed()
                return
            data = data | {"guild_id": str(guild.id)}
        await self.gateway.emit(event, data, guild)

    def _spoken(self, message: Message) -> dict[str, Any]:
        data = message_json(message, self._self())
        guild = message.channel.guild
        if guild is not None and message.author.id in guild.members:
            data["member"] = member_json(guild.members[message.author.id], with_user=False)
        return data

    async def post(
        self,
        channel: Channel,
        author: User,
        text: str,
        *,
        attachments: list[Attachment] | None = None,
        **about: Any,
    ) -> Message:
        message = Message(self.ids.next(), channel, author, text, **about)
        message.attachments = attachments or []
        channel.messages.append(message)
        data = self._spoken(message)
        if message.nonce is not None:
            data["nonce"] = message.nonce
        await self.emit("MESSAGE_CREATE", data, channel)
        return message

    async def message_changed(self, message: Message) -> None:
        if message.ephemeral:
            self.changed()
            return
        await self.emit("MESSAGE_UPDATE", self._spoken(message), message.channel)

    async def remove_message(self, message: Message) -> None:
        message.deleted = True
        if message in message.channel.messages:
            message.channel.messages.remove(message)
            data = {"id": str(message.id), "channel_id": str(message.channel.id)}
            await self.emit("MESSAGE_DELETE", data, message.channel)
        self.changed()

    async def remove_messages(self, messages: list[Message]) -> None:
        channel = messages[0].channel
        for message in messages:
            message.deleted = True
            channel.messages.remove(message)
        ids = [str(message.id) for message in messages]
        data = {"ids": ids, "channel_id": str(channel.id)}
        await self.emit("MESSAGE_DELETE_BULK", data, channel)

    def _reaction(self, message: Message, user: User, emoji: str) -> dict[str, Any]:
        return {
            "user_id": str(user.id),
            "channel_id": str(message.channel.id),
            "message_id": str(message.id),
            "emoji": {"id": None, "name": emoji},
            "burst": False,
            "type": 0,
        }

    async def add_reaction(self, message: Message, user: User, emoji: str) -> None:
        users = message.reactions.setdefault(emoji, [])
        if user.id in users:
            return
        users.append(user.id)
        data = self._reaction(message, user, emoji)
        data["message_author_id"] = str(message.author.id)
        guild = message.channel.guild
        if guild is not None and user.id in guild.members:
            data["member"] = member_json(guild.members[user.id])
        await self.emit("MESSAGE_REACTION_ADD", data, message.channel)

    async def remove_reaction(self, message: Message, user: User, emoji: str) -> None:
        users = message.reactions.get(emoji, [])
        if user.id not in users:
            return
        users.remove(user.id)
        if not users:
            del message.reactions[emoji]
        data = self._reaction(message, user, emoji)
        await self.emit("MESSAGE_REACTION_REMOVE", data, message.channel)

    async def open_thread(
        self,
        parent: Channel,
        owner: User,
        name: str,
        kind: int,
        *,
        about: Message | None = None,
        **more: Any,
    ) -> Channel:
        number = about.id if about is not None else self.ids.next()
        place: dict[str, Any] = {"guild": parent.guild, "parent": parent, "owner_id": owner.id}
        thread = Channel(self._self(), number, kind, name, **place, **more)
        assert parent.guild is not None
        self.channels[thread.id] = parent.guild.channels[thread.id] = thread
        if about is not None:
            about.thread = thread
        created = channel_json(thread) | {"newly_created": True}
        await self.emit("THREAD_CREATE", created, thread)
        if about is not None:
            await self.message_changed(about)
        return thread

    async def thread_changed(self, thread: Channel) -> None:
        await self.emit("THREAD_UPDATE", channel_json(thread), thread)

    async def member_changed(self, member: Member) -> None:
        data = member_json(member) | {"guild_id": str(member.guild.id)}
        await self.gateway.emit("GUILD_MEMBER_UPDATE", data, member.guild)

    async def remove_member(self, member: Member) -> None:
        member.guild.members.pop(member.id, None)
        data = {"guild_id": str(member.guild.id), "user": user_json(member.user)}
        if member.user is self.bot:
            await self._bot_left(member.guild)
        else:
            await self.gateway.emit("GUILD_MEMBER_REMOVE", data, member.guild)

    async def _bot_left(self, guild: Guild) -> None:
        for session in list(self.gateway.sessions.values()):
            await session.dispatch("GUILD_DELETE", {"id": str(guild.id)})

    async def ban(self, guild: Guild, user: User, reason: str | None, purge_seconds: int) -> None:
        guild.bans[user.id] = reason
        data = {"guild_id": str(guild.id), "user": user_json(user)}
        await self.gateway.emit("GUILD_BAN_ADD", data, guild)
        member = guild.members.get(user.id)
        if member is not None:
            await self.remove_member(member)
        if purge_seconds:
            await self._purge(guild, user, purge_seconds)

    async def _purge(self, guild: Guild, user: User, seconds: int) -> None:
        now = datetime.now(UTC)
        for channel in guild.channels.values():
            recent = [
                message
                for message in channel.messages
                if message.author is user and (now - message.created_at).total_seconds() < seconds
            ]
            if recent:
                await self.remove_messages(recent)

    async def unban(self, guild: Guild, user: User) -> None:
        guild.bans.pop(user.id, None)
        data = {"guild_id": str(guild.id), "user": user_json(user)}
        await self.gateway.emit("GUILD_BAN_REMOVE", data, guild)

    async def remove_channel(self, channel: Channel) -> None:
        """Somebody deletes it."""
        assert channel.guild is not None
        data = channel_json(channel)
        del self.channels[channel.id], channel.guild.channels[channel.id]
        await self.gateway.emit("CHANNEL_DELETE", data, channel.guild)

    async def role_created(self, guild: Guild, role: Role) -> None:
        data = {"guild_id": str(guild.id), "role": role_json(role)}
        await self.gateway.emit("GUILD_ROLE_CREATE", data, guild)

    async def role_changed(self, guild: Guild, role: Role) -> None:
        data = {"guild_id": str(guild.id), "role": role_json(role)}
        await self.gateway.emit("GUILD_ROLE_UPDATE", data, guild)

    async def guild_changed(self, guild: Guild) -> None:
        await self.gateway.emit("GUILD_UPDATE", guild_json(guild), guild)

    # AutoMod

    async def automod_emit(self, guild: Guild, what: str, data: dict[str, Any]) -> None:
        """Only a bot that may manage the server hears of AutoMod."""
        if guild.me.permissions() & Perm.MANAGE_GUILD:
            await self.gateway.emit(f"AUTO_MODERATION_{what}", data, guild)
        self.changed()

    async def add_automod_rule(self, guild: Guild, creator: User, **about: Any) -> dict[str, Any]:
        """A rule, made by the bot or by hand."""
        number = self.ids.next()
        rule = {
            "id": str(number),
            "guild_id": str(guild.id),
            "creator_id": str(creator.id),
            "name": "words",
            "event_type": 1,
            "trigger_type": 1,
            "trigger_metadata": {},
            "actions": [{"type": 1, "metadata": {}}],
            "enabled": True,
            "exempt_roles": [],
            "exempt_channels": [],
        } | about
        guild.automod[number] = rule
        await self.automod_emit(guild, "RULE_CREATE", rule)
        return rule

    async def automod_stops(self, channel: Channel, author: Member, text: str) -> bool:
        """What AutoMod does about a message before it is posted; True when it blocks it."""
        guild, blocked = author.guild, False
        if author.user.bot or author.permissions() & Perm.MANAGE_GUILD:
            return False
        for rule in list(guild.automod.values()):
            found = matched(rule, text) if rule["enabled"] else None
            if found is None:
                continue
            for action in rule["actions"]:
                blocked = blocked or action["type"] == 1
                data = {
                    "guild_id": str(guild.id),
                    "action": action,
                    "rule_id": rule["id"],
                    "rule_trigger_type": rule["trigger_type"],
                    "user_id": str(author.id),
                    "channel_id": str(channel.id),
                    "content": text,
                    "matched_keyword": found,
                    "matched_content": found.strip("*"),
                }
                await self.automod_emit(guild, "ACTION_EXECUTION", data)
        return blocked


def matched(rule: dict[str, Any], text: str) -> str | None:
    """The first keyword of a rule that a text contains: whole words, "*" for more of a word."""
    for keyword in (rule["trigger_metadata"] or {}).get("keyword_filter") or ():
        start = "" if keyword.startswith("*") else r"(?<!\w)"
        end = "" if keyword.endswith("*") else r"(?!\w)"
        if re.search(f"{start}{re.escape(keyword.strip('*'))}{end}", text, re.IGNORECASE):
            return str(keyword)
    return None
