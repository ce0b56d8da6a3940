"""What one call of the bot carries, and the checks that many methods share."""

import io
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, UnidentifiedImageError

from ..errors import ApiError, bad_request, forbidden
from ..markup import Entity, parse_html, utf16
from ..model import Chat, Json, Member, Message, StoredFile, User
from ..world import World

MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
MAX_BUTTONS = 100


@dataclass
class Upload:
    """A multipart part that carries a file."""

    name: str
    mime_type: str
    content: bytes


@dataclass
class Call:
    """One request of the bot: method, typed parameters, files."""

    method: str
    params: Json
    files: dict[str, Upload] = field(default_factory=dict)
    at: float = 0.0
    error: str | None = None

    def get(self, name: str, default: Any = None) -> Any:
        return self.params.get(name, default)

    def __getitem__(self, name: str) -> Any:
        return self.params[name]


def writable_chat(world: World, call: Call) -> Chat:
    """The target of a send, or why the bot cannot write there."""
    chat = world.chat(call["chat_id"])
    if chat.peer is not None:
        asked = any(chat.peer.id in c.join_requests for c in world.chats.values())
        if chat.peer.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.peer.started and not asked:
            raise forbidden("bot can't initiate conversation with a user")
        return chat
    bot = bot_in(world, chat)
    muted = bot.status == "restricted" and not bot.permissions.get("can_send_messages")
    if muted or not (bot.is_admin or chat.permissions.get("can_send_messages")):
        raise bad_request("not enough rights to send text messages to the chat")
    return chat


def bot_in(world: World, chat: Chat) -> Member:
    """The bot's own standing, or the error that it has none here."""
    if chat.peer is not None:
        return Member(world.bot, "member")
    bot = world.member(chat, world.bot)
    if bot.status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if not bot.is_here:
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    return bot


def need(world: World, chat: Chat, right: str, sentence: str) -> None:
    """Refuse in Telegram's words unless the bot is an administrator with this right."""
    if not bot_in(world, chat).may(right):
        raise bad_request(sentence)


def user_of(world: World, call: Call) -> User:
    user = world.users.get(call["user_id"])
    if user is None:
        raise bad_request("user not found")
    return user


def message_of(chat: Chat, message_id: int, what: str) -> Message:
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise bad_request(f"message to {what} not found")
    return message


def formatted(call: Call, name: str, limit: int, too_long: str) -> tuple[str, list[Entity]]:
    """Text after parsing, within its limit."""
    text, entities = call.get(name, ""), call.get(f"{name}_entities") or call.get("entities") or []
    mode = call.get("parse_mode", "").lower()
    if mode == "html":
        text, entities = parse_html(text)
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        text = text.strip()
    if utf16(text) > limit:
        raise bad_request(too_long)
    return text, entities


def placement(chat: Chat, call: Call) -> Json:
    """Where in the chat a new message goes: topic, reply, keyboard."""
    topic = call.get("message_thread_id")
    if topic is not None and topic not in chat.topics:
        raise bad_request("message thread not found")
    reply = None
    if wanted := call.get("reply_parameters"):
        reply = chat.messages.get(wanted["message_id"])
        if reply is None or reply.deleted:
            if not wanted.get("allow_sending_without_reply"):
                raise bad_request("message to be replied not found")
            reply = None
    if topic is None and reply is not None:
        topic = reply.topic
    markup = call.get("reply_markup") or {}
    return {
        "topic": topic,
        "reply_to": reply,
        "keyboard": keyboard(markup),
        "reply_markup": markup or None,
        "silent": bool(call.get("disable_notification")),
        "link_preview": call.get("link_preview_options"),
    }


def keyboard(markup: Json) -> list[list[Json]] | None:
    rows: list[list[Json]] = markup.get("inline_keyboard") or []
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        if not button["text"]:
            raise bad_request("text of an inline keyboard button must be non-empty")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
        if "url" in button and not button["url"].startswith(("http://", "https://", "tg://")):
            raise bad_request(
                f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
            )
        if len(button.keys() - {"text", "style", "icon_custom_emoji_id"}) != 1:
            raise bad_request("text buttons are unallowed in the inline keyboard")
    return [row for row in rows if row] or None


def stored(world: World, call: Call, value: str | None, kind: str) -> StoredFile:
    """The file of a send: uploaded now, or one known by its id."""
    part = call.files.get((value or "").removeprefix("attach://") or kind)
    if part is None:
        if value in world.files:
            return world.files[value]
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not part.content:
        raise bad_request("file must be non-empty")
    if len(part.content) > MAX_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    file = world.store(part.content, part.name, part.mime_type)
    if kind == "photo":
        if len(part.content) > MAX_PHOTO:
            raise bad_request(f"file of size {len(part.content)} bytes is too big for a photo")
        try:
            file.size = Image.open(io.BytesIO(part.content)).size
        except UnidentifiedImageError:
            raise bad_request("IMAGE_PROCESS_FAILED") from None
    return file
