"""First messages that nobody answers: a card, what moderators do with it, and how it settles."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.api.people import Level
from bot.api.reply import Reply
from cogs.welcome.newcomers.model import HOUR_MS, cards
from cogs.welcome.newcomers.store import FirstStore
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener

CARD = "had no reply"
QUESTION = "Is there rye on Mondays?"


async def newcomer(chat: Community, name: str = "Nia") -> Actor:
    person = await chat.person(name, joined=False)
    await person.join()
    await chat.rig.wait_for("general", name)
    return person


async def asks(chat: Community, name: str = "Nia", words: str = QUESTION) -> tuple[Actor, Seen]:
    """A newcomer's first message, and that it was taken in."""
    nia = await newcomer(chat, name)
    before = await noted(chat)
    said = await nia.say("general", words)
    await chat.until(lambda: noted(chat), before + 1)
    await chat.settle()
    return nia, said


async def noted(chat: Community) -> int:
    welcome = chat.app.book.cogs["welcome"]
    return len(await welcome._firsts.followed())  # type: ignore[attr-defined]


async def standing(chat: Community, words: str = CARD) -> int:
    await chat.settle()
    return len([m for m in await chat.messages("moderators") if words in m.text])


async def test_a_card_and_a_hello(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform)
    mo, ben = await chat.person("Mo", Level.MODERATOR), await chat.person("Ben")
    _, said = await asks(chat)
    await chat.advance(hours=5)
    assert await standing(chat) == 0
    await chat.advance(hours=1, seconds=1)
    card = await mo.sees("moderators", "Nia's first message in")
    assert QUESTION in card.text
    await asyncio.gather(mo.click(card, "Say hello"), mo.click(card, "Say hello"))
    await mo.told("I have pointed everybody to Nia")
    await chat.rig.wait_for("general", "Who would like to answer?")
    await mo.sees("moderators", "Mo had me say hello")
    nudges = [m for m in await chat.messages("general") if "Who would like" in m.text]
    assert len(nudges) == 1
    await ben.say("general", "There is, from nine on.", reply_to=said)
    settled = await mo.sees("moderators", "answered by Ben")
    assert QUESTION not in settled.text and not settled.buttons


async def test_a_restart_in_the_middle(open_on: Opener, platform: str) -> None:
    chat = await open_on(platform)
    mo = await chat.person("Mo", Level.MODERATOR)
    nia, _ = await asks(chat)
    await chat.advance(hours=3)
    await chat.restart()
    await chat.advance(hours=3, seconds=1)
    card = await mo.sees("moderators", "Nia's first message in")
    assert QUESTION not in card.text  # its words were in memory only
    await chat.restart()
    await mo.click(card, "I'll answer")
    await mo.told("you will answer Nia")
    await mo.sees("moderators", "Mo will answer.")
    await mo.address("general", nia, "there is, from nine on.")
    await mo.sees("moderators", "answered by Mo")
    assert await standing(chat) == 1


async def test_killed_between_note_and_card(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await asks(chat)
    firsts = FirstStore(chat.app.db)
    (first,) = await firsts.followed()
    await firsts.carded([first.id], "welcome:firsts:1", chat.clock.now())
    for _ in range(2):
        await chat.restart()
        await mo.sees("moderators", "Nia's first message")
        assert await standing(chat) == 1


async def test_an_answer_in_time_makes_no_card(chat: Community) -> None:
    ben = await chat.person("Ben")
    nia, said = await asks(chat)
    await ben.say("general", "There is.", reply_to=said)
    bea, _ = await asks(chat, "Bea")
    await ben.address("general", bea, "there is.")
    await chat.settle()
    await chat.advance(hours=7)
    assert await standing(chat) == 0
    await nia.say("general", "Thanks! And on Tuesdays?")
    await chat.settle()
    await chat.advance(hours=7)
    assert await standing(chat) == 0


async def test_what_the_bot_says_is_no_answer(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    _, said = await asks(chat)
    channel = next(iter(await chat.app.registry.place(await chat.id, "general")))
    await chat.app.outbox.post(channel, Reply("From nine on."), reply_to=said.native_id)
    await chat.rig.wait_for("general", "From nine on.")
    await chat.advance(hours=7)
    await mo.sees("moderators", "Nia's first message in #general")


async def test_not_needed_and_two_moderators_at_once(chat: Community) -> None:
    mo, ida = await chat.person("Mo", Level.MODERATOR), await chat.person("Ida", Level.MODERATOR)
    await asks(chat)
    await chat.advance(hours=7)
    card = await mo.sees("moderators", CARD)
    await asyncio.gather(mo.click(card, "Not needed"), ida.click(card, "Not needed"))
    await chat.settle()
    said = [*mo.told_so_far(), *ida.told_so_far()]
    assert sum("no answer is needed" in text for text in said) == 1
    assert sum("settled already" in text for text in said) == 1
    await mo.sees("moderators", "not needed, says")


async def test_members_may_not_press(chat: Community) -> None:
    await chat.person("Mo", Level.MODERATOR)
    ben = await chat.person("Ben")
    await asks(chat)
    await chat.advance(hours=7)
    card = await chat.rig.wait_for("moderators", CARD)
    rooms = chat.rig.world.rooms  # type: ignore[attr-defined]
    rooms["moderators"] = replace(rooms["moderators"], private=False)  # opened by mistake
    await ben.click(card, "Not needed")
    await ben.told("Only moderators can do that here.")


async def test_who_leaves_or_deletes_needs_no_answer(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    nia, said = await asks(chat)
    bea, _ = await asks(chat, "Bea")
    await chat.advance(hours=7)
    await mo.sees("moderators", "Bea's first message")
    await nia.delete(said)
    await bea.leave()

    async def open_cards() -> int:
        await chat.settle()
        return len([m for m in await chat.messages("moderators") if m.buttons])

    await chat.until(open_cards, 0)
    cleo, words = await asks(chat, "Cleo")
    await cleo.delete(words)
    await chat.settle()
    await chat.advance(hours=7)
    assert await standing(chat, "Cleo") == 0


async def test_more_than_a_few_come_as_one_list(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"cards_per_hour": 2, "messages_per_minute": 20}})
    mo = await chat.person("Mo", Level.MODERATOR)
    asked = [await asks(chat, name) for name in ("Ada", "Bea", "Cleo", "Dora")]
    await chat.advance(hours=7)
    listed = await mo.sees("moderators", "The first messages of 3 newcomers had no reply.")
    assert await standing(chat) == 2
    await mo.click(listed, "Cleo")
    single = await mo.told("Cleo's first message in")
    await mo.click(single, "Not needed")
    ben = await chat.person("Ben")
    await ben.say("general", "Hello Dora!", reply_to=asked[3][1])
    await mo.sees("moderators", "answered by Ben")
    seen = await mo.sees("moderators", "not needed, says Mo")
    assert seen.buttons == ("Bea",)
    await asks(chat, "Emma")
    await chat.advance(hours=7)
    await mo.sees("moderators", "Emma's first message")


async def test_who_wrote_before_is_no_newcomer(chat: Community) -> None:
    mia = await chat.person("Mia")
    await mia.say("general", "I have been here for long")
    await chat.settle()
    await chat.advance(days=30)
    await mia.leave()
    await chat.settle()
    await mia.join()
    await chat.settle()
    await mia.say("general", "Back again")
    await chat.settle()
    await chat.advance(hours=7)
    assert await standing(chat) == 0


async def test_never_where_it_is_switched_off(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"welcome": {"unanswered_hours": 0}})
    nia = await newcomer(chat)
    await nia.say("general", QUESTION)
    await chat.settle()
    await chat.advance(days=1)
    assert await standing(chat) == 0


async def test_who_is_forgotten_is_on_no_card(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    nia, _ = await asks(chat)
    await chat.advance(hours=7)
    await mo.sees("moderators", "Nia's first message")
    member = await chat.app.registry.known_member(await chat.id, chat.rig.name, nia.native_id)
    assert member is not None
    await chat.app.book.cogs["welcome"].erase(member.id)
    await chat.until(lambda: standing(chat, "Nia"), 0)


def test_cards_and_lists() -> None:
    assert cards([1, 2], [], 0, 4).single == [1, 2]
    many = cards([1, 2, 3, 4, 5], [0], 10, 4)
    assert (many.single, many.listed) == ([1, 2], [3, 4, 5])
    full = cards([1], [100, 200], 300, 2)
    assert (full.single, full.again_at) == ((), 100 + HOUR_MS + 1)
