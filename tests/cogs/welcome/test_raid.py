"""Many at once: few messages, nobody forgotten, nobody written to privately until it is calm."""

from __future__ import annotations

import asyncio

import pytest

from bot.api.port.inbound import InJoin, InLeave
from bot.api.port.nouns import NativeSpace, NativeUser
from cogs.welcome.greeting import logic
from tests.contract.local_rig import LocalRig
from tests.support.community import Community, Opener

BURST = 20
WELCOME = "Welcome to Sourdough & Co."


QUIET = {"safety": {"enabled": False}}  # who comes in a raid is not held back by another cog


async def raid(chat: Community, people: int, seconds: int) -> list[NativeUser]:
    """So many join, evenly spread over so many seconds."""
    space = (await chat.app.registry.spaces(await chat.id))[0]
    native = NativeSpace(space.native_id, space.name)
    persons = [await chat.person(f"Raider{n}", joined=False) for n in range(people)]
    came = [NativeUser(person.native_id, person.name) for person in persons]
    receive, now = chat.app.intake.receive, chat.clock.now
    for start in range(0, people, BURST):
        chat.clock.advance(ms=seconds * 1000 * BURST // people)
        burst = came[start : start + BURST]
        await asyncio.gather(*(receive(chat.rig.name, InJoin(native, u, now())) for u in burst))
        await chat.app.scheduler.run_due()
    await chat.settle()
    return came


async def greetings(chat: Community) -> list[str]:
    return [m.text for m in await chat.messages("general") if WELCOME in m.text]


def told(chat: Community) -> int:
    """Private greetings that were sent so far, to anybody."""
    assert isinstance(chat.rig, LocalRig)
    world = chat.rig.world
    private = [name for name, room in world.rooms.items() if room.direct]
    return sum(WELCOME in post.text for name in private for post in world.posts(name))


async def test_three_hundred_in_a_minute_make_three_messages(open_chat: Opener) -> None:
    chat = await open_chat(cogs=QUIET)
    await raid(chat, 300, 59)
    assert len(await greetings(chat)) <= 3
    for _ in range(2):
        await chat.advance(seconds=61)
    named = sum(text.count("Raider") for text in await greetings(chat))
    more = [text.split(" more")[0].split()[-1] for text in await greetings(chat) if " more" in text]
    assert named + sum(int(n.replace(",", "")) for n in more) == 300


@pytest.mark.parametrize("where", ["private", "both"])
async def test_nobody_is_written_to_in_a_raid(open_chat: Opener, where: str) -> None:
    chat = await open_chat(cogs={**QUIET, "welcome": {"where": where}})
    await raid(chat, 100, 59)
    said = len(await greetings(chat)) + told(chat)
    assert said <= 3
    before = told(chat)
    # calm again: those who are still there are greeted a few at a time, in their waking hours
    await chat.advance(hours=11)
    for _ in range(3):
        await chat.advance(seconds=61)
    assert before < told(chat) <= before + 12


async def test_who_is_thrown_out_after_the_raid_is_named_nowhere(open_chat: Opener) -> None:
    chat = await open_chat(cogs=QUIET)
    came = await raid(chat, 30, 20)
    space = (await chat.app.registry.spaces(await chat.id))[0]
    native = NativeSpace(space.native_id, space.name)
    await chat.advance(seconds=16)
    assert len(await greetings(chat)) == 3
    for user in came:
        await chat.app.intake.receive(chat.rig.name, InLeave(native, user, chat.clock.now()))
    await chat.settle()
    await chat.advance(seconds=1)
    await chat.until(lambda: _count(chat), 0)


async def _count(chat: Community) -> int:
    await chat.settle()
    return len(await greetings(chat))


@pytest.mark.parametrize(
    ("newest", "calm"),
    [
        ([1, 2, 3], None),
        ([30_000, 30_001, 30_002, 30_003], 90_000),
        ([-40_000, 30_001, 30_002, 30_003], None),
    ],
)
def test_when_it_is_calm(newest: list[int], calm: int | None) -> None:
    assert logic.calm_at(newest, 40_000, 3) == calm


def test_one_place_is_kept_for_the_next_public_greeting() -> None:
    assert logic.room_for_notes(3, 1, public=True) == 1
    assert logic.room_for_notes(3, 1, public=False) == 2
    assert logic.room_for_notes(1, 0, public=True) == 1
