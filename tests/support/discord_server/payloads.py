"""The server's state in the JSON that Discord sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .wire import DM, FORUM, HAS_THREAD, iso

if TYPE_CHECKING:
    from .server import DiscordServer
    from .world import Attachment, Channel, Guild, Member, Message, Role, User

Json = dict[str, Any]


def user_json(user: User) -> Json:
    return {
        "id": str(user.id),
        "username": user.name,
        "discriminator": "0000" if user.bot else "0",
        "global_name": user.display_name,
        "avatar": None,
        "bot": user.bot,
        "public_flags": 0,
    }


def member_json(member: Member, *, with_user: bool = True) -> Json:
    data: Json = {
        "roles": [str(role.id) for role in member.roles],
        "nick": member.nick,
        "avatar": None,
        "joined_at": iso(member.joined_at),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": member.pending,
        "communication_disabled_until": iso(member.disabled_until),
    }
    if with_user:
        data["user"] = user_json(member.user)
    return data


def role_json(role: Role) -> Json:
    return {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(role.permissions),
        "position": role.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "managed": role.managed,
        "mentionable": False,
        "flags": 0,
    }


def channel_json(channel: Channel) -> Json:
    last = str(channel.messages[-1].id) if channel.messages else None
    data: Json = {"id": str(channel.id), "type": channel.type, "last_message_id": last, "flags": 0}
    if channel.type == DM:
        assert channel.recipient is not None
        return data | {"recipients": [user_json(channel.recipient)]}
    assert channel.guild is not None
    data |= {"name": channel.name, "guild_id": str(channel.guild.id), "rate_limit_per_user": 0}
    if channel.is_thread:
        return data | thread_fields(channel)
    data |= {
        "position": list(channel.guild.channels).index(channel.id),
        "topic": channel.topic,
        "nsfw": False,
        "parent_id": None,
        "permission_overwrites": [
            {
                "id": str(target),
                "type": 0 if target in channel.guild.roles else 1,
                "allow": str(allow),
                "deny": str(deny),
            }
            for target, (allow, deny) in channel.overwrites.items()
        ],
    }
    if channel.type == FORUM:
        data |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
    return data


def thread_fields(channel: Channel) -> Json:
    assert channel.parent is not None
    return {
        "parent_id": str(channel.parent.id),
        "owner_id": str(channel.owner_id),
        "message_count": len(channel.messages),
        "total_message_sent": len(channel.messages),
        "member_count": 1,
        "thread_metadata": {
            "archived": channel.archived,
            "locked": channel.locked,
            "auto_archive_duration": channel.auto_archive,
            "archive_timestamp": iso(channel.server.started_at),
        },
    }


def attachment_json(attachment: Attachment) -> Json:
    return {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": len(attachment.content),
        "url": attachment.url,
        "proxy_url": attachment.url,
        "content_type": attachment.content_type,
        "description": attachment.description,
    }


def message_json(message: Message, server: DiscordServer, *, nested: bool = True) -> Json:
    mentioned = [server.users[user] for user in message.pinged_users if user in server.users]
    data: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "author": user_json(message.author),
        "content": message.content,
        "timestamp": iso(message.created_at),
        "edited_timestamp": iso(message.edited_at),
        "tts": False,
        "mention_everyone": message.pings_everyone,
        "mentions": [user_json(user) for user in mentioned],
        "mention_roles": [],
        "attachments": [attachment_json(one) for one in message.attachments],
        "embeds": message.embeds,
        "components": message.components,
        "pinned": False,
        "type": message.type,
        "flags": message.flags,
    }
    if message.author is server.bot:
        data["application_id"] = str(server.application_id)
        if message.interaction_id is not None:
            data["webhook_id"] = str(server.application_id)
    if message.reactions:
        data["reactions"] = [
            reaction_json(emoji, users, server) for emoji, users in message.reactions.items()
        ]
    if message.reference is not None:
        data["message_reference"] = {
            "type": 0,
            "message_id": str(message.reference),
            "channel_id": str(message.channel.id),
        }
        source = message.channel.find(message.reference)
        if nested:
            data["referenced_message"] = (
                message_json(source, server, nested=False) if source is not None else None
            )
    if message.thread is not None:
        data["thread"] = channel_json(message.thread)
        data["flags"] |= HAS_THREAD
    return data


def reaction_json(emoji: str, users: list[int], server: DiscordServer) -> Json:
    return {
        "emoji": {"id": None, "name": emoji},
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "burst_colors": [],
        "me": server.bot.id in users,
        "me_burst": False,
    }


def guild_json(guild: Guild) -> Json:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner.id),
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": guild.verification_level,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "roles": [role_json(role) for role in guild.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": guild.features,
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "preferred_locale": guild.locale,
        "premium_tier": 0,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
        "vanity_url_code": None,
    }


def guild_create_json(guild: Guild, *, all_members: bool) -> Json:
    members = list(guild.members.values()) if all_members else [guild.me]
    channels = [channel for channel in guild.channels.values() if not channel.is_thread]
    threads = [c for c in guild.channels.values() if c.is_thread and not c.archived]
    return guild_json(guild) | {
        "joined_at": iso(guild.me.joined_at),
        "large": len(guild.members) > 250,
        "unavailable": False,
        "member_count": len(guild.members),
        "members": [member_json(member) for member in members],
        "channels": [channel_json(channel) for channel in channels],
        "threads": [channel_json(thread) for thread in threads],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
