"""A community whose name changes in the settings stays the community that it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.engine.services.people.plans import CommunityPlan
from tests.support.community import Community, Opener


async def names(chat: Community) -> list[str]:
    return [row.name for row in await chat.app.people.communities()]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What the settings name from the next start on."""

    def plan(name: str, spaces: tuple[str, ...]) -> None:
        made = CommunityPlan(name, "en", "Europe/Berlin", spaces)
        monkeypatch.setattr("bot.app.CommunityPlan", lambda *_: made)

    return plan


async def test_a_community_that_the_settings_name_only_later_keeps_its_past(
    open_chat: Opener, now: Callable[..., None]
) -> None:
    now("Elsewhere", ())
    chat = await open_chat()
    ana = await chat.person("Ana")
    await ana.say("general", "Hello")
    await chat.settle()
    directory = chat.app.registry
    [named] = [c for c in await directory.communities() if await directory.spaces(c.id)]
    # also where the name is the one that it had from its platform
    now(named.name, tuple(chat.app.settings.communities[0].spaces))
    await chat.restart()
    assert await names(chat) == ["Elsewhere", named.name]
    member = await chat.app.registry.known_member(named.id, "local", ana.native_id)
    assert member is not None and await chat.app.registry.spaces(named.id)


async def test_a_new_name_in_the_settings_keeps_the_community(
    open_chat: Opener, now: Callable[..., None]
) -> None:
    chat = await open_chat()
    ana = await chat.person("Ana")
    await ana.say("general", "Hello")
    await chat.settle()
    before, [old] = await chat.id, await names(chat)

    spaces = tuple(chat.app.settings.communities[0].spaces)
    now("Bread & Roses", spaces)
    await chat.restart()
    assert await names(chat) == ["Bread & Roses"]
    [space] = await chat.app.registry.spaces(before)
    member = await chat.app.registry.known_member(before, "local", ana.native_id)
    assert member is not None and space.community_id == before

    # its spaces are given to another one: that is no new name
    now("Elsewhere", ())
    await chat.restart()
    assert await names(chat) == ["Bread & Roses", "Elsewhere"]
    assert old not in await names(chat)
