"""Newcomers' cards in odd places: answers in threads, no place for cards, switched off, killed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.api.people import Level
from bot.api.port.inbound import InMessage
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser
from cogs.welcome.newcomers.store import FirstStore
from tests.support.community import Community, Opener

from .test_newcomers import CARD, asks, noted, standing


async def test_who_answers_the_bots_request_has_answered(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform)
    mo, ben = await chat.person("Mo", Level.MODERATOR), await chat.person("Ben")
    await asks(chat)
    await chat.advance(hours=7)
    await mo.click(await mo.sees("moderators", CARD), "Say hello")
    request = await chat.rig.wait_for("general", "Who would like to answer?")
    await chat.restart()
    await ben.say("general", "There is, from nine on.", reply_to=request)
    await mo.sees("moderators", "answered by Ben")


async def test_an_answer_in_the_thread_of_the_message(chat: Community) -> None:
    nia, said = await asks(chat)
    ben = await chat.person("Ben")
    thread = NativeChannel(
        str(said.native_id), "Rye", NativeSpace(chat.rig.space_id, "Sourdough"), parent="general"
    )
    for who, words in ((nia, "Anybody?"), (ben, "From nine on.")):
        user = NativeUser(who.native_id, who.name)
        said_there = InMessage(thread, user, 900 + len(words), words, chat.clock.now())
        await chat.app.intake.receive(chat.rig.name, said_there)
        await chat.settle()
        assert await noted(chat) == (1 if who is nia else 0)


async def test_a_card_waits_for_a_place(chat: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    """But not for ever."""
    place = chat.app.registry.place

    async def none_for_moderators(community_id: int, purpose: Any) -> Any:
        return [] if purpose == "moderators" else await place(community_id, purpose)

    for name, hours, cards_after in (("Nia", 7, 1), ("Bea", 72, 0)):
        with monkeypatch.context() as patch:
            patch.setattr(chat.app.registry, "place", none_for_moderators)
            await asks(chat, name)
            await chat.advance(hours=hours)
        await chat.advance(hours=2)
        assert await standing(chat, f"{name}'s first message in") == cards_after


async def test_no_card_while_it_is_switched_off(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await asks(chat)
    await olga.command("settings set", name="welcome.enabled", value="false")
    await olga.told("welcome.enabled")
    await chat.advance(hours=7)
    assert await standing(chat) == 0


async def test_killed_between_the_request_and_the_note(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pressed again, the button does what it says, once."""
    mo = await chat.person("Mo", Level.MODERATOR)
    await asks(chat)
    await chat.advance(hours=7)
    card = await mo.sees("moderators", CARD)

    async def killed(*_: object, **__: object) -> None:
        raise ConnectionError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(chat.app.outbox, "post", killed)
        await mo.click(card, "Say hello")
        await chat.settle()
    await mo.click(card, "Say hello")
    await chat.rig.wait_for("general", "Who would like to answer?")
    await mo.sees("moderators", "Mo had me say hello")


async def test_a_card_that_missed_its_end_is_told_again(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await asks(chat)
    await chat.advance(hours=7)
    card = await mo.sees("moderators", CARD)
    firsts = FirstStore(chat.app.db)
    (first,) = await firsts.followed()
    await firsts.step(first.id, "answered", None, among=("open",))  # killed before the card heard
    await mo.click(card, "Not needed")
    await mo.told("settled already")
    assert not (await mo.sees("moderators", "answered by")).buttons
