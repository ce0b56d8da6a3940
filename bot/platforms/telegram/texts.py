"""What stands in a message: who is named in it, and which command it is."""

from __future__ import annotations

import re

from telegram import Message, MessageEntity, User

from bot.api.port.nouns import NativeUser

from .nouns import Memory, native_user


def mentions(message: Message, memory: Memory, me: User) -> tuple[tuple[NativeUser, ...], bool]:
    """The people named in a message, and whether the bot is. "@name" carries no id, so only
    people seen since the start are found by it."""
    found: list[NativeUser] = []
    mentions_bot = False
    for entity in message.entities or message.caption_entities:
        if entity.type == MessageEntity.TEXT_MENTION and entity.user:
            if entity.user.id == me.id:
                mentions_bot = True
            else:
                found.append(native_user(entity.user))
        elif entity.type == MessageEntity.MENTION:
            name = _covered(message, entity).lstrip("@")
            if name.lower() == (me.username or "").lower():
                mentions_bot = True
            elif (user := memory.by_username(name)) is not None:
                found.append(user)
    return tuple(found), mentions_bot


def command(message: Message, text: str, username: str) -> tuple[str, bool]:
    """The command without "@ourname"; False when it is meant for another bot.

    People who were picked from the list appear as "@id", because their name alone names nobody.
    """
    for entity in sorted(message.entities, key=lambda e: -e.offset):
        if entity.type == MessageEntity.TEXT_MENTION and entity.user:
            text = _replace(text, entity, f"@{entity.user.id}")
    addressed = re.match(r"(/\w+)@(\w+)", text)
    if addressed is None:
        return text, True
    if addressed[2].lower() != username.lower():
        return text, False
    return addressed[1] + text[addressed.end() :], True


def _covered(message: Message, entity: MessageEntity) -> str:
    """The words under an entity; none where it ends within a character, as only a client of one's
    own would have it."""
    try:
        text = message.text
        return message.parse_entity(entity) if text else message.parse_caption_entity(entity)
    except UnicodeError:
        return ""


def _replace(text: str, entity: MessageEntity, new: str) -> str:
    """Telegram counts in UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    start, end = entity.offset * 2, (entity.offset + entity.length) * 2
    return _text(units[:start]) + new + _text(units[end:])


def _text(units: bytes) -> str:
    return units.decode("utf-16-le", "replace")
