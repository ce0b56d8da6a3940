"""Methods that send, change and remove messages."""

from typing import Any

from ..errors import bad_request
from ..model import Chat, Json, Message, StoredFile
from ..world import World
from .calls import (
    Call,
    bot_in,
    formatted,
    keyboard,
    message_of,
    need,
    placement,
    stored,
    writable_chat,
)

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
BOT_REACTIONS = frozenset(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋😈😴😭🤓👻👀🎃🙈😇😨🤝🤗🫡🎅🎄💅🤪🗿🆒💘🦄😘💊😎👾😡"
)


async def send_message(world: World, call: Call) -> Json:
    chat = writable_chat(world, call)
    text, entities = formatted(call, "text", 4096, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    place = placement(chat, call)
    return world.post(chat, world.bot, text=text, entities=entities, **place).json()


async def send_photo(world: World, call: Call) -> Json:
    return _send_media(world, call, "photo")


async def send_document(world: World, call: Call) -> Json:
    return _send_media(world, call, "document")


def _send_media(world: World, call: Call, kind: str) -> Json:
    chat = writable_chat(world, call)
    text, entities = formatted(call, "caption", 1024, "message caption is too long")
    place = placement(chat, call)
    file = stored(world, call, call.get(kind), kind)
    return world.post(chat, world.bot, text=text, entities=entities, **{kind: file}, **place).json()


def _own(world: World, call: Call) -> Message:
    chat = world.chat(call["chat_id"])
    bot_in(world, chat)
    message = message_of(chat, call["message_id"], "edit")
    if message.sender is not world.bot:
        raise bad_request("message can't be edited")
    return message


def _change(world: World, message: Message, text: str, **content: Any) -> Json:
    before = _look(message)
    world.edit(message, text, **content)
    if _look(message) == before:
        raise bad_request(NOT_MODIFIED)
    return message.json()


def _look(message: Message) -> tuple[Any, ...]:
    return (message.text, message.entities, message.keyboard, message.photo, message.document)


async def edit_message_text(world: World, call: Call) -> Json:
    message = _own(world, call)
    if message.has_media:
        raise bad_request("there is no text in the message to edit")
    text, entities = formatted(call, "text", 4096, "MESSAGE_TOO_LONG")
    if not text:
        raise bad_request("message text is empty")
    rows = keyboard(call.get("reply_markup") or {})
    return _change(world, message, text, entities=entities, keyboard=rows)


async def edit_message_caption(world: World, call: Call) -> Json:
    message = _own(world, call)
    if not message.has_media:
        raise bad_request("there is no caption in the message to edit")
    text, entities = formatted(call, "caption", 1024, "message caption is too long")
    rows = keyboard(call.get("reply_markup") or {})
    return _change(world, message, text, entities=entities, keyboard=rows)


async def edit_message_reply_markup(world: World, call: Call) -> Json:
    message = _own(world, call)
    rows = keyboard(call.get("reply_markup") or {})
    return _change(world, message, message.text, entities=message.entities, keyboard=rows)


async def edit_message_media(world: World, call: Call) -> Json:
    message = _own(world, call)
    media = call["media"]
    inner = Call(call.method, media, call.files)
    text, entities = formatted(inner, "caption", 1024, "message caption is too long")
    files: dict[str, StoredFile | None] = {"photo": None, "document": None}
    files[media["type"]] = stored(world, inner, media["media"], media["type"])
    rows = keyboard(call.get("reply_markup") or {})
    return _change(world, message, text, entities=entities, keyboard=rows, **files)


async def delete_message(world: World, call: Call) -> bool:
    chat = world.chat(call["chat_id"])
    bot_in(world, chat)
    message = message_of(chat, call["message_id"], "delete")
    if not _may_delete(world, chat, message):
        raise bad_request("message can't be deleted")
    _remove(world, message)
    return True


async def delete_messages(world: World, call: Call) -> bool:
    chat = world.chat(call["chat_id"])
    bot_in(world, chat)
    if not 1 <= len(call["message_ids"]) <= 100:
        raise bad_request("there must be 1 to 100 message identifiers")
    messages = [chat.messages[i] for i in call["message_ids"] if i in chat.messages]
    if not all(_may_delete(world, chat, message) for message in messages):
        raise bad_request("message can't be deleted")
    for message in messages:
        _remove(world, message)
    return True


def _may_delete(world: World, chat: Chat, message: Message) -> bool:
    if bot_in(world, chat).may("can_delete_messages"):
        return True
    recent = world.now() - message.date < 48 * 3600
    return recent and (message.sender is world.bot or chat.type == "private")


def _remove(world: World, message: Message) -> None:
    message.deleted = True
    world.changes.notify()


async def pin_chat_message(world: World, call: Call) -> bool:
    chat = world.chat(call["chat_id"])
    if chat.peer is None:
        sentence = "not enough rights to manage pinned messages in the chat"
        need(world, chat, "can_pin_messages", sentence)
    chat.pinned = message_of(chat, call["message_id"], "pin")
    world.changes.notify()
    return True


async def set_message_reaction(world: World, call: Call) -> bool:
    chat = world.chat(call["chat_id"])
    bot_in(world, chat)
    message = message_of(chat, call["message_id"], "react")
    wanted = [reaction.get("emoji", "") for reaction in call.get("reaction") or []]
    if len(wanted) > 1 or any(emoji.strip("\ufe0f") not in BOT_REACTIONS for emoji in wanted):
        raise bad_request("REACTION_INVALID")
    world.react(message, world.bot, wanted)
    return True


async def answer_callback_query(world: World, call: Call) -> bool:
    query = world.callbacks.get(call["callback_query_id"])
    if query is None or query.answered:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(call.get("text", "")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answered = True
    query.text, query.show_alert = call.get("text", ""), bool(call.get("show_alert"))
    world.callback_answers.append(query)
    world.changes.notify()
    return True


async def send_chat_action(world: World, call: Call) -> bool:
    chat = writable_chat(world, call)
    if call["action"] not in ("typing", "upload_photo", "upload_document", "choose_sticker"):
        raise bad_request("wrong parameter action in request")
    world.actions.append((chat.id, call["action"]))
    return True


METHODS = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editMessageMedia": edit_message_media,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "setMessageReaction": set_message_reaction,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
}
