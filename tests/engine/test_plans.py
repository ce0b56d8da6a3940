"""A community whose name changes in the settings stays the community that it is."""

from __future__ import annotations

import pytest

from bot.engine.services.people.plans import CommunityPlan
from tests.support.community import Community, Opener


async def names(chat: Community) -> list[str]:
    return [row.name for row in await chat.app.people.communities()]


async def test_a_new_name_in_the_settings_keeps_the_community(
    open_chat: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await open_chat()
    ana = await chat.person("Ana")
    await ana.say("general", "Hello")
    await chat.settle()
    before, [old] = await chat.id, await names(chat)

    def now(*plans: tuple[str, tuple[str, ...]]) -> None:
        made = [CommunityPlan(name, "en", "Europe/Berlin", spaces) for name, spaces in plans]
        waiting = iter(made)
        monkeypatch.setattr("bot.app.CommunityPlan", lambda *_: next(waiting))

    spaces = tuple(chat.app.settings.communities[0].spaces)
    now(("Bread & Roses", spaces))
    await chat.restart()
    assert await names(chat) == ["Bread & Roses"]
    [space] = await chat.app.registry.spaces(before)
    member = await chat.app.registry.known_member(before, "local", ana.native_id)
    assert member is not None and space.community_id == before

    # its spaces are given to another one: that is no new name
    now(("Elsewhere", ()))
    await chat.restart()
    assert await names(chat) == ["Bread & Roses", "Elsewhere"]
    assert old not in await names(chat)
