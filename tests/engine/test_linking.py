"""A link that was begun is finished, whatever happens in the middle."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from bot.api.people import Level
from cogs.polls.cog import Polls
from cogs.polls.tables import ballots
from storage.tables import tasks
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor
from tests.support.community import Community, Opener


async def code_of(actor: Actor) -> str:
    await actor.command("link")
    found = re.search(r"\b[A-Z0-9]{8}\b", (await actor.told("/link")).text)
    assert found is not None
    return found[0]


async def voters(chat: Community) -> int:
    async with chat.app.db.read() as connection:
        query = select(func.count(func.distinct(ballots.c.member_id)))
        return int(await connection.scalar(query) or 0)


async def test_a_cog_that_was_not_told_hears_of_the_link_after_a_restart(
    open_chat: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await open_chat()
    ana, twin = await chat.person("Ana"), await chat.person("Ana B")
    await ana.command("poll", question="Which?", options="Rye; Spelt")
    card = await ana.sees("general", "Which?")
    await ana.click(card, "Rye")
    await twin.click(card, "Rye")
    await chat.settle()
    assert await voters(chat) == 2

    async def down(self: Polls, kept: int, gone: int) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(Polls, "linked", down)
        await twin.command("link", code=await code_of(ana))
        await chat.settle()
        assert await voters(chat) == 2
    await chat.restart()
    await chat.advance(minutes=1)
    assert await voters(chat) == 1
    async with chat.app.db.read() as connection:
        left = select(tasks.c.state).where(tasks.c.task == "core.linked")
        assert list(await connection.scalars(left)) == ["done"]


async def test_what_went_well_is_not_done_again(open_chat: Opener) -> None:
    chat = await open_chat()
    ana, twin = await chat.person("Ana"), await chat.person("Ana B")
    await twin.command("link", code=await code_of(ana))
    await twin.told("now belong together")
    async with chat.app.db.read() as connection:
        left = select(tasks.c.id).where(tasks.c.task == "core.linked")
        assert not list(await connection.scalars(left))


async def test_who_lost_their_rights_sees_no_page_though_nobody_said_so(
    open_chat: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the database knows of levels is what an event told; the platform knows better."""
    chat = await open_chat()
    assert isinstance(chat.rig, LocalRig)
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.say("general", "/help")
    await chat.settle()
    registry, world = chat.app.registry, chat.rig.world
    member = await registry.known_member(await chat.id, "local", mo.native_id)
    assert member is not None and await registry.level_now(member) == Level.MODERATOR
    world.people[mo.native_id] = world.people[mo.native_id].__class__(mo.native_id, "Mo", "mo")
    assert await registry.level_now(member) == Level.MEMBER
    assert [one.id for one in await registry.staff(await chat.id, Level.MODERATOR)] == [member.id]

    async def silent(space: str, user: str) -> Level:
        raise ConnectionError

    monkeypatch.setattr(chat.rig.platform, "level", silent)
    assert await registry.level_now(member) == Level.MEMBER
