"""Whose word counts: nobody acts with the rights of another, or with those they had before."""

from __future__ import annotations

from typing import Any, cast

from telegram import Update, User

from bot.api.people import Level
from bot.api.port.inbound import InButton, InMessage
from bot.api.port.outgoing import Responder
from bot.platforms.telegram import TelegramPlatform
from bot.platforms.telegram.inbound import Translator
from bot.platforms.telegram.nouns import Memory
from tests.support.telegram_server import Group, Person, TelegramServer

CHAT = {"id": -1001, "type": "supergroup", "title": "Sourdough"}
MO = {"id": 7, "is_bot": False, "first_name": "Mo"}
KEYS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "poll.v:1:2"}]]}


def heard(**update: Any) -> Any:
    """What an update becomes."""
    answer = cast(Responder, object())
    me = User(1, "Townhall", is_bot=True, username="townhall_bot")
    translator = Translator(Memory(), me, lambda *_: answer, lambda *_: answer)
    (event,) = translator.events(Update.de_json({"update_id": 1, **update}, None))
    return event


def message(**more: Any) -> dict[str, Any]:
    return {
        "message_id": 5,
        "date": 1_780_000_000,
        "chat": CHAT,
        "from": MO,
        "text": "/warn @ana",
    } | more


def test_a_command_that_is_passed_on_is_conversation() -> None:
    assert cast(InMessage, heard(message=message())).responder is not None
    eve = {"id": 8, "is_bot": False, "first_name": "Eve"}
    origin = {"type": "user", "date": 1, "sender_user": eve}
    assert cast(InMessage, heard(message=message(forward_origin=origin))).responder is None
    helper = {"id": 9, "is_bot": True, "first_name": "Helper", "username": "helper_bot"}
    assert cast(InMessage, heard(message=message(via_bot=helper))).responder is None


def test_a_button_that_is_not_on_the_message_does_nothing() -> None:
    def pressed(data: str, **more: Any) -> str:
        card = message(reply_markup=KEYS, **more)
        query = {"id": "1", "from": MO, "chat_instance": "1", "message": card, "data": data}
        return cast(InButton, heard(callback_query=query)).payload

    assert pressed("poll.v:1:2") == "poll.v:1:2"
    assert pressed("idea.up:7") == ""


def test_a_channel_has_no_rights() -> None:
    behind = {"id": -1002, "type": "channel", "title": "News"}
    event = cast(InMessage, heard(message=message(sender_chat=behind)))
    assert event.author.native_id == "chat:-1002"


async def test_rights_that_were_taken_without_a_word_are_gone_at_once(
    server: TelegramServer, group: Group, anna: Person, platform: TelegramPlatform
) -> None:
    """Negative control: kept for half a minute, as an ordinary member's level is, they would not
    be."""
    space = str(group.id)
    member = group.member(anna)
    member.status, member.rights = "administrator", {"can_delete_messages": True}
    assert await platform.level(space, str(anna.id)) is Level.MODERATOR
    member.status = "member"  # no update tells the bot
    assert await platform.level(space, str(anna.id)) is Level.MEMBER
    member.status = "administrator"
    assert await platform.level(space, str(anna.id)) is Level.MEMBER  # that may be kept


async def test_who_writes_as_the_group_may_do_what_all_of_those_may(
    server: TelegramServer, group: Group, anna: Person, platform: TelegramPlatform
) -> None:
    space, hidden = str(group.id), f"anon:{group.id}"
    assert await platform.level(space, hidden) is Level.MEMBER
    await group.promote(anna, anonymous=True, can_delete_messages=True)
    assert await platform.level(space, hidden) is Level.MODERATOR
    ben = server.add_user("Ben")
    await group.promote(ben, anonymous=True, can_pin_messages=True)
    assert await platform.level(space, hidden) is Level.MEMBER
