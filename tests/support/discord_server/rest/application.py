"""The bot itself: application, users, gateway address, application commands."""

from __future__ import annotations

from typing import Any

from .. import limits
from ..payloads import channel_json, guild_json, user_json
from ..wire import ApiError, unknown
from .call import Call, endpoint

Json = dict[str, Any]
COMMANDS = "/applications/{application_id}/commands"
GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"


@endpoint("GET", "/users/@me")
async def me(call: Call) -> Json:
    return user_json(call.server.bot) | {"verified": True, "mfa_enabled": True, "email": None}


@endpoint("GET", "/users/{user_id}")
async def user(call: Call) -> Json:
    found = call.server.users.get(call.id("user_id"))
    if found is None:
        raise unknown(10013, "User")
    return user_json(found)


@endpoint("GET", "/users/@me/guilds")
async def my_guilds(call: Call) -> list[Json]:
    return [
        {"id": str(guild.id), "name": guild.name, "owner": False, "features": []}
        | {"icon": None, "banner": None, "permissions": str(guild.me.permissions())}
        for guild in call.server.guilds.values()
        if call.server.bot.id in guild.members
    ]


@endpoint("DELETE", "/users/@me/guilds/{guild_id}")
async def leave_guild(call: Call) -> None:
    await call.server.remove_member(call.guild.me)


@endpoint("POST", "/users/@me/channels")
async def open_dm(call: Call) -> Json:
    recipient = call.server.users.get(int(call.data["recipient_id"]))
    if recipient is None:
        raise ApiError(400, 50033, "Invalid Recipient(s)")
    return channel_json(call.server.dm(recipient))


@endpoint("GET", "/applications/@me")
@endpoint("GET", "/oauth2/applications/@me")
async def application(call: Call) -> Json:
    server = call.server
    owner = next((guild.owner for guild in server.guilds.values()), server.bot)
    return {
        "id": str(server.application_id),
        "name": "Townhall",
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "owner": user_json(owner),
        "flags": server.gateway.application_flags(),
        "summary": "",
        "team": None,
        "rpc_origins": [],
        "tags": [],
        "bot": user_json(server.bot),
        "approximate_guild_count": len(server.guilds),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
    }


@endpoint("GET", "/gateway", bot=False)
async def gateway(call: Call) -> Json:
    return {"url": call.server.gateway_url}


@endpoint("GET", "/gateway/bot")
async def gateway_bot(call: Call) -> Json:
    left = call.server.sessions_left
    limit = {"total": 1000, "remaining": left, "reset_after": 14400000, "max_concurrency": 1}
    return {
        "url": call.server.gateway_url,
        "shards": call.server.shards,
        "session_start_limit": limit,
    }


def _registered(call: Call, commands: list[Json], guild_id: int | None) -> list[Json]:
    """Commands as Discord gives them back: ids and defaults filled in."""
    made = []
    for command in commands:
        full: Json = {
            "id": str(call.server.ids.next()),
            "application_id": str(call.server.application_id),
            "version": str(call.server.ids.next()),
            "type": 1,
            "description": "",
            "name_localizations": None,
            "description_localizations": None,
            "default_member_permissions": None,
            "dm_permission": True,
            "contexts": None,
            "integration_types": [0],
            "nsfw": False,
        }
        given = {key: value for key, value in command.items() if key not in ("id", "version")}
        if guild_id is not None:
            given["guild_id"] = str(guild_id)
        if given.get("default_member_permissions") is not None:
            given["default_member_permissions"] = str(given["default_member_permissions"])
        made.append(full | given)
    return made


def _own(call: Call) -> None:
    if call.id("application_id") != call.server.application_id:
        raise ApiError(403, 20012, "You are not authorized to perform this action")


@endpoint("GET", COMMANDS)
async def global_commands(call: Call) -> list[Json]:
    _own(call)
    return _shown(call, call.server.global_commands)


def _shown(call: Call, commands: list[Json]) -> list[Json]:
    """Without the translations, unless they are asked for."""
    if call.request.query.get("with_localizations") == "true":
        return commands
    plain: list[Json] = _without_localizations(commands)
    return plain


def _without_localizations(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if not k.endswith("_localizations")}
        return {key: _without_localizations(inner) for key, inner in kept.items()}
    if isinstance(value, list):
        return [_without_localizations(inner) for inner in value]
    return value


@endpoint("PUT", COMMANDS)
async def overwrite_commands(call: Call) -> list[Json]:
    _own(call)
    call.refuse(limits.commands_problems(call.body))
    call.server.global_commands = _registered(call, call.body, None)
    call.server.command_writes += 1
    return call.server.global_commands


@endpoint("POST", COMMANDS)
async def create_command(call: Call) -> Json:
    _own(call)
    known = call.server.global_commands
    kept = [c for c in known if (c["type"], c["name"]) != _key(call.data)]
    call.refuse(limits.commands_problems([*kept, call.data]))
    made = _registered(call, [call.data], None)
    call.server.global_commands = kept + made
    call.server.command_writes += 1
    return made[0]


@endpoint("DELETE", COMMANDS + "/{command_id}")
async def delete_command(call: Call) -> None:
    _own(call)
    wanted = call.path("command_id")
    known = call.server.global_commands
    if all(command["id"] != wanted for command in known):
        raise unknown(10063, "application command")
    call.server.global_commands = [command for command in known if command["id"] != wanted]
    call.server.command_writes += 1


def _key(command: Json) -> tuple[int, str]:
    return command.get("type", 1), command["name"]


@endpoint("GET", GUILD_COMMANDS)
async def guild_commands(call: Call) -> list[Json]:
    _own(call)
    return _shown(call, call.server.guild_commands.get(call.guild.id, []))


@endpoint("PUT", GUILD_COMMANDS)
async def overwrite_guild_commands(call: Call) -> list[Json]:
    _own(call)
    guild = call.guild
    call.refuse(limits.commands_problems(call.body))
    made = _registered(call, call.body, guild.id)
    call.server.guild_commands[guild.id] = made
    call.server.command_writes += 1
    return made


@endpoint("GET", "/guilds/{guild_id}")
async def guild(call: Call) -> Json:
    data = guild_json(call.guild)
    if "with_counts" in call.request.query:
        data["approximate_member_count"] = len(call.guild.members)
    return data
