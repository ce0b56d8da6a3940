"""Work under way, bounded in number: so many at once, so many waiting, then callers wait."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any

from ..faults import record


class Crowd:
    """Tasks that end by themselves; a failure is recorded and takes nobody with it."""

    def __init__(self, what: str, *, at_once: int, waiting: int) -> None:
        self._what = what
        self._at_once = asyncio.Semaphore(at_once)
        self._room = asyncio.Semaphore(waiting)
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    async def add(self, work: Coroutine[Any, Any, None]) -> None:
        """Start the work, or wait for room first: back-pressure instead of memory."""
        await self._room.acquire()
        task = asyncio.create_task(self._bounded(work))
        self._tasks.add(task)
        task.add_done_callback(partial(self._ended, work))

    def _ended(self, work: Coroutine[Any, Any, None], task: asyncio.Task[None]) -> None:
        work.close()  # what was given up before its turn has not begun, and never will
        self._tasks.discard(task)
        self._room.release()

    async def _bounded(self, work: Coroutine[Any, Any, None]) -> None:
        async with self._at_once:
            try:
                await work
            except Exception as error:
                record(error, self._what)

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))  # who gives up waiting cancels none of them

    async def close(self, patience_s: float) -> None:
        """Give what is under way some seconds to end."""
        if self._tasks:
            _, late = await asyncio.wait(list(self._tasks), timeout=patience_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
