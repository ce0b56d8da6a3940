"""An engine's end of the border that writes down what it is given."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.api.port.inbound import Completion, Inbound

E = TypeVar("E")


class RecordingSink:
    """Commits at once, unless `gate` is closed or `failures` are ordered."""

    def __init__(self, notify: Callable[[], None]) -> None:
        self.events: list[Inbound] = []
        self.begun = 0
        self.failures = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self._notify = notify

    async def receive_many(self, platform: str, events: Sequence[Inbound]) -> None:
        await asyncio.gather(*(self.receive(platform, event) for event in events))

    async def receive(self, platform: str, event: Inbound) -> None:
        assert platform == "telegram"
        self.begun += 1
        self._notify()
        await self.gate.wait()
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the database is away")
        self.events.append(event)
        self._notify()

    async def complete(self, platform: str, ask: Completion) -> Sequence[str]:
        return []

    def of(self, kind: type[E]) -> list[E]:
        """The events of one type so far."""
        return [event for event in self.events if isinstance(event, kind)]
