"""What happens among people, with the shipped model reading along."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.api.people import Level
from bot.understanding.toxicity import LocalToxicity
from tests.support.chat import Actor
from tests.support.community import Community, Opener

HARMLESS = [
    # code, names and places that look rude
    "greetings from Scunthorpe, home of the best rye bread",
    "please kill the zombie process and abort the build, then blame the master branch",
    "Dick Assman wrote to us, he wants two loaves on Friday",
    "penistone library still has our flyer in the window",
    # reclaimed, and swearing without a victim
    "as a queer woman I love that this place feels like home",
    "fuck yes, the oven finally works again!",
    "I am so damn tired of this rain",
    # condemning by quotation
    'somebody called Ben "a filthy immigrant" yesterday, that was vile and has no place here',
    "telling anyone that gay people are sick is wrong, please stop it",
    # of things
    "this printer is a piece of garbage, I hate it",
]
NASTY = [
    "Ben you are a stupid worthless idiot and everybody here hates you",
    "people like you should be gassed, you filthy immigrant",
    "I will find out where you live and make you regret this",
]


@pytest.fixture
async def bakery(open_chat: Opener) -> AsyncIterator[Community]:
    model = LocalToxicity()
    assert await model.ready()
    yield await open_chat(toxicity=model)
    await model.close()


@pytest.fixture
async def people(bakery: Community) -> dict[str, Actor]:
    names = ("Ana", "Ben", "Cem", "Dana", "Eve", "Fay", "Gus")
    found = {name: await bakery.person(name) for name in names}
    for name in ("Mo", "Max"):
        found[name] = await bakery.person(name, Level.MODERATOR)
    return found


async def test_what_only_looks_rude_makes_no_card(
    bakery: Community, people: dict[str, Actor]
) -> None:
    for name, text in zip(("Ana", "Ben", "Cem", "Dana", "Eve") * 2, HARMLESS, strict=True):
        await people[name].say("general", text)
    await bakery.settle()
    assert await bakery.messages("moderators") == []


@pytest.mark.parametrize("text", NASTY)
async def test_what_hurts_makes_one(bakery: Community, people: dict[str, Actor], text: str) -> None:
    await people["Ana"].say("general", text)
    card = await people["Mo"].sees("moderators", text)
    assert "Ana" in card.text
    assert "as advice" in card.text


async def test_a_friendly_roast_is_left_alone_where_it_is_usual(
    bakery: Community, people: dict[str, Actor]
) -> None:
    ana, ben = people["Ana"], people["Ben"]
    owner = await bakery.person("Olga", Level.ADMIN)
    await owner.command("safety channel", manner="rough")
    await owner.told("friendly swearing is no alert")
    await ana.say("general", "Ben your haircut looks like my sourdough, flat and a bit sad 😂")
    await ben.say("general", "haha, and you once burned water, Ana 😄")
    await ana.say("general", "lol fair, you muppet. coffee later?")
    await ben.say("general", "only if you pay this time, cheapskate 😄")
    await bakery.settle()
    assert await bakery.messages("moderators") == []


async def test_a_feud_becomes_one_card_that_grows(
    bakery: Community, people: dict[str, Actor]
) -> None:
    ana, ben, mo = people["Ana"], people["Ben"], people["Mo"]
    await ben.say("general", "I liked the new opening hours")
    for text in (
        "Ben, nobody asked you, you clown",
        "Ben you pathetic idiot, shut up already",
        "get lost Ben, you worthless piece of trash, nobody wants you here",
    ):
        await ana.say("general", text)
    await mo.sees("moderators", "worthless piece of trash")
    await bakery.settle()
    (card,) = await bakery.messages("moderators")
    assert "Ana" in card.text and "Ben" in card.text
    await mo.click(card, "Warn")
    await ana.told("warns you")


async def test_a_pile_on_of_six_is_one_event(bakery: Community, people: dict[str, Actor]) -> None:
    ben = await people["Ben"].say("general", "sorry, I dropped the birthday cake")
    said = {
        "Ana": "you are such an idiot Ben",
        "Cem": "what a useless moron you are",
        "Dana": "Ben you ruin everything, you loser",
        "Eve": "get out of here you stupid clown",
        "Fay": "nobody can stand you, you pathetic fool",
        "Gus": "just disappear, you worthless idiot",
    }
    for name, text in said.items():
        await people[name].say("general", text, reply_to=ben)
    await people["Mo"].sees("moderators", "worthless idiot")
    await bakery.settle()
    # a card that was on its way when its alert joined the event says so
    found = await bakery.messages("moderators")
    (card,) = [m for m in found if "part of alert" not in m.text]
    assert "6 people write abuse to the same member" in card.text


async def test_a_moderator_is_attacked_and_another_decides_after_a_restart(
    bakery: Community, people: dict[str, Actor]
) -> None:
    ana, mo, max_ = people["Ana"], people["Mo"], people["Max"]
    word = await mo.say("general", "please keep to the topic")
    await ana.say("general", "shut up Mo you disgusting idiot", reply_to=word)
    await max_.sees("moderators", "disgusting idiot")
    await bakery.restart()
    (card,) = await bakery.messages("moderators")
    await max_.click(card, "Warn")
    note = await ana.told("warns you")
    assert "Appeal" in note.buttons
