"""Work in bounded number, and what becomes of it at the end."""

from __future__ import annotations

import asyncio

from bot.engine.intake.crowd import Crowd


async def test_what_has_not_begun_at_the_end_is_given_up_quietly() -> None:
    crowd, begun = Crowd("a test", at_once=1, waiting=3), list[int]()
    stuck = asyncio.Event()

    async def work(n: int) -> None:
        begun.append(n)
        await stuck.wait()

    for n in range(3):
        await crowd.add(work(n))
    await asyncio.sleep(0)
    await crowd.close(0)
    assert begun == [0] and len(crowd) == 0
    # a coroutine that nobody awaited would be a warning, and warnings are errors
