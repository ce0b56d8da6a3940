"""A question from silence to an entry, on the three platforms."""

from __future__ import annotations

import asyncio

from bot.api.people import Level
from tests.contract.stagehands import learn_topics
from tests.support.chat import Actor, Seen
from tests.support.community import Community

from .stage import ACETONE, UNKNOWN, in_support, reached, said, states, texts, ticket_states

ANSWER = "It is hungry: feed it twice a day and it smells of yoghurt again."


async def handed_over(chat: Community, ana: Actor) -> tuple[Seen, Seen]:
    """Nobody answers, the bot is unsure, and Ana asks a human; her question and the bot's words."""
    asked = await in_support(chat, ana)
    unsure = await ana.sees("support", UNKNOWN)
    await ana.click(unsure, "Ask a human")
    await ana.told("I have asked for a person in")
    learn_topics(chat.rig)
    return asked, unsure


async def place(chat: Community) -> str:
    """Where the ticket is talked about: a thread where the platform has them."""
    return "support" if chat.rig.name == "local" else ACETONE


async def answer(chat: Community, who: Actor, asked: Seen) -> Seen:
    """An answer where it belongs."""
    where = await place(chat)
    reply_to = asked if where == "support" else None
    answered = await who.say(where, ANSWER, reply_to=reply_to)
    await reached(chat, "answered")
    return answered


async def fill(chat: Community, who: Actor, question: str, answer: str, phrases: str) -> None:
    """The form of the draft, in the team's place."""
    if chat.rig.name != "telegram":
        await who.fill(question=question, answer=answer, phrases=phrases)
        return
    for number, text in enumerate((question, answer, phrases), 1):
        asked = await who.sees("moderators", f"{number} of 3:")
        await who.say("moderators", text, reply_to=asked)


async def test_from_silence_to_an_entry(anywhere: Community) -> None:
    chat = anywhere
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mia = await chat.person("Mia", Level.MODERATOR)
    asked, _ = await handed_over(chat, ana)
    where = await place(chat)
    card = await mia.sees(where, "Question #1 by")
    assert ACETONE in card.text and "I found nothing that fits." in card.text
    await mia.sees("moderators", "Question #1 by")

    await mia.click(card, "Claim")
    await mia.told("It is yours.")
    await mia.sees("moderators", "Mia answers it")
    answered = await answer(chat, mia, asked)
    await mia.sees("moderators", "Mia has answered. Was that it?")
    assert await ticket_states(chat) == ["answered"]

    await ana.menu("Mark as solution", answered)
    await ana.told("Thank you! It is marked as the solution")
    await mia.sees("moderators", "#1 is solved.")
    assert await ticket_states(chat) == ["solved"]
    assert await texts(chat) == [None]

    offer = await mia.sees("moderators", "A question was solved by Mia")
    assert ANSWER in offer.text
    await mia.click(offer, "Review and save")
    await fill(chat, mia, "Why does my starter smell like acetone?", ANSWER, ACETONE)
    await mia.told("Saved:")
    await mia.sees("moderators", "Saved:")

    await in_support(chat, ben, "my sourdough starter smells like acetone what went wrong")
    found = await ben.sees("support", "Why does my starter smell like acetone?")
    assert ANSWER in found.text and "Solved? Yes" in found.buttons
    assert await states(chat) == ["people", "bot"]


async def test_who_is_not_there_is_told_privately(anywhere: Community) -> None:
    chat = anywhere
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    asked, _ = await handed_over(chat, ana)
    await answer(chat, ben, asked)
    await chat.advance(minutes=4)
    assert not [text for text in ana.told_so_far() if "has answered your question" in text]
    await chat.advance(minutes=2)
    told = await ana.told("Ben has answered your question in")
    await ana.click(told, "Solved")
    await ana.told("Good to hear.")
    assert await ticket_states(chat) == ["solved"]


async def test_two_helpers_claim_at_once(anywhere: Community) -> None:
    chat = anywhere
    ana = await chat.person("Ana")
    mia, mo = [await chat.person(name, Level.MODERATOR) for name in ("Mia", "Mo")]
    await handed_over(chat, ana)
    hers = await mia.sees("moderators", "Question #1 by")
    his = await mo.sees("moderators", "Question #1 by")
    await asyncio.gather(mia.click(hers, "Claim"), mo.click(his, "Claim"))
    await reached(chat, "claimed")

    async def answered() -> int:
        heard = [*mia.told_so_far(), *mo.told_so_far()]
        return len([text for text in heard if "It is yours." in text or "has it already" in text])

    await chat.until(answered, 2)
    won = [w for w in (mia, mo) if any("It is yours." in text for text in w.told_so_far())]
    lost = [w for w in (mia, mo) if any("has it already" in text for text in w.told_so_far())]
    assert len(won) == len(lost) == 1 and won != lost
    assert await ticket_states(chat) == ["claimed"]


async def test_a_restart_between_asking_and_answering(anywhere: Community) -> None:
    chat = anywhere
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mia = await chat.person("Mia", Level.MODERATOR)
    asked, _ = await handed_over(chat, ana)
    await chat.restart()
    await chat.advance(seconds=1)
    assert await said(chat, "Question #1 by", await place(chat)) == 1
    assert await said(chat, "Question #1 by", "moderators") == 1
    await answer(chat, ben, asked)
    await mia.sees("moderators", "Ben has answered. Was that it?")
    # what is said in the place of a ticket is no question to the bot
    assert await states(chat) == ["people"]
