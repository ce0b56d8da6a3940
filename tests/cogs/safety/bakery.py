"""The stage of the stories: a bakery's people, with the shipped model reading along."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.api.people import Level
from bot.understanding.toxicity import LocalToxicity
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener

__all__ = [
    "DIGS",
    "HARMLESS",
    "PILE",
    "ROAST",
    "People",
    "bakery",
    "cards",
    "people",
    "the_card",
    "told",
]

People = dict[str, Actor]

HARMLESS = [
    # code, names and places that look rude
    "greetings from Scunthorpe, home of the best rye bread",
    "please kill the zombie process and abort the build, then blame the master branch",
    "the test says assert cum_sum(bins) == total",
    "Dick Assman wrote to us, he wants two loaves on Friday",
    "penistone library still has our flyer in the window",
    # reclaimed, and swearing without a victim
    "as a queer woman I love that this place feels like home",
    "I am a proud dyke and this is the best bakery in town",
    "fuck yes, the oven finally works again!",
    "I am so damn tired of this rain",
    # condemning by quotation
    'somebody called Ben "a filthy immigrant" yesterday, that was vile and has no place here',
    'he wrote "kill yourself" to her, can a moderator please look?',
    "telling anyone that gay people are sick is wrong, please stop it",
    # of things
    "this printer is a piece of garbage, I hate it",
]
# none of them is an alert by itself
DIGS = (
    "Ben, do you ever think before you write?",
    "Ben you are so slow",
    "Ben, why are you even here",
    "Ben, nobody asked for your opinion",
)
# the second one would be an alert elsewhere
ROAST = (
    "Ben your haircut looks like my sourdough, flat and a bit sad 😂",
    "haha, and you once burned water, Ana 😄",
    "lol fair, you muppet. coffee later?",
    "only if you pay this time, cheapskate 😄",
)

PILE = {
    "Ana": "you are such an idiot Ben",
    "Cem": "what a useless moron you are",
    "Dana": "Ben you ruin everything, you loser",
    "Eve": "get out of here you stupid clown",
    "Fay": "nobody can stand you, you pathetic fool",
    "Gus": "just disappear, you worthless idiot",
}


@pytest.fixture
async def bakery(open_chat: Opener) -> AsyncIterator[Community]:
    model = LocalToxicity()
    assert await model.ready()
    yield await open_chat(toxicity=model)
    await model.close()


@pytest.fixture
async def people(bakery: Community) -> People:
    names = ("Ana", "Ben", "Cem", "Dana", "Eve", "Fay", "Gus")
    found = {name: await bakery.person(name) for name in names}
    for name in ("Mo", "Max"):
        found[name] = await bakery.person(name, Level.MODERATOR)
    return found


async def cards(bakery: Community) -> list[Seen]:
    """What stands before the moderators when all is quiet."""
    await bakery.settle()
    # a card that was on its way when its alert joined another event says so
    return [m for m in await bakery.messages("moderators") if "part of alert" not in m.text]


async def the_card(bakery: Community) -> Seen:
    """The only one."""
    (card,) = await cards(bakery)
    return card


def told(person: Actor) -> str:
    """Everything said to somebody privately."""
    return "\n".join(person.told_so_far())
