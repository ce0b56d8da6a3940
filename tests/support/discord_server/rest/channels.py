"""Messages, reactions and threads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from .. import limits
from ..payloads import channel_json, message_json, user_json
from ..wire import (
    DM,
    FORUM,
    PUBLIC_THREAD,
    TEXT,
    ApiError,
    Perm,
    invalid_form,
    missing_permissions,
)
from ..world import Channel, Message
from .call import Call, endpoint

Json = dict[str, Any]
MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = MESSAGES + "/{message_id}"
REACTION = MESSAGE + "/reactions/{emoji_name}"


def _may_send(call: Call, channel: Channel) -> None:
    if channel.type == DM:
        assert channel.recipient is not None
        if not channel.recipient.dms_open:
            raise ApiError(403, 50007, "Cannot send messages to this user")
        if not any(channel.recipient.id in guild.members for guild in call.server.guilds.values()):
            raise ApiError(403, 50278, "Cannot send messages to this user: no mutual guilds")
        return
    if channel.type == FORUM:
        raise ApiError(400, 50008, "Cannot send messages in a non-text channel")
    call.need(Perm.SEND_MESSAGES_IN_THREADS if channel.is_thread else Perm.SEND_MESSAGES, channel)
    if call.files:
        call.need(Perm.ATTACH_FILES, channel)


def _again(channel: Channel, data: Json) -> Message | None:
    """The message already made for this nonce, when uniqueness is asked for."""
    if not data.get("enforce_nonce") or data.get("nonce") is None:
        return None
    since = datetime.now(UTC) - timedelta(minutes=5)
    for message in reversed(channel.messages):
        if message.nonce == data["nonce"] and message.created_at > since:
            return message
    return None


def _reference(call: Call, channel: Channel) -> int | None:
    given = call.data.get("message_reference")
    if given is None:
        return None
    number = int(given["message_id"])
    if channel.find(number) is None:
        if given.get("fail_if_not_exists", True):
            raise invalid_form(["message_reference: Unknown message"])
        return None
    call.need(Perm.READ_MESSAGE_HISTORY, channel)
    return number


@endpoint("GET", "/channels/{channel_id}")
async def channel(call: Call) -> Json:
    return channel_json(call.channel)


@endpoint("PATCH", "/channels/{channel_id}")
async def change_channel(call: Call) -> Json:
    target = call.channel
    call.need(Perm.MANAGE_THREADS if target.is_thread else Perm.MANAGE_CHANNELS, target)
    for key in ("name", "archived", "locked", "topic"):
        if key in call.data:
            setattr(target, key, call.data[key])
    if target.is_thread:
        await call.server.thread_changed(target)
    return channel_json(target)


@endpoint("DELETE", "/channels/{channel_id}")
async def remove_channel(call: Call) -> Json:
    target = call.channel
    call.need(Perm.MANAGE_CHANNELS, target)
    shown = channel_json(target)
    await call.server.remove_channel(target)
    return shown


@endpoint("POST", "/channels/{channel_id}/typing")
async def typing(call: Call) -> None:
    _may_send(call, call.channel)


@endpoint("POST", MESSAGES)
async def send(call: Call) -> Json:
    target, data, server = call.channel, call.data, call.server
    _may_send(call, target)
    call.refuse(limits.message_problems(data, files=len(call.files)))
    known = _again(target, data)
    if known is not None:
        return message_json(known, server) | {"nonce": known.nonce}
    message = await server.post(
        target, server.bot, data.get("content") or "", **parts(call, target)
    )
    shown = message_json(message, server)
    return shown | {"nonce": message.nonce} if message.nonce is not None else shown


def parts(call: Call, target: Channel) -> Json:
    """The pieces of a message in a request body, other than its text."""
    data = call.data
    reference = _reference(call, target)
    return {
        "embeds": data.get("embeds") or [],
        "components": data.get("components") or [],
        "attachments": call.attachments(target.id),
        "allowed_mentions": data.get("allowed_mentions"),
        "reference": reference,
        "type": 19 if reference is not None else 0,
        "nonce": data.get("nonce"),
        "flags": data.get("flags") or 0,
    }


@endpoint("GET", MESSAGES)
async def history(call: Call) -> list[Json]:
    target = call.channel
    limit = call.limit(50, 100)
    if (
        target.guild is not None
        and not target.guild.me.permissions(target) & Perm.READ_MESSAGE_HISTORY
    ):
        return []
    messages = sorted(target.messages, key=lambda message: message.id)
    before, after, around = (call.query_id(name) for name in ("before", "after", "around"))
    if around is not None:
        older = [m for m in messages if m.id < around][-(limit // 2) :]
        newer = [m for m in messages if m.id >= around][: limit - len(older)]
        chosen = older + newer
    elif after is not None:
        chosen = [m for m in messages if m.id > after][:limit]
    else:
        chosen = [m for m in messages if before is None or m.id < before][-limit:]
    return [message_json(message, call.server) for message in reversed(chosen)]


@endpoint("GET", MESSAGE)
async def get(call: Call) -> Json:
    target = call.channel
    call.need(Perm.READ_MESSAGE_HISTORY, target)
    return message_json(call.message(target), call.server)


@endpoint("PATCH", MESSAGE)
async def edit(call: Call) -> Json:
    message = call.message(call.channel)
    if message.author is not call.server.bot:
        raise ApiError(403, 50005, "Cannot edit a message authored by another user")
    await apply_edit(call, message)
    return message_json(message, call.server)


async def apply_edit(call: Call, message: Message) -> None:
    """Changes a message of the bot as the request says."""
    data = call.data
    call.refuse(limits.message_problems(data, files=len(call.files), edit=True))
    if "content" in data:
        message.content = data["content"] or ""
    for key in ("embeds", "components"):
        if key in data:
            setattr(message, key, data[key] or [])
    if "allowed_mentions" in data:
        message.allowed_mentions = data["allowed_mentions"]
    if "attachments" in data or call.files:
        kept = {str(one["id"]) for one in data.get("attachments") or []}
        stay = [one for one in message.attachments if str(one.id) in kept]
        message.attachments = stay + call.attachments(message.channel.id)
    if not (message.content or message.embeds or message.components or message.attachments):
        call.refuse(["cannot leave an empty message"])
    message.edited_at = datetime.now(UTC)
    await call.server.message_changed(message)


@endpoint("DELETE", MESSAGE)
async def delete(call: Call) -> None:
    message = call.message(call.channel)
    if message.author is not call.server.bot:
        if message.channel.guild is None:
            raise ApiError(403, 50003, "Cannot execute action on a DM channel")
        call.need(Perm.MANAGE_MESSAGES, message.channel)
    await call.server.remove_message(message)


@endpoint("POST", MESSAGES + "/bulk-delete")
async def bulk_delete(call: Call) -> None:
    target = call.channel
    call.need(Perm.MANAGE_MESSAGES, target)
    ids = [int(one) for one in call.data["messages"]]
    if not 2 <= len(ids) <= 100:
        call.refuse([f"bulk delete of {len(ids)} messages, 2 to 100 are allowed"])
    found = [message for message in target.messages if message.id in ids]
    if found:
        await call.server.remove_messages(found)


@endpoint("PUT", REACTION + "/@me")
async def react(call: Call) -> None:
    message = call.message(call.channel)
    call.need(Perm.READ_MESSAGE_HISTORY, message.channel)
    if call.path("emoji_name") not in message.reactions:
        call.need(Perm.ADD_REACTIONS, message.channel)
    if call.path("emoji_name").isascii():
        raise ApiError(400, 10014, "Unknown Emoji")
    await call.server.add_reaction(message, call.server.bot, call.path("emoji_name"))


@endpoint("DELETE", REACTION + "/@me")
async def unreact(call: Call) -> None:
    message = call.message(call.channel)
    await call.server.remove_reaction(message, call.server.bot, call.path("emoji_name"))


@endpoint("DELETE", REACTION + "/{user_id}")
async def remove_reaction(call: Call) -> None:
    message = call.message(call.channel)
    call.need(Perm.MANAGE_MESSAGES, message.channel)
    user = call.server.users[call.id("user_id")]
    await call.server.remove_reaction(message, user, call.path("emoji_name"))


@endpoint("GET", REACTION)
async def reactors(call: Call) -> list[Json]:
    message, after = call.message(call.channel), call.query_id("after") or 0
    users = [u for u in message.reactions.get(call.path("emoji_name"), []) if u > after]
    return [user_json(call.server.users[u]) for u in sorted(users)[: call.limit(25, 100)]]


@endpoint("POST", MESSAGE + "/threads")
async def thread_from_message(call: Call) -> Json:
    message = call.message(call.channel)
    if message.channel.type != TEXT:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    call.need(Perm.CREATE_PUBLIC_THREADS, message.channel)
    if message.thread is not None:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    server, name = call.server, call.data["name"]
    quiet = call.data.get("auto_archive_duration") or 1440
    thread = await server.open_thread(
        message.channel, server.bot, name, PUBLIC_THREAD, about=message, auto_archive=quiet
    )
    return channel_json(thread)


@endpoint("POST", "/channels/{channel_id}/threads")
async def new_thread(call: Call) -> Json:
    parent, server = call.channel, call.server
    kind = PUBLIC_THREAD if parent.type == FORUM else call.data.get("type") or 12
    private = kind != PUBLIC_THREAD
    call.need(Perm.CREATE_PRIVATE_THREADS if private else Perm.CREATE_PUBLIC_THREADS, parent)
    first = call.data.get("message")
    if (parent.type == FORUM) != (first is not None):
        raise invalid_form(["message: required in a forum and nowhere else"])
    thread = await server.open_thread(parent, server.bot, call.data["name"], kind)
    shown = channel_json(thread)
    if first is not None:
        call.refuse(limits.message_problems(first, files=len(call.files)))
        call.body = first
        message = await server.post(
            thread, server.bot, first.get("content") or "", **parts(call, thread)
        )
        shown["message"] = message_json(message, server)
    return shown


@endpoint("GET", "/channels/{channel_id}/threads/archived/public")
async def resting_threads(call: Call) -> Json:
    parent = call.channel
    call.need(Perm.READ_MESSAGE_HISTORY, parent)
    found = [c for c in call.server.channels.values() if c.parent is parent and c.archived]
    return {"threads": [channel_json(c) for c in found], "members": [], "has_more": False}


@endpoint("PUT", "/channels/{channel_id}/thread-members/@me")
@endpoint("DELETE", "/channels/{channel_id}/thread-members/@me")
async def thread_membership(call: Call) -> None:
    if not call.channel.is_thread:
        raise missing_permissions()
