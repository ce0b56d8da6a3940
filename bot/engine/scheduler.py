"""What is due lives in a table; APScheduler only wakes us (the one door to that library)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.api.services import Clock
from storage.queue import TaskRow, Tasks

from .faults import record

Handler = Callable[[dict[str, Any], int], Awaitable[None]]
Tick = Callable[[], Awaitable[None]]

STALE_MS = 10 * 60_000
RETRY_MS = (10_000, 60_000, 600_000, 3_600_000)
LOOK_AT_LEAST_EVERY_S = 30
BATCH = 20


@dataclass(frozen=True, slots=True)
class _First:
    handler: Tick
    due: int = 0
    failed: int = 0


class TableScheduler:
    """Implements `Scheduler`. Handlers run at least once; a claim makes exactly one post."""

    def __init__(self, tasks: Tasks, clock: Clock) -> None:
        self._tasks = tasks
        self.clock = clock
        self._handlers: dict[str, Handler] = {}
        self._ticks: list[tuple[Tick, int]] = []
        self._firsts: list[_First] = []
        self._clockwork = AsyncIOScheduler(timezone=UTC)
        self._running = asyncio.Lock()
        self._waiting = False
        self._ticking: dict[Tick, asyncio.Task[Any]] = {}
        self._beats: list[asyncio.Task[None]] = []

    def handle(self, task: str, handler: Handler) -> None:
        """Register the handler of a task name."""
        if task in self._handlers:
            raise ValueError(f"two handlers for the task {task}")
        self._handlers[task] = handler

    def tick(self, handler: Tick, seconds: int) -> None:
        """Register a housekeeping tick."""
        self._ticks.append((handler, seconds))

    def first(self, handler: Tick) -> None:
        """Register what runs once after the start, when what fell due meanwhile has run."""
        self._firsts.append(_First(handler))

    async def start(self) -> None:
        """Begin; what fell due while the bot was down runs now."""
        self._clockwork.start()
        self._beats = [
            asyncio.create_task(self._beat(handler, seconds), name="a beat")
            for handler, seconds in [(self._look, LOOK_AT_LEAST_EVERY_S), *self._ticks]
        ]
        self._wake(self.clock.now())

    async def stop(self) -> None:
        """Let the handlers under way end, then stop: a job that is cancelled would leave its
        database connection behind."""
        for beat in self._beats:
            beat.cancel()
        await asyncio.gather(*self._beats, return_exceptions=True)
        self._clockwork.remove_all_jobs()
        if self._ticking:
            await asyncio.wait(self._ticking.values())
        async with self._running:
            self._clockwork.remove_all_jobs()
            if self._clockwork.running:
                self._clockwork.shutdown(wait=False)

    # ---- Scheduler

    async def at(
        self,
        due: int,
        task: str,
        data: Mapping[str, Any],
        *,
        key: str | None = None,
        community_id: int | None = None,
    ) -> None:
        """Run the handler at `due`; a row with the same key is replaced."""
        await self._tasks.put(task, dict(data), due, self.clock.now(), key, community_id)
        self._wake(due)

    async def cancel(self, key: str) -> None:
        """Forget the task with that key."""
        await self._tasks.cancel(key)

    async def claim(self, community_id: int, kind: str, period: str) -> bool:
        """True for exactly one caller."""
        return await self._tasks.claim(community_id, kind, period, self.clock.now())

    # ---- the clock

    async def run_due(self) -> int:
        """Run everything that is due by our clock; how many ran."""
        async with self._running:
            return await self._run_all()

    async def _look(self) -> None:
        """`run_due`, unless one waits already: it will see the same rows."""
        if self._waiting:
            return
        self._waiting = True
        try:
            await self._running.acquire()
        finally:
            self._waiting = False
        try:
            await self._run_all()
        finally:
            self._running.release()

    async def _run_all(self) -> int:
        ran = 0
        while (rows := await self._due()) or await self._run_firsts():
            for row in rows:
                await self._run(row)
                ran += 1
        await self._wake_at_next()  # within the lock, so that stop() waits for it too
        return ran

    async def _due(self) -> list[TaskRow]:
        return await self._tasks.claim_due(self.clock.now(), BATCH, STALE_MS)

    async def _run_firsts(self) -> bool:
        """Each once, and one that fails again as seldom as a task would; whether there was one."""
        now = self.clock.now()
        waiting = [first for first in self._firsts if first.due <= now]
        self._firsts = [first for first in self._firsts if first.due > now]
        for first in waiting:
            try:
                await first.handler()
            except Exception as error:
                record(error, "what comes first after a start")
                if first.failed < len(RETRY_MS):
                    again = now + RETRY_MS[first.failed]
                    self._firsts.append(_First(first.handler, again, first.failed + 1))
        return bool(waiting)

    async def _run(self, row: TaskRow) -> None:
        handler = self._handlers.get(row.task)
        if handler is None:
            # The cog is switched off: keep the task for the day it comes back.
            await self._tasks.fail(row.id, "no handler", self.clock.now() + RETRY_MS[-1])
            return
        try:
            await handler(row.data, row.due_at)
        except Exception as error:
            incident = record(error, f"task {row.task}")
            attempt = row.attempts - 1
            again = self.clock.now() + RETRY_MS[attempt] if attempt < len(RETRY_MS) else None
            await self._tasks.fail(row.id, f"incident {incident}", again)
        else:
            await self._tasks.finish(row.id)

    async def _beat(self, handler: Tick, seconds: float) -> None:
        """By a clock that nobody sets: one that is put back must not stop what comes every minute
        for an hour, nor keep a task waiting that is due by the one put forward."""
        while True:
            await asyncio.sleep(seconds)
            # on its own, because a stop lets it end
            await asyncio.shield(asyncio.create_task(self._tick(handler)))

    async def _tick(self, handler: Tick) -> None:
        if handler in self._ticking:
            return  # one that still runs does not start again
        this = asyncio.current_task()
        assert this is not None  # noqa: S101 - narrows the type
        self._ticking[handler] = this
        try:
            await handler()
        except Exception as error:
            record(error, "a tick")
        finally:
            del self._ticking[handler]

    async def _wake_at_next(self) -> None:
        due = await self._tasks.next_due()
        if due is not None:
            self._wake(due)

    def _wake(self, due: int) -> None:
        if not self._clockwork.running:
            return
        job = self._clockwork.get_job("next")
        # By our clock, which is not the machine's in tests.
        ahead = max(0, due - self.clock.now())
        when = datetime.now(UTC) + timedelta(milliseconds=ahead)
        if job is None or job.next_run_time is None or job.next_run_time > when:
            self._clockwork.add_job(
                self._look,
                "date",
                run_date=when,
                id="next",
                replace_existing=True,
                max_instances=5,  # one that runs and one that waits are no reason for a warning
                misfire_grace_time=None,
            )
