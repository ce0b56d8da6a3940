"""Events on their way to the engine: in order within a channel, never in the reader."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from bot.api.errors import arisen
from bot.api.port.inbound import Inbound, Sink

log = logging.getLogger(__name__)

LANES = 16
TOGETHER = 256
LIMIT = 10_000
WAIT_S, LONGEST_WAIT_S = 1.0, 15.0


class Lanes:
    """Some queues with a worker each; a channel always takes the same one.

    What waits in a lane is handed over together, so that one commit serves many messages, and again
    until it is stored: Discord would not send it a second time. While `LIMIT` events wait no more
    are taken, until all of these are stored; then `missed` is called.
    """

    def __init__(self, platform: str, sink: Sink) -> None:
        self._platform = platform
        self._sink = sink
        self._queues: list[asyncio.Queue[Inbound]] = [asyncio.Queue() for _ in range(LANES)]
        self.waiting = 0
        """Events that the engine has not taken yet."""
        self.missed: Callable[[], None] = _nobody
        self.left_out = 0
        """Events since then that were not taken."""
        self._workers = [asyncio.create_task(self._work(queue)) for queue in self._queues]

    def put(self, key: int, event: Inbound) -> None:
        """Hand over."""
        if self.left_out or self.waiting >= LIMIT:
            if not self.left_out:
                log.warning("%s events wait: what comes now is looked for later", self.waiting)
            self.left_out += 1
            return
        self.waiting += 1
        self._queues[key % LANES].put_nowait(event)

    async def close(self, patience_s: float = 1.0) -> None:
        """Give what is waiting some seconds, then stop."""
        try:
            async with asyncio.timeout(patience_s):
                await asyncio.gather(*(queue.join() for queue in self._queues))
        except TimeoutError:
            log.warning("%s events were not handed over before the end", self.waiting)
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _work(self, queue: asyncio.Queue[Inbound]) -> None:
        while True:
            batch = [await queue.get()]
            while len(batch) < TOGETHER and not queue.empty():
                batch.append(queue.get_nowait())
            await self._hand_over(batch)
            self.waiting -= len(batch)
            for _ in batch:
                queue.task_done()
            if self.left_out and not self.waiting:
                log.warning("%s events were left out and are looked for now", self.left_out)
                self.left_out = 0
                self.missed()

    async def _hand_over(self, batch: Sequence[Inbound]) -> None:
        wait = WAIT_S
        while True:
            try:
                await self._sink.receive_many(self._platform, batch)
            except Exception as error:
                if wait == WAIT_S:
                    log.warning("events wait until they can be stored: %s", arisen(error))
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT_S)
            else:
                return


def _nobody() -> None:
    """Nothing is looked for."""
