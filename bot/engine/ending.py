"""Stopping in bounded time, whatever hangs: what is left over is taken up at the next start."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable

log = logging.getLogger(__name__)

WITHIN_S, LEAST_S = 4.0, 0.2
"""All steps together, and each of those whose turn comes after that."""


class Ending:
    """Steps that share some seconds. One that takes too long or fails does not keep the others from
    their turn: the last of them close what holds everybody's facts."""

    def __init__(self, seconds: float = WITHIN_S) -> None:
        self._over_at = time.monotonic() + seconds

    async def step(self, what: str, work: Awaitable[None], *, at_most_s: float) -> None:
        """Do it, for so many seconds, fewer when the time is nearly up."""
        left = self._over_at - time.monotonic()
        try:
            async with asyncio.timeout(max(LEAST_S, min(at_most_s, left))):
                await work
        except TimeoutError:
            log.warning("%s did not end in time", what)
        except Exception as error:
            log.warning("%s did not stop cleanly: %s", what, type(error).__name__)
