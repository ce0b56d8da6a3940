"""So many requests a minute, all gaps together."""

from __future__ import annotations

import asyncio
import time
from collections import deque

PER_MINUTE = 60
MINUTE_S = 60.0


class Budget:
    """A short gap is read at once, a long one bit by bit: what people do now comes first."""

    def __init__(self) -> None:
        self._sent: deque[float] = deque(maxlen=PER_MINUTE)

    def spend(self, requests: int) -> None:
        """So many were sent just now."""
        self._sent.extend([time.monotonic()] * min(requests, PER_MINUTE))

    async def wait(self) -> None:
        """Until one more may be sent."""
        if len(self._sent) == PER_MINUTE:
            delay = self._sent[0] + MINUTE_S - time.monotonic()
            if delay > 0:
                await asyncio.sleep(delay)
