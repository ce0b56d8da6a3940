"""Where handlers live while they are fed: what must run around them, and an engine's end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.api.port.inbound import Completion, Inbound, InCommand, InDelete, InMoved, InRoles, InSpace
from bot.engine.commands.cleaning import clean
from bot.engine.faults import record
from bot.engine.intake import kept

from . import Target

V = TypeVar("V")
UNKEPT = (InSpace, InRoles, InMoved, InCommand)


def both(name: str, good: Sequence[V], feed: Callable[[V], Awaitable[object]]) -> list[Target]:
    """Payloads with other words and numbers in them; and such as the platform does not send."""
    return [
        Target(name, lambda m: m.filled(m.pick(good)), feed),
        Target(f"{name}, strange", lambda m: m.changed(m.pick(good)), feed, strange=True),
    ]


class House:
    """Handlers that need nothing around them."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self.targets = targets

    async def between(self, done: int) -> None:
        """After each input, so many by now."""


class Checked:
    """A Sink that holds each event to what the engine needs of it: it can be cleaned, written to
    the inbox, and read back as it was."""

    def __init__(self) -> None:
        self.taken = 0

    async def receive(self, platform: str, event: Inbound) -> None:
        """As the engine: never raises, and records what could not be taken in."""
        self.taken += 1
        try:
            _keep(platform, clean(event))
        except Exception as error:
            record(error, f"taking in {type(event).__name__}")

    async def receive_many(self, platform: str, events: Sequence[Inbound]) -> None:
        """One after another."""
        for event in events:
            await self.receive(platform, event)

    async def complete(self, platform: str, ask: Completion) -> Sequence[str]:
        """What is typed must be fit to be looked for."""
        return [clean(ask).typed[:100]]


def _keep(platform: str, event: Inbound) -> None:
    if isinstance(event, UNKEPT):
        return
    if isinstance(event, InDelete) or getattr(event, "responder", None) is None:
        row = kept.heard(platform, event, 0, always=False)  # type: ignore[arg-type]
    else:
        row = kept.asked(platform, event, type(event).__name__, 0)  # type: ignore[arg-type]
    kept.read(row.kind, row.body)
