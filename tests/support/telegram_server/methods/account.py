"""Methods about the bot itself: who it is, how it hears, what it offers, its files."""

import json
import re

from ..errors import ApiError, bad_request
from ..model import Json
from ..updates import refuse_polling
from ..world import World
from .calls import Call

MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_COMMANDS = 100
MAX_HOLD = 50


async def get_me(world: World, call: Call) -> Json:
    return world.bot.json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


async def get_updates(world: World, call: Call) -> list[Json]:
    refuse_polling(world.webhook)
    world.updates.allow(call.get("allowed_updates"))
    limit = min(max(call.get("limit", 100), 1), 100)
    hold = min(call.get("timeout", 0), MAX_HOLD)
    return await world.updates.poll(call.get("offset", 0), limit, hold)


async def set_webhook(world: World, call: Call) -> bool:
    secret = call.get("secret_token")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    world.updates.allow(call.get("allowed_updates"))
    if call.get("drop_pending_updates"):
        world.updates.pending.clear()
    if not call["url"]:
        await world.webhook.clear()
        return True
    await world.webhook.set(call["url"], secret, call.get("max_connections", 40))
    return True


async def delete_webhook(world: World, call: Call) -> bool:
    if call.get("drop_pending_updates"):
        world.updates.pending.clear()
    await world.webhook.clear()
    return True


async def get_webhook_info(world: World, call: Call) -> Json:
    return world.webhook.info()


def _key(call: Call) -> tuple[str, str]:
    scope = call.get("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), call.get("language_code", "")


async def set_my_commands(world: World, call: Call) -> bool:
    commands = call["commands"]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"/?[a-z0-9_]{1,32}", command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_key(call)] = commands
    world.changes.notify()
    return True


async def get_my_commands(world: World, call: Call) -> list[Json]:
    return world.commands.get(_key(call), [])


async def delete_my_commands(world: World, call: Call) -> bool:
    world.commands.pop(_key(call), None)
    world.changes.notify()
    return True


async def get_file(world: World, call: Call) -> Json:
    file = world.files.get(call["file_id"])
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return file.file_json()


async def log_out(world: World, call: Call) -> bool:
    world.logged_out = True
    return True


async def close(world: World, call: Call) -> bool:
    return True


def check_session(world: World, token: str) -> None:
    """The first thing any call meets."""
    if token != world.token:
        raise ApiError(401, "Unauthorized")
    if world.logged_out:
        raise bad_request("Logged out")


METHODS = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getFile": get_file,
    "logOut": log_out,
    "close": close,
}
