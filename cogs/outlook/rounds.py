"""All communities in turn, without holding up everything else where there are many."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from bot.api.model import Community

LONGEST_S = 30.0
"""So long a tick works at most; it goes on with the others at the next one."""


class Round:
    """One that fails is passed over, and the next tick begins behind it."""

    def __init__(self) -> None:
        self._waiting: deque[Community] = deque()

    async def go(
        self, every: Iterable[Community], work: Callable[[Community], Awaitable[None]]
    ) -> None:
        """Work for those who still wait; with nobody waiting, for all of `every`."""
        until = time.monotonic() + LONGEST_S
        waiting = self._waiting
        if not waiting:
            waiting.extend(every)
        while waiting:
            await work(waiting.popleft())
            if time.monotonic() >= until:
                break
