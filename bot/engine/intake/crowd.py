"""Work under way, bounded in number: so many at once, so many waiting, then callers wait."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Coroutine, Hashable
from functools import partial
from typing import Any

from ..faults import record

Work = Coroutine[Any, Any, None]


class Crowd:
    """Tasks that end by themselves; a failure is recorded and takes nobody with it.

    What waits is taken in turn from each of those `of` whom it is: a community or a person with
    much to do waits behind itself, and hardly before anybody else.
    """

    def __init__(self, what: str, *, at_once: int, waiting: int) -> None:
        self._what = what
        self._at_once = at_once
        self._room = asyncio.Semaphore(waiting)
        self._waiting: OrderedDict[Hashable, deque[Work]] = OrderedDict()
        self._held = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._tasks) + self._held

    async def add(self, work: Work, of: Hashable = None) -> None:
        """Start the work, or wait for room first: back-pressure instead of memory."""
        await self._room.acquire()
        if self._closed:  # the database is gone, or goes now
            work.close()
            self._room.release()
            return
        self._waiting.setdefault(of, deque()).append(work)
        self._held += 1
        self._begin()

    def _begin(self) -> None:
        """Start what may start: one of the first in the row, who then stands last."""
        while self._waiting and len(self._tasks) < self._at_once:
            of, works = self._waiting.popitem(last=False)
            work = works.popleft()
            if works:
                self._waiting[of] = works
            self._held -= 1
            task = asyncio.create_task(self._guarded(work))
            self._tasks.add(task)
            task.add_done_callback(partial(self._ended, work))

    def _ended(self, work: Work, task: asyncio.Task[None]) -> None:
        work.close()  # what was given up before its turn has not begun, and never will
        self._tasks.discard(task)
        self._room.release()
        self._begin()

    async def _guarded(self, work: Work) -> None:
        try:
            await work
        except Exception as error:
            record(error, self._what)

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))  # who gives up waiting cancels none of them

    async def close(self, patience_s: float) -> None:
        """Give what is under way some seconds to end; what has not begun by then never does."""
        try:
            async with asyncio.timeout(patience_s):
                await self.settle()
        except TimeoutError:
            self._closed = True
            for work in (work for works in self._waiting.values() for work in works):
                work.close()
                self._room.release()
            self._waiting.clear()
            self._held, late = 0, list(self._tasks)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
