"""One worker thread that gathers texts into micro-batches, so that the event loop never waits."""

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")
Process = Callable[[Sequence[str]], Sequence[R]]

# A text waits for company as long as others keep coming, and never longer than HOLD seconds.
HOLD = 0.005
QUIET = 0.001


class WorkerClosed(Exception):
    """The worker takes no more texts."""


@dataclass(slots=True, eq=False)
class _Job(Generic[R]):
    text: str
    answer: asyncio.Future[R]


class BatchWorker(Generic[R]):
    """Runs `process` on batches of texts in a thread of its own.

    `load` is called once in that thread and returns `process`: whatever is slow to import or to
    read belongs into it. When it raises, every `submit` raises the same and `failure` says what.
    All methods belong to one event loop.
    """

    def __init__(
        self, load: Callable[[], Process[R]], *, name: str, batch: int = 64, limit: int = 2048
    ) -> None:
        """`batch` texts at most at once, `limit` texts at most accepted and not yet answered."""
        self.failure: Exception | None = None
        self._load = load
        self._name = name
        self._batch = batch
        self._room = asyncio.Semaphore(limit)
        self._jobs: queue.SimpleQueue[_Job[R] | None] = queue.SimpleQueue()
        self._pending = 0
        self._callers = 0
        self._closing = False
        self._nobody_waits = asyncio.Event()
        self._loaded = asyncio.Event()
        self._ended = asyncio.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def pending(self) -> int:
        """Texts accepted and not yet answered; never more than `limit`."""
        return self._pending

    @property
    def closing(self) -> bool:
        return self._closing

    def start(self) -> None:
        """Start loading, at once and in the background; again does nothing."""
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()

    async def loaded(self) -> bool:
        """Wait for the load; False when it failed."""
        await self._loaded.wait()
        return self.failure is None

    async def submit(self, text: str) -> R:
        """The result for one text. Waits for room when `limit` texts are pending.

        Raises WorkerClosed after `close`, and what `load` or `process` raised.
        """
        if self._closing:
            raise WorkerClosed
        self.start()
        self._callers += 1
        try:
            await self._room.acquire()
            self._pending += 1
            job = _Job[R](text, asyncio.get_running_loop().create_future())
            self._jobs.put(job)
            # A cancelled caller leaves its job behind: the worker skips it and frees its room.
            return await job.answer
        finally:
            self._callers -= 1
            if self._callers == 0:
                self._nobody_waits.set()

    async def close(self) -> None:
        """Take no more texts, answer all that were submitted before, end the thread."""
        self._closing = True
        if self._thread is None:
            return
        while self._callers:
            self._nobody_waits.clear()
            await self._nobody_waits.wait()
        self._jobs.put(None)
        await self._ended.wait()
        self._thread.join()

    # in the worker thread

    def _work(self) -> None:
        try:
            process = self._load()
        except Exception as error:
            self.failure = error
            process = self._refuse
        self._tell(self._loaded.set)
        more = True
        while more:
            jobs, more = self._take()
            self._answer(jobs, process)
        self._tell(self._ended.set)

    def _refuse(self, _: Sequence[str]) -> Sequence[R]:
        assert self.failure is not None  # noqa: S101 - only called after a failed load
        raise self.failure

    def _take(self) -> tuple[list[_Job[R]], bool]:
        """The next jobs, and whether more can follow."""
        jobs: list[_Job[R]] = []
        job = self._jobs.get()
        deadline = time.monotonic() + HOLD
        while job is not None:
            jobs.append(job)
            if len(jobs) == self._batch:
                return jobs, True
            try:
                patience = min(QUIET, deadline - time.monotonic())
                job = self._jobs.get(timeout=max(0.0, patience))
            except queue.Empty:
                return jobs, True
        return jobs, False

    def _answer(self, jobs: list[_Job[R]], process: Process[R]) -> None:
        # a raid repeats itself: equal texts are processed once
        texts = list(dict.fromkeys(job.text for job in jobs if not job.answer.cancelled()))
        try:
            results = dict(zip(texts, process(texts), strict=True)) if texts else {}
        except Exception as error:
            self._tell(self._deliver, jobs, {}, error)
        else:
            self._tell(self._deliver, jobs, results, None)

    def _tell(self, callback: Callable[..., object], *args: object) -> None:
        assert self._loop is not None  # noqa: S101 - set before the thread starts
        try:
            self._loop.call_soon_threadsafe(callback, *args)
        except RuntimeError:
            # the loop was closed without closing us: nobody is left to be told
            return

    # back on the event loop

    def _deliver(self, jobs: list[_Job[R]], results: dict[str, R], error: Exception | None) -> None:
        for job in jobs:
            self._pending -= 1
            self._room.release()
            if job.answer.done():
                continue
            if error is not None:
                job.answer.set_exception(error)
            else:
                job.answer.set_result(results[job.text])
