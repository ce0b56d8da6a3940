"""kill -9 between two steps: what people are to hear is in the outbox once, and none of it is lost.

`python -m tests.cogs.events.test_killed URL POINT` is the bot that dies.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cogs.events.model import Answer
from cogs.events.store import EventStore, RsvpStore
from storage.tables import outbox
from tests.contract.local_rig import LocalRig
from tests.support.community import Community
from tests.support.databases import opened_as_it_is
from tests.support.killed import run
from tests.support.scripted import FakeClock

from .stage import MORNING, STARTS, TITLE, WHEN, announce, moderator
from .test_reminding import heard, member_id

PEOPLE = 10
POINTS = {
    # what is said, how much of it is queued when the process dies, and in the end
    "card": (0, 1),
    "moved": (0, 1),
    "changed": (5, PEOPLE),
    "cancelled": (0, PEOPLE),
    "first": (5, PEOPLE),
    "start": (0, 1),
}
DAY_BEFORE = STARTS - 86_400_000
LOUD = {"contact": {"quiet": "off"}}
Call = Callable[..., Awaitable[Any]]


def _mortal(call: Call, count: int) -> Call:
    """Calls go through until so many were made; then the process dies."""
    made = 0

    async def counted(*arguments: Any, **more: Any) -> Any:
        nonlocal made
        if made == count:
            os.kill(os.getpid(), signal.SIGKILL)
        made += 1
        return await call(*arguments, **more)

    return counted


async def _first(url: str, point: str) -> None:
    """People sign up, and in the middle of what follows the process dies."""
    chat = Community([LocalRig()], url, cogs=LOUD, clock=FakeClock(MORNING))
    await chat.open()
    mo = await moderator(chat)
    count = POINTS[point][0]

    def trap() -> None:
        chat.app.outbox.post = _mortal(chat.app.outbox.post, count)  # type: ignore[method-assign]
        chat.app.outbox.tell = _mortal(chat.app.outbox.tell, count)  # type: ignore[method-assign]

    if point == "card":
        await mo.command("event", title=TITLE, when=WHEN)
        draft = await mo.told("Only you see this.")
        trap()
        await mo.click(draft, "Announce it")
        await chat.settle()
        return
    card = await announce(chat, mo, capacity=PEOPLE - (point == "moved"))
    people = [await chat.person(f"Guest{n}") for n in range(PEOPLE)]
    for who in people:
        await who.click(card, "Going")
        await chat.settle()
    trap()
    match point:
        case "moved":
            await people[0].click(card, "Not going")
        case "changed":
            await mo.command("events edit", event="#1", when="2026-06-06 18:00")
        case "cancelled":
            await mo.command("events cancel", event="#1", reason="No oven")
    await chat.settle()
    await chat.advance(ms=(STARTS if point == "start" else DAY_BEFORE) - chat.clock.now())


async def _later(url: str, now: int) -> None:
    """The bot starts again a while after, twice."""
    for minutes in (15, 30):
        clock = FakeClock(now + minutes * 60_000)
        chat = Community([LocalRig()], url, cogs=LOUD, clock=clock)
        await chat.open()
        await chat.advance(minutes=1)
        await chat.close()


async def _queued(url: str, point: str) -> Counter[str]:
    """How often each message stands in the outbox."""
    async with opened_as_it_is(url) as db, db.read() as conn:
        keys = await conn.scalars(
            select(outbox.c.key).where(outbox.c.key.like(f"event:1:{point}:%"))
        )
        return Counter(keys)


@pytest.mark.parametrize("point", POINTS)
async def test_nothing_twice_and_nothing_lost(tmp_path: Path, point: str) -> None:
    url = f"sqlite:///{tmp_path}/townhall.db"
    assert await run("tests.cogs.events.test_killed", url, point) == -signal.SIGKILL
    before, expected = await _queued(url, point), POINTS[point]
    assert len(before) == expected[0]
    died = {"first": DAY_BEFORE, "start": STARTS}.get(point, MORNING)
    await _later(url, died)
    after = await _queued(url, point)
    assert before.keys() <= after.keys()
    assert (len(after), set(after.values())) == (expected[1], {1})


async def test_a_kill_between_calling_off_and_telling_loses_nothing(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    card = await announce(chat, mo)
    await ana.click(card, "Going")
    await ana.told("You are going")
    # as far as the bot came before it was killed
    done = await EventStore(chat.app.db).cancel(1, "The oven is broken.", chat.clock.now())
    assert done is not None and heard(ana, "called off") == 0
    for _ in range(2):
        await chat.restart()
        await chat.advance(minutes=1)
    await ana.told("has been called off")
    assert heard(ana, "called off") == 1
    await chat.advance(days=9)
    assert heard(ana, "begins in") == 0


async def test_a_kill_between_moving_up_and_telling_loses_nothing(chat: Community) -> None:
    mo, ana, ben = await moderator(chat), await chat.person("Ana"), await chat.person("Ben")
    card = await announce(chat, mo, capacity=1)
    for who, words in ((ana, "You are going"), (ben, "waiting list")):
        await who.click(card, "Going")
        await who.told(words)
    no: Answer = "no"
    left = await RsvpStore(chat.app.db).answer(
        await chat.id, 1, await member_id(chat, ana), no, chat.clock.now()
    )
    assert left.moved and heard(ben, "A place is free") == 0
    for _ in range(2):
        await chat.restart()
        await chat.advance(minutes=1)
    await ben.told("A place is free")
    assert heard(ben, "A place is free") == 1
    await ben.sees("general", "Going: Ben")


if __name__ == "__main__":
    asyncio.run(_first(*sys.argv[1:]))
