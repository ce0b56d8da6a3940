"""Events on their way to the engine: in order within a channel, never in the reader."""

from __future__ import annotations

import asyncio
import logging

from bot.api.port.inbound import Inbound, Sink

log = logging.getLogger(__name__)

LANES = 16
ROOM = 2_000
TOGETHER = 256


class Lanes:
    """Some queues with a worker each; a channel always takes the same one.

    What waits in a lane is handed over together, so that one commit serves many messages.
    """

    def __init__(self, platform: str, sink: Sink) -> None:
        self._platform = platform
        self._sink = sink
        self._queues: list[asyncio.Queue[Inbound]] = [asyncio.Queue() for _ in range(LANES)]
        self._behind = False
        self._workers = [asyncio.create_task(self._work(queue)) for queue in self._queues]

    @property
    def waiting(self) -> int:
        """Events that the engine has not taken yet."""
        return sum(queue.qsize() for queue in self._queues)

    def put(self, key: int, event: Inbound) -> None:
        """Hand over. Nothing is turned away: Discord would not send it again."""
        queue = self._queues[key % LANES]
        queue.put_nowait(event)
        if queue.qsize() > ROOM and not self._behind:
            self._behind = True
            log.warning("the engine is behind: %s events are waiting", self.waiting)

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
            if queue.empty():
                self._behind = False
            batch = [await queue.get()]
            while len(batch) < TOGETHER and not queue.empty():
                batch.append(queue.get_nowait())
            try:
                await self._sink.receive_many(self._platform, batch)
            finally:
                for _ in batch:
                    queue.task_done()
