"""The clock of what is due: who waits for whom."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from tests.support.community import Community


async def test_ten_that_are_woken_at_once_look_once(chat: Community) -> None:
    scheduler, ran = chat.app.scheduler, []

    async def handler(data: Mapping[str, Any], due: int) -> None:
        ran.append(data["n"])

    scheduler.handle("tests.count", handler)
    async with scheduler._running:
        woken = [asyncio.create_task(scheduler._look()) for _ in range(10)]
        await asyncio.wait(woken, return_when=asyncio.FIRST_COMPLETED)
        # nine have gone, and the one that stays sees what comes until its turn
        assert sum(task.done() for task in woken) == 9
        await scheduler.at(chat.clock.now(), "tests.count", {"n": 1})
    await asyncio.gather(*woken)
    assert ran == [1]


async def test_one_that_is_given_up_makes_room_for_the_next(chat: Community) -> None:
    scheduler, ran = chat.app.scheduler, []

    async def handler(data: Mapping[str, Any], due: int) -> None:
        ran.append(data["n"])

    scheduler.handle("tests.count", handler)
    async with scheduler._running:
        first = asyncio.create_task(scheduler._look())
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await scheduler.at(chat.clock.now(), "tests.count", {"n": 2})
        second = asyncio.create_task(scheduler._look())
        await asyncio.sleep(0)
        assert not second.done()
    await second
    assert ran == [2]


async def test_a_tick_that_still_runs_does_not_start_again(chat: Community) -> None:
    scheduler, begun, go = chat.app.scheduler, asyncio.Event(), asyncio.Event()
    times = []

    async def slow() -> None:
        times.append(1)
        begun.set()
        await go.wait()

    first = asyncio.create_task(scheduler._tick(slow))
    await begun.wait()
    await asyncio.wait_for(scheduler._tick(slow), 5)
    assert len(times) == 1
    go.set()
    await first
    await scheduler._tick(slow)
    assert len(times) == 2


async def test_what_comes_first_after_a_start_is_tried_again(chat: Community) -> None:
    scheduler, ran = chat.app.scheduler, []

    async def away() -> None:
        ran.append("away")
        if ran.count("away") < 3:
            raise ConnectionError("not there yet")

    async def due(data: Mapping[str, Any], due: int) -> None:
        ran.append("due")

    async def other() -> None:
        ran.append("other")

    await scheduler.run_due()  # those of the cogs are through
    scheduler.handle("tests.due", due)
    scheduler.first(away)
    scheduler.first(other)
    await scheduler.at(chat.clock.now(), "tests.due", {})
    await scheduler.run_due()
    assert ran == ["due", "away", "other"]  # what was due before the start is older
    await chat.advance(seconds=9)
    assert ran[3:] == []
    await chat.advance(seconds=1)
    await chat.advance(seconds=60)
    await chat.advance(days=1)
    assert ran[3:] == ["away", "away"]
