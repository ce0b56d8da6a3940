"""The heartbeat of the event loop, and whoever wants to know about it."""

from __future__ import annotations

import asyncio
import time

from .notify import Supervisor

BEAT_S = 1.0


class Watch:
    """Beats once a second. While a handler holds up the loop it does not: then the supervisor does
    not hear of us, and at last starts us again."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._ready = False
        self.lag_s = 0.0
        """By how much the last beat was late."""
        self.address = ""
        """Of the listener, where there is one."""

    def ready(self) -> None:
        """The start is over; from now on the supervisor waits for our heartbeat."""
        self._ready = True
        self._supervisor.tell("READY=1", "STATUS=Running")

    def stopping(self) -> None:
        """The end has begun."""
        self._supervisor.tell("STOPPING=1")

    async def beat(self) -> None:
        """Until it is cancelled."""
        every = min(BEAT_S, self._supervisor.watchdog_s / 3 or BEAT_S)
        while True:
            asked = time.monotonic()
            if self._ready:
                self._supervisor.tell("WATCHDOG=1")
            await asyncio.sleep(every)
            self.lag_s = max(0.0, time.monotonic() - asked - every)
