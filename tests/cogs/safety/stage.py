"""The stage of the tests of deciding: three people and one card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from bot.api.people import Level
from cogs.safety.deciding.store import ActionStore
from tests.support.chat import Actor, Seen
from tests.support.community import Community

__all__ = ["NASTY", "Cast", "cast", "people", "press"]

NASTY = "Ben, you are an idiot"


@dataclass
class Cast:
    """Who is on the stage; `card` is what moderators see of Ana's nasty message."""

    chat: Community
    ana: Actor
    mo: Actor
    max: Actor
    card: Seen

    @property
    def actions(self) -> ActionStore:
        return ActionStore(self.chat.app.db)

    @property
    def world(self) -> Any:
        return self.chat.rig.platform.world  # type: ignore[attr-defined]

    async def begun(self, outcome: str, seconds: int = 60) -> int:
        """Mo's decision as a crash leaves it: begun, with its follow-up, not carried out."""
        (mo,) = [
            m
            for m in await self.chat.app.registry.staff(await self.chat.id, Level.MODERATOR)
            if m.name == "Mo"
        ]
        now = self.chat.clock.now()
        assert await self.actions.begin(await self.chat.id, 1, mo.id, now)
        data = {"community": await self.chat.id, "alert": 1, "outcome": outcome, "by": mo.id}
        await self.chat.app.scheduler.at(now + seconds * 1000, "safety.settle", data)
        return mo.id


async def people(chat: Community) -> tuple[Actor, Actor, Actor]:
    return (
        await chat.person("Ana"),
        await chat.person("Mo", Level.MODERATOR),
        await chat.person("Max", Level.MODERATOR),
    )


@pytest.fixture
async def cast(chat: Community) -> Cast:
    ana, mo, max_ = await people(chat)
    for moderator in (mo, max_):
        await moderator.command("safety status", channel="moderators")
        await moderator.told("Mode")
    await ana.say("general", NASTY)
    return Cast(chat, ana, mo, max_, await mo.sees("moderators", NASTY))


async def press(cast: Cast, who: Actor, payload: str, *, room: str = "moderators") -> None:
    """A click on a button that this person's screen shows, whatever the card shows now."""
    from bot.api.port.outgoing import OutButton, Outgoing, Span

    stale = cast.world.deliver(
        room, Outgoing((Span("an old card"),), ((OutButton("Old", payload),),))
    )
    await cast.world.press(room, who.native_id, stale.id, payload)
