"""People who take part, and what they were told."""

from __future__ import annotations

from typing import Any

from tests.contract.local_rig import LocalActor
from tests.support.chat import Actor
from tests.support.community import Community


async def joined(chat: Community, name: str, interests: str) -> Actor:
    who = await chat.person(name)
    await who.command("meet join", interests=interests)
    await who.told("You take part with")
    return who


async def pair(chat: Community) -> tuple[Actor, Actor]:
    await chat.advance(hours=12)  # nobody is written to at night
    ana, ben = await joined(chat, "Ana", "climbing"), await joined(chat, "Ben", "rock climber, tea")
    return ana, ben


async def asked(chat: Community, ana: Actor) -> None:
    await ana.command("meet who")
    await chat.settle()
    await ana.click(await ana.told("People you may like"), "Introduce me to no. 1")
    await ana.told("Noted.")
    await chat.settle()
    await chat.advance(seconds=1)


def heard(who: Actor, words: str) -> int:
    """How many private messages to somebody say so now."""
    assert isinstance(who, LocalActor)
    return sum(words in post.text for post in who._private())


def cog(chat: Community) -> Any:
    return chat.app.book.cogs["introductions"]


async def id_of(chat: Community, who: Actor) -> int:
    found = await chat.app.registry.known_member(await chat.id, chat.rig.name, who.native_id)
    assert found is not None
    return found.id
