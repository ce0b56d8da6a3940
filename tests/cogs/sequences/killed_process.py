"""A bot that is killed while a sequence goes out: `python -m ... URL POINT`.

At "asked" leave is granted and nothing marked; at "marked" nothing is queued; at "half-queued" half
of them are; at "queued" all are, and nothing is settled. "post-marked" and "post-queued" are
the same for one post in a channel that mentions all of them.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from cogs.sequences.store import PeopleStore
from tests.contract.local_rig import LocalRig
from tests.support.community import Community

from .stage import LOUD, Said, clock, cog, draft, until

PEOPLE = 12
Call = Callable[..., Awaitable[Any]]


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _before(call: Call, count: int = 0) -> Call:
    """Calls go through until so many were made; then the process dies."""
    made = 0

    async def counted(*arguments: Any, **more: Any) -> Any:
        nonlocal made
        if made == count:
            _die()
        made += 1
        return await call(*arguments, **more)

    return counted


def _trap(chat: Community, point: str) -> None:
    outbox, store = chat.app.outbox, PeopleStore
    if point == "post-marked":
        outbox.post = _before(outbox.post)  # type: ignore[method-assign]
    elif point == "asked":
        store.mark = _before(store.mark)  # type: ignore[method-assign]
    elif point == "marked":
        outbox.tell = _before(outbox.tell)  # type: ignore[method-assign]
    elif point == "half-queued":
        outbox.tell = _before(outbox.tell, PEOPLE // 2)  # type: ignore[method-assign]
    else:
        store.settle = _before(store.settle)  # type: ignore[method-assign]


async def first(url: str, point: str) -> None:
    """People join, and the day comes on which the process dies."""
    chat = Community([LocalRig()], url, cogs=LOUD, clock=clock(2026, 6, 1, 12))
    await chat.open()
    [place] = await chat.app.registry.place(await chat.id, "general")
    channel = place.id if point.startswith("post") else None
    made = await draft(chat, Said(1, "10:00", "Day one", channel=channel))
    store = cog(chat)._sequences
    await store.switch_on(made, chat.clock.now(), everyone=False, before=())
    for n in range(PEOPLE):
        await (await chat.person(f"Guest{n:02}", joined=False)).join()
    await chat.settle()
    await cog(chat)._look_at(await chat.id, chat.clock.now())
    await chat.advance(seconds=1)
    _trap(chat, point)
    await until(chat, 2026, 6, 2, 10)


async def later(url: str) -> None:
    """The bot starts again, an hour after it died."""
    chat = Community([LocalRig()], url, cogs=LOUD, clock=clock(2026, 6, 2, 11))
    await chat.open()
    await chat.advance(seconds=1)
    await chat.close()


if __name__ == "__main__":
    asyncio.run(first(*sys.argv[1:]))
