"""The queue in front of the database and the one task that empties it, batch by batch."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from .. import StorageError
from ..database import Database
from .facts import Fact
from .writing import write_batch

QUIET_S = 0.002
_Waiting = tuple[Fact, asyncio.Future[bool]]


class Ingest:
    """Commits facts in groups: at most `max_batch` of them, at most `max_wait_s` after the first.

    Callers wait when `capacity` facts are queued.
    """

    def __init__(
        self,
        db: Database,
        max_batch: int = 500,
        max_wait_s: float = 0.02,
        capacity: int = 10_000,
    ) -> None:
        self._db = db
        self._max_batch = max_batch
        self._max_wait_s = max_wait_s
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue(capacity)
        self._worker: asyncio.Task[None] | None = None
        self._in_flight = 0

    @property
    def pending(self) -> int:
        """Facts that were handed in and are not committed yet."""
        return self._queue.qsize() + self._in_flight

    def start(self) -> None:
        """Begin to take facts; needs a running event loop."""
        if self._worker is None:
            self._worker = asyncio.create_task(self._run(), name="ingest")

    async def close(self) -> None:
        """Take no more facts, commit those handed in, stop."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        # a caller blocked on a full queue gets its turn before the queue can be joined
        await self._queue.join()
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)

    async def add(self, fact: Fact) -> bool:
        """Return after the commit: True when it changed something, False when it was known.

        Raises the database's error when this fact cannot be stored.
        """
        return await (await self._put(fact))

    async def add_many(self, facts: Iterable[Fact]) -> list[bool]:
        """`add` for several, in order, sharing commits."""
        return await asyncio.gather(*[await self._put(fact) for fact in facts])

    async def add_each(self, facts: Iterable[Fact]) -> list[bool | BaseException]:
        """`add_many` that gives each fact's own error in its place instead of raising."""
        waiting = [await self._put(fact) for fact in facts]
        return await asyncio.gather(*waiting, return_exceptions=True)

    async def _put(self, fact: Fact) -> asyncio.Future[bool]:
        if self._worker is None:
            raise StorageError(
                "Facts are not taken in now: call start() first, and not after close()."
            )
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        await self._queue.put((fact, done))
        return done

    async def _run(self) -> None:
        while True:
            batch = await self._collect()
            self._in_flight = len(batch)
            try:
                await self._commit(batch)
            finally:
                self._in_flight = 0
                for _ in batch:
                    self._queue.task_done()

    async def _collect(self) -> list[_Waiting]:
        batch = [await self._queue.get()]
        self._fill(batch)
        if len(batch) < self._max_batch and self._max_wait_s > 0:
            await self._linger(batch)
        return batch

    async def _linger(self, batch: list[_Waiting]) -> None:
        """Take what comes until nothing has come for a moment: waiting longer would gather nothing
        from callers that wait for this very commit."""
        end = time.monotonic() + self._max_wait_s
        before = 0
        while before < len(batch) < self._max_batch and time.monotonic() < end:
            before = len(batch)
            await asyncio.sleep(min(QUIET_S, self._max_wait_s))
            self._fill(batch)

    def _fill(self, batch: list[_Waiting]) -> None:
        while len(batch) < self._max_batch and not self._queue.empty():
            batch.append(self._queue.get_nowait())

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        try:
            async with self._db.write() as connection:
                results = await write_batch(self._db, connection, [fact for fact, _ in batch])
        except Exception as error:
            if len(batch) == 1 or _is_outage(error):
                for _, done in batch:
                    if not done.done():
                        done.set_exception(error)
                return
            # one bad fact must not take the others with it
            for waiting in batch:
                await self._commit([waiting])
            return
        for (_, done), result in zip(batch, results, strict=True):
            if not done.done():
                done.set_result(result)


def _is_outage(error: Exception) -> bool:
    """The database as a whole does not work, so trying fact by fact would only take long."""
    return isinstance(error, OSError | OperationalError | InterfaceError | StorageError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )
