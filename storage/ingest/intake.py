"""The queue in front of the database and the one task that empties it, batch by batch."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from .. import StorageError
from ..database import Database
from .facts import Fact
from .keeping import Kept, end, keep
from .writing import write_batch

QUIET_S = 0.002
END_S, END_AGAIN_S = 0.05, 2.0
"""How long the end of a handler waits for a batch that carries it; and again, once that failed."""


class Outcome(NamedTuple):
    """What became of an event: whether it was `news`, and the number of its row in the inbox."""

    news: bool
    row: int | None


class _Waiting(NamedTuple):
    fact: Fact | None
    kept: Kept | None
    done: asyncio.Future[Outcome]


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
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue(capacity)
        self._worker: asyncio.Task[None] | None = None
        self._in_flight = 0
        self._ended: list[int] = []
        self._soon: asyncio.TimerHandle | None = None

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
        if self._soon is not None:
            self._soon.cancel()
        if self._ended:
            await self._commit([])

    async def add(self, fact: Fact) -> bool:
        """Return after the commit: True when it changed something, False when it was known.

        Raises the database's error when this fact cannot be stored.
        """
        return (await (await self._put(fact, None))).news

    async def add_many(self, facts: Iterable[Fact]) -> list[bool]:
        """`add` for several, in order, sharing commits."""
        waiting = [await self._put(fact, None) for fact in facts]
        return [outcome.news for outcome in await asyncio.gather(*waiting)]

    async def take(
        self, events: Iterable[tuple[Fact | None, Kept | None]]
    ) -> list[Outcome | BaseException]:
        """`add_many` for events, each with its fact and what is kept of it in the same transaction
        until `end`. Each one's own error is in its place instead of being raised."""
        waiting = [await self._put(fact, kept) for fact, kept in events]
        outcomes: list[Outcome | BaseException] = []
        for done in waiting:  # one after another: they mostly end together, and gather costs more
            try:
                outcomes.append(await done)
            except Exception as error:
                outcomes.append(error)
        return outcomes

    def end(self, row: int) -> None:
        """The handlers of an event have ended. Its row goes with the next batch; a crash before
        that lets them run again."""
        self._ended.append(row)
        self._nudge_in(END_S)

    async def settled(self) -> None:
        """Return when the rows of all that has ended are gone from the disk too."""
        await (await self._put(None, None))

    def _nudge_in(self, seconds: float) -> None:
        if self._soon is None and self._worker is not None:
            self._soon = asyncio.get_running_loop().call_later(seconds, self._nudge)

    def _nudge(self) -> None:
        self._soon = None
        if self._ended and not self._queue.full():
            self._queue.put_nowait(None)

    async def _put(self, fact: Fact | None, kept: Kept | None) -> asyncio.Future[Outcome]:
        if self._worker is None:
            raise StorageError(
                "Facts are not taken in now: call start() first, and not after close()."
            )
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        await self._queue.put(_Waiting(fact, kept, done))
        return done

    async def _run(self) -> None:
        while True:
            batch = await self._collect()
            self._in_flight = len(batch)
            try:
                await self._commit([waiting for waiting in batch if waiting is not None])
            finally:
                self._in_flight = 0
                for _ in batch:
                    self._queue.task_done()

    async def _collect(self) -> list[_Waiting | None]:
        batch = [await self._queue.get()]
        self._fill(batch)
        if len(batch) < self._max_batch and self._max_wait_s > 0 and batch != [None]:
            await self._linger(batch)
        return batch

    async def _linger(self, batch: list[_Waiting | None]) -> None:
        """Take what comes until nothing has come for a moment: waiting longer would gather nothing
        from callers that wait for this very commit."""
        end = time.monotonic() + self._max_wait_s
        before = 0
        while before < len(batch) < self._max_batch and time.monotonic() < end:
            before = len(batch)
            await asyncio.sleep(min(QUIET_S, self._max_wait_s))
            self._fill(batch)

    def _fill(self, batch: list[_Waiting | None]) -> None:
        while len(batch) < self._max_batch and not self._queue.empty():
            batch.append(self._queue.get_nowait())

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        ended, self._ended = self._ended, []
        try:
            async with self._db.write() as connection:
                outcomes = await self._write(connection, batch)
                if ended:
                    await end(self._db, connection, ended)
        except Exception as error:
            self._ended += ended
            if ended:  # who has nothing more to do must not do this again after a crash
                self._nudge_in(END_AGAIN_S)
            if len(batch) <= 1 or _is_outage(error):
                for waiting in batch:
                    if not waiting.done.done():
                        waiting.done.set_exception(error)
                return
            # one bad fact must not take the others with it
            for waiting in batch:
                await self._commit([waiting])
            return
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if not waiting.done.done():
                waiting.done.set_result(outcome)

    async def _write(self, connection: AsyncConnection, batch: Sequence[_Waiting]) -> list[Outcome]:
        facts = [waiting.fact for waiting in batch if waiting.fact is not None]
        told = iter(await write_batch(self._db, connection, facts) if facts else ())
        news = [True if waiting.fact is None else next(told) for waiting in batch]
        rows = [
            waiting.kept if waiting.kept is not None and (new or waiting.kept.always) else None
            for waiting, new in zip(batch, news, strict=True)
        ]
        numbers = iter(await keep(self._db, connection, [row for row in rows if row is not None]))
        outcomes = []
        for new, row in zip(news, rows, strict=True):
            number = None if row is None else next(numbers)
            # a key that is there already: it was delivered again
            outcomes.append(Outcome(new and (row is None or number is not None), number))
        return outcomes


def _is_outage(error: Exception) -> bool:
    """The database as a whole does not work, so trying fact by fact would only take long."""
    return isinstance(error, OSError | OperationalError | InterfaceError | StorageError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )
