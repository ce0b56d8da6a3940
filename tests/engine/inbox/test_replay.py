"""What is not simply done again: what is old, what came twice, what ends the program each time."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.api.port.inbound import InMessage
from bot.engine.intake.handling import Handling
from bot.engine.intake.replay import TRIES
from bot.platforms.local.responder import LocalResponder
from storage.tables import inbox
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor
from tests.support.community import Community

ASKED = "/poll question:Rye? options:Yes;No"


def typed(chat: Community, ana: Actor, native_id: int) -> InMessage:
    """The command as the platform delivers it."""
    assert isinstance(chat.rig, LocalRig)
    world = chat.rig.world
    place = world.rooms["general"].native(world.community)
    responder = LocalResponder(world, ana.native_id, "general", via="/poll")
    who = world.people[ana.native_id].native
    return InMessage(place, who, native_id, ASKED, chat.clock.now(), responder=responder)


async def polls(chat: Community) -> int:
    return sum("Rye?" in said.text for said in await chat.messages("general"))


async def test_an_update_that_comes_again_runs_once(chat: Community) -> None:
    event = typed(chat, await chat.person("Ana"), 9001)
    for _ in range(2):
        await chat.app.intake.receive("local", event)
        await chat.settle()
    assert await polls(chat) == 1


async def test_what_is_old_is_not_done_and_what_kills_is_given_up(
    chat: Community, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def crash(*_: object) -> None:
        """As if the program ended here."""

    people = [await chat.person(name) for name in ("Ana", "Ben", "Cleo")]
    with monkeypatch.context() as dying:
        dying.setattr(Handling, "answer", crash)
        for native_id, who in enumerate(people, 9001):
            await chat.app.intake.receive("local", typed(chat, who, native_id))
    async with chat.app.db.write() as connection:
        _, kills, kills_when_told = await connection.scalars(select(inbox.c.id).order_by("id"))
        for row, tries in ((kills, TRIES), (kills_when_told, TRIES + 1)):
            await connection.execute(update(inbox).where(inbox.c.id == row).values(tries=tries))

    async def later() -> None:
        chat.clock.advance(minutes=20)

    await chat.restart(later)
    await chat.settle()
    assert await polls(chat) == 0
    away = "I was away when you typed /poll"
    told = [[away in text for text in who.told_so_far()] for who in people]
    assert told == [[True], [True], []]
    assert "GivenUp" in caplog.text
