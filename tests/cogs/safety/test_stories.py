"""What happens among people, with the shipped model reading along."""

from __future__ import annotations

import asyncio

import pytest

from bot.api.people import Level
from tests.cogs.safety.bakery import *  # noqa: F403 - fixtures
from tests.cogs.safety.bakery import DIGS, HARMLESS, PILE, ROAST, People, cards, the_card, told
from tests.support.community import Community

NASTY = [
    "Ben you are a stupid worthless idiot and everybody here hates you",
    "people like you should be gassed, you filthy immigrant",
    "I will find out where you live and make you regret this",
]


async def test_what_only_looks_rude_makes_no_card(bakery: Community, people: People) -> None:
    for name, text in zip(("Ana", "Ben", "Cem", "Dana", "Eve") * 3, HARMLESS, strict=False):
        await people[name].say("general", text)
    assert await cards(bakery) == []


@pytest.mark.parametrize("text", NASTY)
async def test_what_hurts_makes_one(bakery: Community, people: People, text: str) -> None:
    await people["Ana"].say("general", text)
    card = await people["Mo"].sees("moderators", text)
    assert "Ana" in card.text
    assert "as advice" in card.text


async def test_a_friendly_roast_is_left_alone_where_it_is_usual(
    bakery: Community, people: People
) -> None:
    ana, ben = people["Ana"], people["Ben"]
    owner = await bakery.person("Olga", Level.ADMIN)
    await owner.command("safety channel", manner="rough")
    await owner.told("friendly swearing is no alert")
    for speaker, text in zip((ana, ben) * 2, ROAST, strict=True):
        await speaker.say("general", text)
    assert await cards(bakery) == []
    # the very same elsewhere
    await ben.say("support", ROAST[1])
    await people["Mo"].sees("moderators", ROAST[1])


async def test_friends_who_give_back_in_kind_are_left_alone(
    bakery: Community, people: People
) -> None:
    ana, ben = people["Ana"], people["Ben"]
    await ben.say("general", "morning, sleepyhead")
    back = ("Ana, just shut up", "Ana you are annoying", "Ana, do you ever think before you write?")
    for text, answer in zip(DIGS, back, strict=False):
        await ana.say("general", text)
        await ben.say("general", answer)
    assert await cards(bakery) == []


async def test_a_feud_becomes_one_card_that_grows(bakery: Community, people: People) -> None:
    ana, ben, mo = people["Ana"], people["Ben"], people["Mo"]
    await ben.say("general", "I liked the new opening hours")
    for text in DIGS[:2]:
        await ana.say("general", text)
    assert await cards(bakery) == [], "one by one they are not much"
    await ana.say("general", DIGS[2])
    card = await mo.sees("moderators", DIGS[2])
    assert "3 abusive messages to the same person" in card.text
    assert all(text in card.text for text in DIGS[:2])
    await ana.say("general", "get lost Ben, you worthless piece of trash, nobody wants you here")
    await mo.sees("moderators", "worthless piece of trash")
    card = await the_card(bakery)
    assert "4 abusive messages to the same person" in card.text
    assert "Ana → Ben" in card.text
    await mo.click(card, "Warn")
    await ana.told("warns you")


async def test_a_pile_on_of_six_is_one_event(bakery: Community, people: People) -> None:
    ben = await people["Ben"].say("general", "sorry, I dropped the birthday cake")
    for name, text in PILE.items():
        await people[name].say("general", text, reply_to=ben)
    await people["Mo"].sees("moderators", "worthless idiot")
    assert "6 people write abuse to the same member" in (await the_card(bakery)).text


async def test_a_moderator_is_attacked_and_another_decides_after_a_restart(
    bakery: Community, people: People
) -> None:
    ana, mo, max_ = people["Ana"], people["Mo"], people["Max"]
    word = await mo.say("general", "please keep to the topic")
    await ana.say("general", "shut up Mo you disgusting idiot", reply_to=word)
    card = await max_.sees("moderators", "disgusting idiot")
    assert "Ana → Mo" in card.text
    await bakery.restart()
    await max_.click(await the_card(bakery), "Warn")
    note = await ana.told("warns you")
    assert "Appeal" in note.buttons


async def test_two_decide_at_once_and_one_appeals(bakery: Community, people: People) -> None:
    ana, mo, max_ = people["Ana"], people["Mo"], people["Max"]
    await ana.say("general", NASTY[0])
    card = await mo.sees("moderators", NASTY[0])
    await asyncio.gather(mo.click(card, "Time out"), max_.click(card, "Time out"))
    note = await ana.told("paused your writing for 1 hour")
    await bakery.settle()
    decider = mo if "by Mo" in (await the_card(bakery)).text else max_
    other = max_ if decider is mo else mo
    assert "decided already" in told(other) or "is deciding this right now" in told(other)
    assert told(ana).count("paused your writing") == 1
    await ana.click(note, "Appeal")
    await ana.fill(text="That was from a song")
    appeal = await other.sees("moderators", "That was from a song")
    await decider.click(appeal, "Overturn it")
    await decider.told("You decided this yourself")
    assert bakery.rig.timed_out(ana)
    await other.click(appeal, "Overturn it")
    await ana.told("your appeal was right")
    assert not bakery.rig.timed_out(ana)
