"""Members, roles, bans and channels of a guild."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ..payloads import channel_json, guild_json, member_json, role_json, user_json
from ..wire import FORUM, ApiError, Perm, invalid_form, missing_permissions, unknown
from ..world import Guild, Member
from .call import Call, endpoint

Json = dict[str, Any]
MEMBER = "/guilds/{guild_id}/members/{user_id}"
BAN = "/guilds/{guild_id}/bans/{user_id}"
LONGEST_TIMEOUT = timedelta(days=28)


def _member(call: Call, guild: Guild) -> Member:
    member = guild.members.get(call.id("user_id"))
    if member is None:
        known = call.id("user_id") in call.server.users
        raise unknown(10007, "Member") if known else unknown(10013, "User")
    return member


def _outranks(guild: Guild, member: Member) -> None:
    if member.id == guild.owner.id or member.rank >= guild.me.rank:
        raise missing_permissions()


@endpoint("GET", "/guilds/{guild_id}/channels")
async def channels(call: Call) -> list[Json]:
    return [channel_json(c) for c in call.guild.channels.values() if not c.is_thread]


@endpoint("POST", "/guilds/{guild_id}/channels")
async def create_channel(call: Call) -> Json:
    guild = call.guild
    call.need(Perm.MANAGE_CHANNELS, guild=guild)
    kind = call.data.get("type") or 0
    if kind not in (0, FORUM):
        raise invalid_form([f"type {kind} is not known here"])
    overwrites = {
        int(one["id"]): (int(one.get("allow") or 0), int(one.get("deny") or 0))
        for one in call.data.get("permission_overwrites") or []
    }
    for allowed, denied in overwrites.values():  # a bot cannot give what it does not have
        if (allowed | denied) & ~guild.me.permissions():
            raise missing_permissions()
    made = await call.server.add_channel(
        guild,
        call.data["name"],
        kind,
        topic=call.data.get("topic"),
        private=False,
        overwrites=overwrites,
    )
    guild.audit.append(("channel", made.id, call.reason))
    return channel_json(made)


@endpoint("GET", "/guilds/{guild_id}/threads/active")
async def active_threads(call: Call) -> Json:
    threads = [c for c in call.guild.channels.values() if c.is_thread and not c.archived]
    return {"threads": [channel_json(thread) for thread in threads], "members": []}


@endpoint("GET", "/guilds/{guild_id}/roles")
async def roles(call: Call) -> list[Json]:
    return [role_json(role) for role in call.guild.roles.values()]


@endpoint("GET", "/guilds/{guild_id}/members")
async def members(call: Call) -> list[Json]:
    after, limit = call.query_id("after") or 0, call.limit(1, 1000)
    found = sorted((m for m in call.guild.members.values() if m.id > after), key=lambda m: m.id)
    return [member_json(member) for member in found[:limit]]


@endpoint("GET", "/guilds/{guild_id}/members/search")
async def search_members(call: Call) -> list[Json]:
    prefix, limit = call.request.query["query"].lower(), call.limit(1, 1000)
    found = [m for m in call.guild.members.values() if m.name.lower().startswith(prefix)]
    return [member_json(member) for member in found[:limit]]


@endpoint("GET", MEMBER)
async def member(call: Call) -> Json:
    return member_json(_member(call, call.guild))


@endpoint("PATCH", MEMBER)
async def change_member(call: Call) -> Json:
    guild = call.guild
    target = _member(call, guild)
    if "communication_disabled_until" in call.data:
        call.need(Perm.MODERATE_MEMBERS, guild=guild)
        _outranks(guild, target)
        if target.permissions() & Perm.ADMINISTRATOR:
            raise missing_permissions()
        target.disabled_until = _until(call)
        guild.audit.append(("timeout", target.id, call.reason))
    if "nick" in call.data:
        call.need(Perm.MANAGE_NICKNAMES, guild=guild)
        target.nick = call.data["nick"]
    if "roles" in call.data:
        call.need(Perm.MANAGE_ROLES, guild=guild)
        target.roles = [guild.roles[int(role)] for role in call.data["roles"]]
    await call.server.member_changed(target)
    return member_json(target)


def _until(call: Call) -> datetime | None:
    value = call.data["communication_disabled_until"]
    if value is None:
        return None
    try:
        until = datetime.fromisoformat(value)
    except ValueError:
        call.refuse([f"communication_disabled_until={value!r} is no ISO 8601 time"])
        raise
    if until - datetime.now(UTC) > LONGEST_TIMEOUT:
        call.refuse(["communication_disabled_until is more than 28 days ahead"])
    return until


@endpoint("DELETE", MEMBER)
async def kick(call: Call) -> None:
    guild = call.guild
    target = _member(call, guild)
    call.need(Perm.KICK_MEMBERS, guild=guild)
    _outranks(guild, target)
    guild.audit.append(("kick", target.id, call.reason))
    await call.server.remove_member(target)


@endpoint("PUT", MEMBER + "/roles/{role_id}")
@endpoint("DELETE", MEMBER + "/roles/{role_id}")
async def change_role(call: Call) -> None:
    guild = call.guild
    target = _member(call, guild)
    role = guild.roles.get(call.id("role_id"))
    if role is None:
        raise unknown(10011, "Role")
    call.need(Perm.MANAGE_ROLES, guild=guild)
    if role is guild.everyone:
        raise ApiError(400, 50028, "Invalid Role")
    if role.managed or role.position >= guild.me.rank:
        raise missing_permissions()
    kept = [one for one in target.roles if one is not role]
    target.roles = [*kept, role] if call.record.method == "PUT" else kept
    await call.server.member_changed(target)


@endpoint("GET", "/guilds/{guild_id}/bans")
async def bans(call: Call) -> list[Json]:
    guild = call.guild
    call.need(Perm.BAN_MEMBERS, guild=guild)
    users = call.server.users
    return [{"user": user_json(users[u]), "reason": why} for u, why in guild.bans.items()]


@endpoint("GET", BAN)
async def ban_of(call: Call) -> Json:
    guild, user_id = call.guild, call.id("user_id")
    call.need(Perm.BAN_MEMBERS, guild=guild)
    if user_id not in guild.bans:
        raise unknown(10026, "Ban")
    return {"user": user_json(call.server.users[user_id]), "reason": guild.bans[user_id]}


@endpoint("PUT", BAN)
async def ban(call: Call) -> None:
    guild = call.guild
    call.need(Perm.BAN_MEMBERS, guild=guild)
    user = call.server.users.get(call.id("user_id"))
    if user is None:
        raise unknown(10013, "User")
    if user.id in guild.members:
        _outranks(guild, guild.members[user.id])
    given = call.data.get("delete_message_seconds")
    seconds = int(call.request.query.get("delete_message_seconds", given or 0))
    if seconds > 604_800:
        call.refuse([f"delete_message_seconds={seconds}, at most 604800 are allowed"])
    guild.audit.append(("ban", user.id, call.reason))
    await call.server.ban(guild, user, call.reason, seconds)


@endpoint("DELETE", BAN)
async def unban(call: Call) -> None:
    guild = call.guild
    call.need(Perm.BAN_MEMBERS, guild=guild)
    user_id = call.id("user_id")
    if user_id not in guild.bans:
        raise unknown(10026, "Ban")
    await call.server.unban(guild, call.server.users[user_id])


@endpoint("GET", "/guilds/{guild_id}/audit-logs")
async def audit_log(call: Call) -> Json:
    guild = call.guild
    call.need(Perm.VIEW_AUDIT_LOG, guild=guild)
    kinds = {"channel": 10, "kick": 20, "ban": 22, "timeout": 24}
    entries = [
        {
            "id": str(number + 1),
            "action_type": kinds[kind],
            "target_id": str(target),
            "user_id": str(call.server.bot.id),
            "reason": why,
        }
        for number, (kind, target, why) in enumerate(guild.audit)
    ]
    known = call.server.users
    users = [user_json(known[target]) for _, target, _ in guild.audit if target in known]
    empty: Json = {"webhooks": [], "threads": [], "integrations": [], "application_commands": []}
    empty |= {"guild_scheduled_events": [], "auto_moderation_rules": []}
    return empty | {
        "audit_log_entries": entries[::-1],
        "users": [*users, user_json(call.server.bot)],
    }


@endpoint("PATCH", "/guilds/{guild_id}")
async def change_guild(call: Call) -> Json:
    guild = call.guild
    if guild.owner is not call.server.bot and not guild.me.permissions() & Perm.MANAGE_GUILD:
        raise ApiError(403, 50013, "Missing Permissions")
    guild.name = call.data.get("name") or guild.name
    if call.data.get("verification_level") is not None:
        guild.verification_level = call.data["verification_level"]
    await call.server.guild_changed(guild)
    return guild_json(guild)
