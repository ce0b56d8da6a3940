"""One worker thread that gathers texts into batches, so that the event loop never waits."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from .lanes import Job, Queue

log = logging.getLogger(__name__)

R = TypeVar("R")
Process = Callable[[Sequence[str]], Sequence[R]]
# for texts with haste, and for those without
Processes = tuple[Process[R], Process[R]]

# At the end nobody wants to wait as long for a worker that hangs as before.
CLOSING_PATIENCE = 5.0


class WorkerClosed(Exception):
    """The worker takes no more texts."""


class WorkerHung(WorkerClosed):
    """The worker has not come back from a call for too long."""


class BatchWorker(Generic[R]):
    """Runs `process` on batches of texts in a thread of its own.

    An idle worker takes a text at once; what comes while it is busy forms the next batch. `load`
    is called once in the thread and returns `process`, or two of them, the second one for texts
    without haste: whatever is slow to import or to read belongs into it. When it raises, every
    `submit` raises the same and `failure` says what. When a batch fails, its texts are tried one
    by one, so that a bad one takes nobody down.

    A call that takes longer than `patience` seconds has hung: `failure` is WorkerHung, and so is
    every answer, until the call comes back if it ever does. All methods belong to one event loop.
    """

    def __init__(
        self,
        load: Callable[[], Process[R] | Processes[R]],
        *,
        name: str,
        batch: int = 32,
        limit: int = 2048,
        patience: float = 30.0,
    ) -> None:
        """`batch` texts at most at once, `limit` texts at most accepted and not yet answered."""
        self.failure: Exception | None = None
        self.limit = limit
        self._load = load
        self._name = name
        self._batch = batch
        self._patience = patience
        self._room = asyncio.Semaphore(limit)
        self._queue = Queue[R]()
        self._open: set[Job[R]] = set()
        self._callers = 0
        self._closing = False
        self._nobody_waits = asyncio.Event()
        self._loaded = asyncio.Event()
        self._ended = asyncio.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watch: asyncio.TimerHandle | None = None
        # Written by the thread, read by the loop: when the call that now runs was begun.
        self._since: float | None = None

    @property
    def pending(self) -> int:
        """Texts accepted and not yet answered; never more than `limit`."""
        return len(self._open)

    @property
    def closing(self) -> bool:
        return self._closing

    def start(self) -> None:
        """Start loading, at once and in the background; again does nothing."""
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._since = time.monotonic()
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
            self._watch_over(self._patience)

    async def loaded(self) -> bool:
        """Wait for the load; False when it failed or hangs."""
        await self._loaded.wait()
        return self.failure is None

    async def submit(self, text: str, *, background: bool = False) -> R:
        """The result for one text. Waits for room when `limit` texts are pending.

        `background` texts let others pass: at most one small batch of them is in front of a text
        with haste. Raises WorkerClosed after `close`, WorkerHung while the worker hangs, and what
        `load` or `process` raised.
        """
        self._refuse_if_unable()
        self.start()
        self._callers += 1
        try:
            await self._room.acquire()
            try:
                self._refuse_if_unable(waited=True)
            except Exception:
                self._room.release()
                raise
            job = Job[R](text, asyncio.get_running_loop().create_future())
            self._open.add(job)
            self._queue.put(job, background=background)
            if self._watch is None:
                self._watch_over(self._patience)
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
        self._patience = min(self._patience, CLOSING_PATIENCE)
        if self._watch is not None:
            self._watch.cancel()
        self._watch_over(self._patience)
        while self._callers:
            self._nobody_waits.clear()
            await self._nobody_waits.wait()
        self._queue.close()
        await self._ended.wait()
        if self._watch is not None:
            self._watch.cancel()
        if not isinstance(self.failure, WorkerHung):  # a hung thread is left behind: a daemon
            self._thread.join()

    def _refuse_if_unable(self, *, waited: bool = False) -> None:
        if self._closing and not waited:
            raise WorkerClosed
        if self.failure is not None:
            raise self.failure.with_traceback(None)  # else it grows with every raise

    # the watch, on the event loop

    def _watch_over(self, seconds: float) -> None:
        assert self._loop is not None  # noqa: S101 - set by start
        self._watch = self._loop.call_later(seconds, self._look)

    def _look(self) -> None:
        self._watch = None
        since = self._since
        if since is None:
            if self._open:
                self._watch_over(self._patience)
            return
        left = since + self._patience - time.monotonic()
        if left > 0:
            self._watch_over(left)
        else:
            self._give_up()

    def _give_up(self) -> None:
        log.error(
            "%s has not answered for %g s and is given up: the bot goes on without it.",
            self._name,
            self._patience,
        )
        self.failure = WorkerHung()
        self._queue.clear()
        self._settle(list(self._open), {}, self.failure)
        self._loaded.set()
        self._ended.set()

    def _came_back(self) -> None:
        if isinstance(self.failure, WorkerHung) and not self._closing:
            log.warning("%s answers again.", self._name)
            self.failure = None
            self._ended.clear()

    # in the worker thread

    def _work(self) -> None:
        try:
            loaded = self._load()
        except Exception as error:
            failed = error

            def loaded(_: Sequence[str]) -> Sequence[R]:
                raise failed

            self._tell(self._load_failed, error)
        processes = loaded if isinstance(loaded, tuple) else (loaded, loaded)
        self._since = None
        self._tell(self._came_back)
        self._tell(self._loaded.set)
        while (taken := self._queue.take(self._batch))[0]:
            jobs, background = taken
            self._answer(jobs, processes[background])
        self._tell(self._ended.set)

    def _answer(self, jobs: list[Job[R]], process: Process[R]) -> None:
        # a raid repeats itself: equal texts are processed once
        texts = list(dict.fromkeys(job.text for job in jobs if not job.answer.cancelled()))
        try:
            results = self._timed(process, texts) if texts else {}
        except Exception as error:
            if len(texts) == 1:
                self._tell(self._deliver, jobs, {}, error)
                return
            for text in texts:
                self._answer([job for job in jobs if job.text == text], process)
            jobs = [job for job in jobs if job.text not in texts]
            results = {}
        self._tell(self._deliver, jobs, results, None)

    def _timed(self, process: Process[R], texts: list[str]) -> dict[str, R]:
        self._since = time.monotonic()
        try:
            return dict(zip(texts, process(texts), strict=True))
        finally:
            self._since = None

    def _tell(self, callback: Callable[..., object], *args: object) -> None:
        assert self._loop is not None  # noqa: S101 - set before the thread starts
        try:
            self._loop.call_soon_threadsafe(callback, *args)
        except RuntimeError:
            # the loop was closed without closing us: nobody is left to be told
            return

    # back on the event loop

    def _load_failed(self, error: Exception) -> None:
        self.failure = error

    def _deliver(self, jobs: list[Job[R]], results: dict[str, R], error: Exception | None) -> None:
        self._came_back()
        self._settle(jobs, results, error)

    def _settle(self, jobs: list[Job[R]], results: dict[str, R], error: Exception | None) -> None:
        for job in jobs:
            if job not in self._open:
                continue  # answered when the worker was given up
            self._open.remove(job)
            self._room.release()
            if job.answer.done():
                continue
            if error is not None:
                job.answer.set_exception(error)
            else:
                job.answer.set_result(results[job.text])
