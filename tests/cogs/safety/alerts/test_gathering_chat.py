"""One event, one card, in the chat: a feud, a pile-on, edits, deletions, a restart."""

from __future__ import annotations

import asyncio

import pytest

from bot.api.people import Level
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener


async def cards(chat: Community) -> list[Seen]:
    await chat.settle()
    return [m for m in await chat.messages("moderators") if m.author != "Mo"]


@pytest.fixture
async def feud(chat: Community) -> tuple[Actor, Actor, Actor]:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await ben.say("general", "hello everybody")
    return ana, ben, mo


async def test_a_feud_is_one_card(chat: Community, feud: tuple[Actor, Actor, Actor]) -> None:
    ana, _, mo = feud
    for words in ("Ben, you idiot", "really an idiot, Ben", "Ben is vermin"):
        await ana.say("general", words)
    card = await mo.sees("moderators", "vermin")
    assert "idiot" in card.text
    assert "Ana → Ben" in card.text
    assert len(await cards(chat)) == 1
    await mo.click(card, "Delete")
    await mo.sees("moderators", "3 messages deleted by Mo")
    await chat.settle()
    assert [m.text for m in await chat.messages("general")] == ["hello everybody"]


async def test_a_pile_on_of_six_is_one_card(chat: Community) -> None:
    ben, mo = await chat.person("Ben"), await chat.person("Mo", Level.MODERATOR)
    said = await ben.say("general", "I like the old bread better")
    names = ("Ana", "Cem", "Dea", "Eva", "Fay", "Gil")
    crowd = [await chat.person(name) for name in names]
    await asyncio.gather(
        *(one.say("general", "Ben, you idiot", reply_to=said) for one in crowd[:2])
    )
    assert len(await cards(chat)) == 2
    await asyncio.gather(
        *(one.say("general", "Ben, you idiot", reply_to=said) for one in crowd[2:])
    )
    card = await mo.sees("moderators", "and 3 more → Ben")
    (left,) = await cards(chat)
    assert left.native_id == card.native_id
    assert "people write abuse to the same member" in left.text
    await mo.command("queue", channel="moderators")
    told = await mo.told("1 alert is waiting")
    assert "6 messages" in told.text


async def test_a_deleted_and_an_edited_message_of_several(
    chat: Community, feud: tuple[Actor, Actor, Actor]
) -> None:
    ana, _, mo = feud
    first = await ana.say("general", "Ben, you idiot")
    second = await ana.say("general", "Ben, idiot again")
    await mo.sees("moderators", "idiot again")
    await ana.delete(first)
    await mo.sees("moderators", "(deleted)")
    await ana.edit(second, "Ben, let us talk")
    await mo.sees("moderators", "A message was edited since")
    await ana.delete(second)
    card = await mo.sees("moderators", "All of these messages have been deleted meanwhile.")
    assert "Delete" not in card.buttons
    assert len(await cards(chat)) == 1


async def test_a_restart_between_two_messages_of_one_event(
    chat: Community, feud: tuple[Actor, Actor, Actor]
) -> None:
    ana, _, mo = feud
    await ana.say("general", "Ben, you idiot")
    await mo.sees("moderators", "idiot")
    await chat.settle()
    await chat.restart()
    await ana.say("general", "Ben is vermin")
    card = await mo.sees("moderators", "vermin")
    assert "you idiot" in card.text
    assert len(await cards(chat)) == 1


async def test_forgetting_takes_the_words_off_every_card(
    chat: Community, feud: tuple[Actor, Actor, Actor]
) -> None:
    ana, ben, mo = feud
    cem = await chat.person("Cem")
    said = await ben.say("general", "I like the old bread better")
    for one in (ana, cem, await chat.person("Dea")):
        await one.say("general", f"Ben, you idiot, says {one.name}", reply_to=said)
        await chat.settle()
    card = await mo.sees("moderators", "people write abuse")
    assert "says Cem" in card.text
    found = await chat.app.people.by_account(await chat.id, "local", cem.native_id)
    assert found is not None
    cog = chat.app.book.cogs["safety"]
    await cog.erase(found.id)
    await mo.sees("moderators", "a former member: the text has been erased")
    (card,) = await cards(chat)
    assert "says Cem" not in card.text
    assert "says Ana" in card.text


async def test_without_gathering_each_message_is_an_alert(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": {"gather_minutes": 0, "repeated": {"enabled": False}}})
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.say("general", "idiot")
    await ana.say("general", "vermin")
    await mo.sees("moderators", "vermin")
    assert len(await cards(chat)) == 2
