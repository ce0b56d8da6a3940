"""Updates that the library or we cannot read: left out, and nothing after them waits."""

from __future__ import annotations

from typing import Any

import pytest

from bot.api.port.inbound import InJoin, InMessage
from bot.platforms.telegram import TelegramPlatform
from tests.support.telegram_server import Group, Person, TelegramServer

from .bare import heard_text
from .sink import RecordingSink

SECRET = "what nobody else may read"


@pytest.mark.parametrize(
    "strange",
    [
        {"date": "today"},  # the library cannot read it, and with it none of the page
        {"chat": {"id": -100, "type": "supergroup", "title": ["x"]}, "entities": None},
        {"message_id": [1]},
        {"new_chat_members": [None]},
    ],
    ids=["a date", "a title", "a number", "a member"],
)
async def test_what_follows_a_strange_update_is_heard(
    server: TelegramServer,
    group: Group,
    anna: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
    strange: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    good = (await anna.say(group, "before")).json()
    server.world.updates.push("message", good | {"text": SECRET} | strange)
    await anna.say(group, "after")
    await heard_text(server, sink, "after")
    await server.wait_for(lambda: not server.world.updates.pending)
    assert SECRET not in caplog.text
    server.world.updates.made.clear()  # not as Telegram's own rules have it


async def test_a_deleted_account_has_a_number_for_a_name(
    server: TelegramServer, group: Group, platform: TelegramPlatform, sink: RecordingSink
) -> None:
    gone = server.add_user("")
    await gone.join(group)
    await server.wait_for(lambda: sink.of(InJoin))
    assert sink.of(InJoin)[0].user.name == str(gone.id)


async def test_a_mention_that_cuts_a_character_in_two_names_nobody(
    server: TelegramServer,
    group: Group,
    anna: Person,
    platform: TelegramPlatform,
    sink: RecordingSink,
) -> None:
    said = (await anna.say(group, "\N{BREAD}\N{BREAD} rye")).json()
    cut = [{"type": "mention", "offset": 1, "length": 2}]
    server.world.updates.push("message", said | {"message_id": 99, "entities": cut})
    await server.wait_for(lambda: [m for m in sink.of(InMessage) if m.native_id == 99])
