"""A round of reading is short, however much waits, and what waits can still change."""

from __future__ import annotations

from typing import Any

import pytest

from bot.api.services import Measures
from cogs.topics import hearing
from cogs.topics.model import Days
from tests.cogs.topics.test_story import QUIET
from tests.support.community import Community, Opener


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    return await open_chat(cogs=QUIET)


async def spoken(chat: Community, out: tuple[int, ...] = ()) -> tuple[int, int]:
    """(messages, people) that were counted."""
    cog: Any = chat.app.book.cogs["topics"]
    said = await cog._counts.said(await chat.id, "all", Days(0, 999_999), out)
    return (said[0].messages, said[0].people) if said else (0, 0)


async def test_a_round_ends_in_time_and_the_rest_waits(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    cog: Any = chat.app.book.cogs["topics"]
    monkeypatch.setattr(hearing, "ROUND_S", 0.0)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    for n in range(hearing.AT_ONCE):
        await ana.say("general", f"yeast in the oven with dough {n}")
    for who in (ana, ben):
        await who.say("general", "late parcel from the courier")
    await chat.settle()
    await cog.count()
    assert await spoken(chat) == (hearing.AT_ONCE, 1)
    # who is one with another while words of theirs wait counts once
    [waiting] = cog._hearing._heard.values()
    here, other = (one.member_id for one in waiting)
    await cog.linked(here, other)
    await cog.count()
    assert await spoken(chat) == (hearing.AT_ONCE + 2, 1)
    assert not cog._hearing._heard


async def test_words_of_who_is_left_out_stop_counting_towards_five(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    cog: Any = chat.app.book.cogs["topics"]
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.say("general", "late parcel from the courier")
    await chat.settle()
    await cog.count()
    [place] = cog._hearing._places.values()
    [pooled] = place._pool.waiting
    place._vocabulary.hear(1, pooled.member_id, ["parcel"])

    async def left_out(_: int) -> frozenset[int]:
        return frozenset({pooled.member_id})

    measures: Measures = cog._hearing._measures
    monkeypatch.setattr(measures, "left_out", left_out)
    await ben.say("general", "yeast in the oven with dough")
    await chat.settle()
    await cog.count()
    assert not place._vocabulary._rare


async def test_names_are_known_after_a_restart_and_go_with_their_owner(chat: Community) -> None:
    zoltan = await chat.person("Zoltan")
    ana = await chat.person("Ana")
    await zoltan.say("general", "late parcel from the courier")
    await chat.settle()
    await chat.restart()
    await ana.say("general", "yeast in the oven with dough")
    await chat.settle()
    cog: Any = chat.app.book.cogs["topics"]
    await cog.count()
    [names] = cog._hearing._names.values()
    assert {"zoltan", "ana"} <= set(names)
    there = await chat.app.registry.known_member(await chat.id, chat.rig.name, zoltan.native_id)
    assert there is not None
    await cog.erase(there.id)
    assert not cog._hearing._names
