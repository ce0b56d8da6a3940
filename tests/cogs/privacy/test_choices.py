"""Consent by purpose: asked once and when first needed, dated, changed, heeded."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.api.boards.contact import Contact
from storage.outbox import OutboxStore
from tests.cogs.privacy.stage import board, cog, member, scalar, standing
from tests.support.chat import link
from tests.support.community import Community, Opener
from tests.support.scripted import FakeClock

NOON = 1_780_048_800_000  # 2026-05-29 12:00 in Berlin, outside of quiet hours
QUESTION = "May I count how your messages sound"


async def moods(chat: Community) -> int:
    digest = chat.app.book.cogs["digest"]
    await digest.count_moods()  # type: ignore[attr-defined]
    return await scalar(chat, "SELECT coalesce(sum(positive), 0) FROM digest_moods") or 0


async def test_the_mood_is_asked_for_once_and_heeded(open_chat: Opener) -> None:
    chat = await open_chat(clock=FakeClock(NOON))
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.say("general", "this is great")
    await ben.say("general", "this is great")
    await chat.settle()
    assert await moods(chat) == 0
    await cog(chat).ask_around()
    await chat.settle()
    asked = await ana.told(QUESTION)
    await ana.click(asked, "Count my mood")
    await ana.told("Noted, thank you: yes to whether messages sound glad")
    await ben.click(await ben.told(QUESTION), "Do not count my mood")
    await ben.told("Noted: no to")
    for who in (ana, ben):
        await who.say("general", "this is great")
    await chat.settle()
    assert await moods(chat) == 1
    for _ in range(3):
        await cog(chat).ask_around()
    await chat.restart()
    await ben.say("general", "this is great")
    await chat.settle()
    assert await moods(chat) == 1
    await cog(chat).ask_around()
    await chat.settle()
    assert sum(QUESTION in words for words in ben.told_so_far()) == 1
    rows = await scalar(
        chat, "SELECT count(*) FROM privacy_choices WHERE how = 'chosen' AND at > 0"
    )
    assert rows == 2


async def test_whose_question_was_cut_off_is_asked_later_and_once(
    open_chat: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await open_chat(clock=FakeClock(NOON))
    ana = await chat.person("Ana")
    await ana.say("general", "this is great")
    await chat.settle()
    assert await moods(chat) == 0  # now it is needed
    with monkeypatch.context() as cut:

        async def killed(*_: Any, **__: Any) -> None:
            raise asyncio.CancelledError

        cut.setattr(OutboxStore, "add", killed)
        with pytest.raises(asyncio.CancelledError):
            await cog(chat).ask_around()
    assert await scalar(chat, "SELECT count(*) FROM privacy_choices") == 0
    await chat.restart()
    await ana.say("general", "this is great")
    await chat.settle()
    for _ in range(2):
        await moods(chat)
        await cog(chat).ask_around()
        await chat.settle()
    assert sum(QUESTION in words for words in ana.told_so_far()) == 1
    assert await scalar(chat, "SELECT count(*) FROM privacy_choices WHERE how = 'asked'") > 0


async def test_silence_is_no_consent_and_a_button_of_another_time_does_nothing(
    open_chat: Opener,
) -> None:
    chat = await open_chat(clock=FakeClock(NOON))
    ana = await chat.person("Ana")
    await ana.say("general", "this is great")
    await chat.settle()
    assert await standing(chat, ana, "newsletter") == "open"
    await cog(chat).ask_around()
    await chat.settle()
    asked = await ana.told("announcements and tips privately")
    assert await standing(chat, ana, "newsletter") == "open"
    chat.clock.advance(days=8)
    assert await standing(chat, ana, "newsletter") == "no"
    await ana.command("privacy choices")
    card = await ana.told("Your choices")
    assert "Off; I asked you on" in card.text
    await ana.click(card, "Send me news")
    await ana.told("You agreed on")
    assert await standing(chat, ana, "newsletter") == "yes"
    await ana.command("mydata delete")
    await ana.click(await ana.told("Delete everything about you?"), "Delete it for good")
    await ana.told("Everything about you is deleted")
    await ana.click(asked, "Send me news")  # as somebody new, who was asked nothing
    await ana.told("That button does not fit any more")
    assert await scalar(chat, "SELECT count(*) FROM privacy_choices") == 0


async def test_news_wait_for_consent(open_chat: Opener) -> None:
    chat = await open_chat(clock=FakeClock(NOON))
    ana = await chat.person("Ana")
    await ana.say("general", "hello")
    await chat.settle()
    who, contact = await member(chat, ana), chat.app.boards[Contact]
    held = await contact.ask(who, "announcements", "a")
    assert not held.granted
    assert held.at is not None
    assert (await contact.ask(who, "sequences", "b", wanted=True)).granted
    assert (await contact.ask(who, "events", "c")).granted
    await ana.command("contact show")
    card = await ana.told("🚫 announcements")
    await ana.click(card, "Allow announcements")
    await ana.told("✅ announcements")
    assert (await contact.ask(who, "announcements", "a")).granted
    await ana.command("privacy choices")
    await ana.click(await ana.told("Your choices"), "Send me no news")
    await ana.told("No since")
    assert (await contact.ask(who, "announcements", "d")).refused


async def test_one_card_changes_what_other_features_keep(open_chat: Opener) -> None:
    chat = await open_chat(clock=FakeClock(NOON))
    ana = await chat.person("Ana")
    await ana.command("meet join", interests="baking")
    await ana.told("You take part with")
    await ana.command("insights leave_me_out")
    await ana.told("You are left out")
    await ana.command("privacy choices")
    card = await ana.told("Your choices")
    assert "🚫 Figures" in card.text
    assert "✅ Introductions" in card.text
    await ana.click(card, "Count me")
    card = await ana.told("✅ Figures")
    assert not await chat.app.measures.left_out(await chat.id)
    await ana.click(card, "Take no part")
    card = await ana.told("🚫 Introductions")
    await ana.command("meet mine")
    await ana.told("You do not take part")
    await ana.click(card, "Do not count me")
    await ana.told("🚫 Figures")
    assert await chat.app.measures.left_out(await chat.id) == {(await member(chat, ana)).id}


async def test_two_accounts_have_one_choice_and_a_no_holds(open_chat: Opener) -> None:
    chat = await open_chat(clock=FakeClock(NOON))
    ana, anna = await chat.person("Ana"), await chat.person("Anna")
    for who in (ana, anna):
        await who.say("general", "hello")
        await chat.settle()
    await board(chat).note(await member(chat, ana), "sentiment", yes=True)
    await board(chat).note(await member(chat, anna), "sentiment", yes=False)
    chat.clock.advance(seconds=1)
    await board(chat).note(await member(chat, ana), "newsletter", yes=True)
    await link(ana, anna)
    assert await standing(chat, ana, "sentiment") == "no"
    assert await standing(chat, anna, "newsletter") == "yes"


async def test_where_the_owner_wants_it_nobody_is_counted_unasked(open_chat: Opener) -> None:
    chat = await open_chat(clock=FakeClock(NOON), cogs={"privacy": {"measures": "opt_in"}})
    people = [await chat.person(name) for name in ("Ana", "Ben", "Cleo")]
    for who in people:
        await who.say("general", "hello")
    await chat.settle()
    await people[2].command("insights leave_me_out")
    await people[2].told("You are left out")
    await cog(chat).ask_around()
    ids = [(await member(chat, who)).id for who in people]
    assert await chat.app.measures.left_out(await chat.id) == set(ids)
    await people[0].command("privacy choices")
    await people[0].click(await people[0].told("Your choices"), "Count me")
    await people[0].told("✅ Figures")
    await cog(chat).ask_around()
    assert await chat.app.measures.left_out(await chat.id) == set(ids[1:])
    owner = await chat.app.registry.member(ids[1])
    assert owner is not None
    await chat.app.configs.set(await chat.id, "privacy.measures", "opt_out", owner)
    await cog(chat).ask_around()
    assert await chat.app.measures.left_out(await chat.id) == {ids[2]}  # by her own word


async def test_without_the_cog_everything_is_as_the_others_have_it(open_chat: Opener) -> None:
    chat = await open_chat(clock=FakeClock(NOON), cogs={"privacy": {"enabled": False}})
    ana = await chat.person("Ana")
    await ana.say("general", "this is great")
    await chat.settle()
    assert await moods(chat) == 1
    assert await standing(chat, ana, "newsletter") == "yes"
