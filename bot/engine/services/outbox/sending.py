"""Sending what waits in the outbox: claimed by one loop, in order per channel."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TypeVar

from pydantic import TypeAdapter

from bot.api.errors import Ambiguous, CannotReach, Gone, TownhallError
from bot.api.port.outgoing import Outgoing
from bot.api.port.platform import Platform, Sent
from bot.api.services import Clock
from bot.engine.faults import record
from storage import StorageError
from storage.outbox import OutboxRow, OutboxStore

log = logging.getLogger(__name__)
T = TypeVar("T")

WIRE = TypeAdapter(Outgoing)
LOOK_AGAIN_S = 5.0  # rows with a later due time are retries after a lost connection
BATCH = 50
MAX_ATTEMPTS = 8
PAUSE_S = 1.0


class Postman:
    """Each platform sends its own batch, so that one that is away does not hold up the others.

    `delivered` is told of every row that reached its place.
    """

    def __init__(
        self,
        store: OutboxStore,
        clock: Clock,
        platforms: Mapping[str, Platform],
        delivered: Callable[[OutboxRow], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._platforms = platforms
        self._delivered = delivered
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._closing = asyncio.Event()
        self._asked: dict[str, asyncio.Future[bool | None]] = {}
        self._sending: dict[int, tuple[OutboxRow, asyncio.Event]] = {}

    async def start(self) -> None:
        """Take up what a crash left behind, and begin."""
        await self._store.recover(self._clock.now())
        self._loop = asyncio.create_task(self._run(), name="outbox")
        self.nudge()

    async def pause(self) -> None:
        """Begin nothing more, and give the calls under way a moment; what waits stays in the
        table."""
        self._closing.set()
        self._wake.set()
        if self._loop is not None:
            await asyncio.wait([self._loop], timeout=PAUSE_S)
        for nonce in list(self._asked):
            self._tell(nonce, None)

    async def stop(self) -> None:
        """The same, and wait for the calls under way."""
        await self.pause()
        if self._loop is not None:
            # cut off by an end that could not wait, it was cancelled: no error of this call's
            await asyncio.gather(self._loop, return_exceptions=True)

    async def settle(self) -> None:
        """Wait until nothing is due."""
        await self._idle.wait()

    def nudge(self) -> None:
        """There is something new."""
        self._idle.clear()
        self._wake.set()

    def outcome(self, nonce: str) -> asyncio.Future[bool | None]:
        """To be asked for before the row is written: True once it is delivered, False when it
        cannot be, None when that is not known: the answer was lost, or it is tried again later."""
        asked = self._asked[nonce] = asyncio.get_running_loop().create_future()
        if self._closing.is_set():
            self._tell(nonce, None)
        return asked

    async def noted(self, concerns: Callable[[OutboxRow], bool]) -> None:
        """Give those posts that are just being sent a moment to be noted: whoever clicks on one at
        once is sooner than the note of where it stands."""
        under_way = [
            asyncio.create_task(noted.wait())
            for row, noted in self._sending.values()
            if concerns(row)
        ]
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=PAUSE_S)
            for task in late:
                task.cancel()

    def leave(self, nonce: str) -> None:
        """Nobody waits for that outcome any more."""
        self._asked.pop(nonce, None)

    def _tell(self, nonce: str | None, outcome: bool | None) -> None:
        asked = self._asked.pop(nonce, None) if nonce is not None else None
        if asked is not None and not asked.done():
            asked.set_result(outcome)

    async def _run(self) -> None:
        while not self._closing.is_set():
            self._wake.clear()
            try:
                rows = await self._store.claim_due(
                    self._clock.now(), BATCH, without=list(self._busy)
                )
            except Exception as error:
                record(error, "outbox")
                rows = []
            if rows:
                self._begin(rows)
                continue
            if not self._busy and not self._wake.is_set():
                self._idle.set()
            try:
                async with asyncio.timeout(LOOK_AGAIN_S):
                    await self._wake.wait()
            except TimeoutError:
                continue
        await asyncio.gather(*self._busy.values(), return_exceptions=True)

    def _begin(self, rows: Sequence[OutboxRow]) -> None:
        """Deliver a batch. One platform that cannot be reached does not hold up the others."""
        batches: dict[str, list[OutboxRow]] = defaultdict(list)
        for row in rows:
            batches[row.platform].append(row)
        for platform, batch in batches.items():
            self._busy[platform] = asyncio.create_task(self._batch(platform, batch))

    async def _batch(self, platform: str, rows: Sequence[OutboxRow]) -> None:
        lanes: dict[str | None, list[OutboxRow]] = defaultdict(list)
        for row in rows:
            lanes[row.channel_native or row.user_native].append(row)
        try:
            await asyncio.gather(*map(self._lane, lanes.values()))
        finally:
            del self._busy[platform]
            self._wake.set()

    async def _lane(self, rows: Sequence[OutboxRow]) -> None:
        for row in rows:
            noted = asyncio.Event()
            self._sending[row.id] = row, noted
            try:
                outcome = await self._attempt(row)
            except Exception as error:  # those behind it in the row have their turn all the same
                record(error, "outbox")
                outcome = None
            finally:
                del self._sending[row.id]
                noted.set()
            self._tell(row.nonce, outcome)

    async def _noted(self, write: Callable[[], Awaitable[T]]) -> T:
        """What has become of a post, once the database takes it: nobody else looks after a claimed
        row until the next start, and one that stands would be in doubt then."""
        away = False
        while True:
            try:
                return await write()
            except StorageError as error:
                if self._closing.is_set():
                    raise
                if not away:
                    record(error, "outbox")
            away = True
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_S):
                    await self._closing.wait()

    async def _attempt(self, row: OutboxRow) -> bool | None:
        if not await self._noted(partial(self._store.begin, row.id, self._clock.now())):
            return False
        row = replace(row, attempts=row.attempts + 1)
        try:
            sent = await self._send(row)
        except Ambiguous:
            log.warning("outbox row %s: the answer was lost; it is not repeated", row.id)
            await self._noted(partial(self._store.ambiguous, row.id))
            return None
        except (ConnectionError, TimeoutError) as error:
            return await self._later(row, error)
        except TownhallError as error:
            level = logging.INFO if isinstance(error, CannotReach) else logging.WARNING
            log.log(level, "outbox row %s was not sent: %s", row.id, type(error).__name__)
            await self._fail(row, type(error).__name__)
        except Exception as error:
            incident = record(error, "outbox")
            await self._fail(row, f"incident {incident}")
        else:
            place, now = (sent.channel, sent.native_id), self._clock.now()
            if await self._noted(partial(self._store.sent, row.id, *place, now)):
                self._delivered(row)
                return True
            await self._take_back(row, sent)
        return False

    async def _take_back(self, row: OutboxRow, sent: Sent) -> None:
        """It was withdrawn while it was on its way."""
        try:
            await self._platforms[row.platform].delete(sent.channel, sent.native_id)
        except Gone:
            pass
        except (TownhallError, ConnectionError) as error:
            log.warning("a post could not be deleted: %s", type(error).__name__)
            return
        await self._noted(partial(self._store.deleted, row.id))

    async def _later(self, row: OutboxRow, error: Exception) -> bool | None:
        if row.attempts >= MAX_ATTEMPTS:
            await self._fail(row, type(error).__name__)
            return False
        wait_ms = min(300_000, 2_000 * 2**row.attempts)
        # hung up upon by our own end, it keeps its place in the row
        due = row.due_at if self._closing.is_set() else self._clock.now() + wait_ms
        await self._noted(partial(self._store.retry, row.id, due, type(error).__name__))
        return None

    async def _fail(self, row: OutboxRow, reason: str) -> None:
        await self._noted(partial(self._store.fail, row.id, reason))

    async def _send(self, row: OutboxRow) -> Sent:
        platform = self._platforms.get(row.platform)
        if platform is None:
            raise ConnectionError(f"{row.platform} is not switched on")
        out = WIRE.validate_python(row.payload)
        file = replace(out.file, content=row.file or b"") if out.file else None
        out = replace(out, file=file, nonce=row.nonce)
        if row.user_native is not None:
            return await platform.send_direct(row.user_native, out)
        return await platform.send(str(row.channel_native), out)
