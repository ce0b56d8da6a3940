"""Work under way, bounded in number: so many at once, so many waiting, then callers wait."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Coroutine, Hashable
from contextvars import Context
from typing import Any

from ..faults import record

IN_A_ROW = 4
Work = Coroutine[Any, Any, None]


class Crowd:
    """Works that end by themselves; a failure is recorded and takes nobody with it. They share
    tasks, so a work that sets a context variable resets it, or each of them sets it.

    What waits is taken in turn from each of those `of` whom it is: a community or a person with
    much to do waits behind itself, and hardly before anybody else.
    """

    def __init__(self, what: str, *, at_once: int, waiting: int) -> None:
        self._what = what
        self._at_once = at_once
        self._room = asyncio.Semaphore(waiting)
        self._waiting: OrderedDict[Hashable, deque[Work]] = OrderedDict()
        self._held, self._under_way = 0, 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def __len__(self) -> int:
        return self._under_way + self._held

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
        if self._waiting and len(self._tasks) < self._at_once:
            # what the first of its works is about is not what the others are about
            task = asyncio.create_task(self._run(), context=Context())
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._begin()

    async def _run(self) -> None:
        """Do what waits until nothing does: a task for each would cost more than many a work."""
        done = 0
        while self._waiting:
            await self._guarded(self._next())
            done += 1
            if done % IN_A_ROW == 0:  # what never waits must not keep everybody else waiting
                await asyncio.sleep(0)

    def _next(self) -> Work:
        """One of the first in the row, who then stands last."""
        of, works = self._waiting.popitem(last=False)
        work = works.popleft()
        if works:
            self._waiting[of] = works
        self._held -= 1
        return work

    async def _guarded(self, work: Work) -> None:
        self._under_way += 1
        try:
            await work
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise  # it is us; else the work gave itself up
        except Exception as error:
            record(error, self._what)
        finally:
            self._under_way -= 1
            self._room.release()

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
