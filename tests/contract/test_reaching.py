"""Private words: whether they arrive is known, and what was typed in private does not stay."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.api.events import MemberJoined, MessagePosted
from bot.api.people import Level
from bot.api.reply import Reply
from tests.contract.probe import member, probe
from tests.contract.stagehands import DELETE, answers_no_bot, take_right
from tests.support.community import Community, Opener

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.fixture
async def chat(open_chat: Opener) -> AsyncIterator[Community]:
    yield await open_chat()


async def test_a_private_note_is_known_to_have_arrived(chat: Community) -> None:
    ana = await chat.person("Ana")
    who = await member(chat, ana)
    assert await chat.app.outbox.tell_now(who, Reply("A word with you"), key="note:1") is True
    await ana.told("A word with you")
    # the same note again, as after a restart: it is not sent twice
    assert await chat.app.outbox.tell_now(who, Reply("A word with you"), key="note:1") is True
    await chat.settle()
    assert list(ana.told_so_far()) == ["A word with you"]


@pytest.mark.parametrize("platform", ["discord", "telegram"])
async def test_a_private_note_is_known_not_to_arrive(chat: Community) -> None:
    ana = await chat.person("Ana")
    await answers_no_bot(chat.rig, ana)
    who = await member(chat, ana)
    assert await chat.app.outbox.tell_now(who, Reply("A word with you"), key="note:1") is False
    assert await chat.app.outbox.tell_now(who, Reply("A word with you"), key="note:1") is False
    assert not ana.told_so_far()


async def test_a_newcomers_messages_say_when_they_came(chat: Community) -> None:
    ear = probe(chat)
    ana = await chat.person("Ana", joined=False)
    await ana.join()
    came = await ear.next(MemberJoined)
    await ana.say("general", "Here I am")
    said = await ear.next(MessagePosted)
    assert came.member.joined_at == said.message.author.joined_at == came.at


@pytest.mark.parametrize("platform", ["telegram"])
async def test_a_menu_typed_in_a_group_does_not_stay(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    said = await ana.say("general", "The rye bread is sold out")
    await ben.say("general", "/report_message", reply_to=said)
    await ben.told("Thank you")
    await chat.settle()
    assert [m.text for m in await chat.messages("general")] == ["The rye bread is sold out"]


@pytest.mark.parametrize("platform", ["telegram"])
async def test_what_cannot_be_taken_away_is_said_once(chat: Community) -> None:
    await chat.person("Mo", Level.MODERATOR)
    ben = await chat.person("Ben")
    await take_right(chat.rig, DELETE)
    for words in ("polls list", "ideas list"):
        await ben.command(words)
    await ben.told("I may not delete messages here")
    await chat.settle()
    assert len([t for t in ben.told_so_far() if "I may not delete" in t]) == 1
