"""Questions in channels: people first, then the bot, once."""

from __future__ import annotations

import pytest

from bot.api.people import Level
from cogs.faq import logic
from tests.support.community import Community, Opener

from ..stage import ACETONE, HOURS, OPEN, UNKNOWN, in_support, said, states, texts, with_entry


@pytest.mark.parametrize(
    "text",
    [
        "When do you open?",
        "wie lange habt ihr offen",
        "Hello, is there parking nearby?",
        "how do I cancel my order",
    ],
)
def test_questions_are_recognised(text: str) -> None:
    assert logic.is_question(text)


@pytest.mark.parametrize("text", ["?", "Really?", "thanks a lot", "What a day", "ok"])
def test_other_messages_are_no_questions(text: str) -> None:
    assert not logic.is_question(text)


async def test_support_is_answered_when_nobody_does(chat: Community) -> None:
    await with_entry(chat)
    ana = await chat.person("Ana")
    await ana.say("support", "Hi! What are your opening hours?")
    assert await said(chat, OPEN) == 0
    await chat.advance(seconds=119)
    assert await said(chat, OPEN) == 0
    await chat.advance(seconds=2)
    card = await ana.sees("support", OPEN)
    assert "From our own answers" in card.text
    assert card.buttons == ("Solved? Yes", "No", "Ask a human")
    await chat.advance(hours=1)
    assert await said(chat, OPEN) == 1


async def test_what_is_not_known_is_said_with_a_way_to_people(chat: Community) -> None:
    await with_entry(chat)
    ana = await chat.person("Ana")
    await in_support(chat, ana)
    assert (await ana.sees("support", UNKNOWN)).buttons == ("Ask a human",)


async def test_who_mentions_the_bot_does_not_wait(chat: Community) -> None:
    await with_entry(chat)
    ana = await chat.person("Ana")
    for channel in ("general", "support"):
        await ana.say(channel, f"@Townhall {HOURS}")
        await ana.sees(channel, OPEN)
    await chat.advance(hours=1)
    assert await said(chat, OPEN) == 1
    assert await said(chat, OPEN, "general") == 1
    await ana.say("general", "@Townhall thanks, you are great")
    await chat.advance(hours=1)
    assert await said(chat, UNKNOWN, "general") == 0


async def test_elsewhere_nothing_is_said(chat: Community) -> None:
    await with_entry(chat)
    ana = await chat.person("Ana")
    await ana.say("general", HOURS)
    await chat.advance(hours=1)
    assert await said(chat, OPEN, "general") == 0
    assert await states(chat) == []


@pytest.mark.parametrize("reply", [True, False])
async def test_people_answer_first(chat: Community, reply: bool) -> None:
    await with_entry(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    asked = await ana.say("support", HOURS)
    await chat.settle()
    await ben.say("support", "From seven to six.", reply_to=asked if reply else None)
    await chat.settle()
    await chat.advance(hours=1)
    assert await said(chat, OPEN) == 0
    assert await states(chat) == ["people"]
    assert await texts(chat) == [None]


async def test_what_does_not_answer_keeps_nobody_waiting(chat: Community) -> None:
    await with_entry(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.say("support", HOURS)
    await chat.settle()
    await ana.say("support", "I would like to come by on Sunday.")  # her own words
    await ben.say("support", "Good morning!")  # too short for an answer
    await ben.say("support", "And is there parking nearby?")  # another question
    await chat.settle()
    await chat.advance(seconds=130)
    assert await said(chat, OPEN) == 1


async def test_two_questions_side_by_side_need_a_reply(chat: Community) -> None:
    await with_entry(chat)
    ana, ben, cem = [await chat.person(name) for name in ("Ana", "Ben", "Cem")]
    first = await ana.say("support", HOURS)
    await chat.settle()
    await ben.say("support", "Is the cellar stair steep for a pram?")
    await chat.settle()
    await cem.say("support", "It is not far from there.")
    await chat.settle()
    assert await states(chat) == ["open", "open"]
    await cem.say("support", "From seven to six.", reply_to=first)
    await chat.settle()
    assert await states(chat) == ["people", "open"]


async def test_the_asker_has_found_it(chat: Community) -> None:
    await with_entry(chat)
    ana = await chat.person("Ana")
    await ana.say("support", HOURS)
    await chat.settle()
    await ana.say("support", "never mind, found it on the door")
    await chat.settle()
    await chat.advance(hours=1)
    assert await said(chat, OPEN) == 0
    assert await states(chat) == ["dismissed"]


async def test_talk_between_people_is_left_alone(chat: Community) -> None:
    await with_entry(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.address("support", ben, HOURS)
    hello = await ben.say("support", "We baked rye today.")
    await ana.say("support", "What are your opening hours then?", reply_to=hello)
    await chat.advance(hours=1)
    assert await states(chat) == []


async def test_a_restart_in_the_wait_neither_loses_nor_doubles(chat: Community) -> None:
    await with_entry(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.say("support", HOURS)
    await chat.settle()
    await chat.restart()
    await chat.advance(seconds=130)
    await ana.sees("support", OPEN)
    await chat.restart()
    await chat.advance(seconds=130)
    assert await said(chat, OPEN) == 1
    # and people may still answer first after a restart
    await ana.say("support", ACETONE)
    await chat.settle()
    await chat.restart()
    await ben.say("support", "It is hungry, feed it twice a day.")
    await chat.settle()
    await chat.advance(hours=1)
    assert await said(chat, UNKNOWN) == 0


async def test_a_question_of_yesterday_is_left_to_the_team(chat: Community) -> None:
    await with_entry(chat)
    ana = await chat.person("Ana")
    await ana.say("support", HOURS)
    await chat.settle()

    async def a_night() -> None:
        chat.clock.advance(hours=9)

    await chat.restart(a_night)
    await chat.advance(seconds=1)
    assert await said(chat, OPEN) == 0
    assert await states(chat) == ["open"]


async def test_deleted_and_edited_questions(chat: Community) -> None:
    await with_entry(chat)
    ana = await chat.person("Ana")
    gone = await ana.say("support", HOURS)
    await chat.settle()
    await ana.delete(gone)
    await chat.settle()
    await chat.advance(hours=1)
    assert await said(chat, OPEN) == 0
    assert await states(chat) == []
    other = await ana.say("support", ACETONE)
    await chat.settle()
    await ana.edit(other, HOURS)
    await chat.settle()
    await chat.advance(seconds=130)
    await ana.sees("support", OPEN)
    third = await ana.say("support", "Is there any rye left for today?")
    await chat.settle()
    await ana.edit(third, "I have seen the rye, thank you.")
    await chat.settle()
    await chat.advance(hours=1)
    assert await said(chat, UNKNOWN) == 0


async def test_did_you_mean(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"faq": {"sure": 0.95}})
    await with_entry(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await in_support(chat, ana, "opening hours on holidays?")
    card = await ana.sees("support", "Did you mean:")
    assert card.buttons == (HOURS, "None of these", "Ask a human")
    await ben.click(card, HOURS)  # who only looks on sees it alone
    await ben.told(OPEN)
    await ben.click(card, "None of these")
    await ben.told("Only the person who asked can say that.")
    await ana.click(card, HOURS)
    shown = await ana.sees("support", OPEN)
    assert shown.native_id == card.native_id
    await ana.click(shown, "Solved? Yes")
    await ana.told("Good to hear.")
    assert await states(chat) == ["bot"]
    assert await texts(chat) == [None]


async def test_a_wrong_answer_opens_the_question_again(chat: Community) -> None:
    await with_entry(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.command("faq ask", question="what are your opening hours?")
    card = await ana.sees("general", OPEN)
    await ben.click(card, "No")
    await ben.told("Only the person who asked can say that.")
    await ana.click(card, "No")
    told = await ana.told("A person can help")
    assert told.buttons == ("Ask a human",)
    assert await states(chat) == ["open"]


async def test_no_text_outlives_the_wait_when_the_owner_says_so(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"faq": {"keep_questions_days": 0}})
    mia = await chat.person("Mia", Level.MODERATOR)
    ana = await chat.person("Ana")
    await in_support(chat, ana)
    await ana.sees("support", UNKNOWN)
    assert await texts(chat) == [None]
    await ana.command("faq ask", question="Do you bake gluten free?")
    await ana.told(UNKNOWN)
    await mia.command("faq questions")
    await mia.told("No question is open.")


async def test_a_command_in_support_is_answered_once(chat: Community) -> None:
    await with_entry(chat)
    ana = await chat.person("Ana")
    await ana.command("faq ask", channel="support", question=HOURS)
    await ana.sees("support", OPEN)
    await ana.command("faq ask", channel="support", question=ACETONE)
    await ana.told(UNKNOWN)
    await chat.advance(hours=1)
    assert await said(chat, OPEN) == 1
    assert await said(chat, UNKNOWN) <= 1
    assert await states(chat) == ["bot", "open"]


async def test_a_short_wait_is_kept_to_the_second(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"faq": {"wait_seconds": 3}})
    await with_entry(chat)
    ana = await chat.person("Ana")
    await ana.say("support", HOURS)
    await chat.settle()
    await chat.advance(seconds=4)
    await ana.sees("support", OPEN)
