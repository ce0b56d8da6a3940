"""After a start: what was acknowledged before and not handled to the end is handled now.

Listeners hear it again. A command, a click or a form runs if nothing was changed for it yet and it
is not old; else the person is told. What ends the program each time is given up, and told as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from bot.api.port.inbound import InMessage
from bot.api.port.platform import Platform
from bot.api.services import Clock
from bot.api.text import T, Text, code
from storage.inbox import InboxRow, InboxStore
from storage.ingest import Ingest

from ..conversation.dispatch import Dispatcher
from ..faults import record
from . import kept
from .facts import Facts
from .handling import Handling, Work

PAGE = 100
TRIES = 5
OLD_MS = 15 * 60_000
"""Who asked longer ago has seen that nothing came and gone on."""


class GivenUp(Exception):
    """An event was begun several times, and the program ended each time."""


class Replay:
    """One run through the rows that were there before the start."""

    def __init__(
        self,
        store: InboxStore,
        ingest: Ingest,
        facts: Facts,
        handling: Handling,
        dispatcher: Dispatcher,
        clock: Clock,
        platforms: Mapping[str, Platform],
    ) -> None:
        self._store = store
        self._ingest = ingest
        self._facts = facts
        self._handling = handling
        self._dispatcher = dispatcher
        self._clock = clock
        self._platforms = platforms
        self._newest = 0
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Before anything new comes in: note how far the old goes."""
        self._newest = await self._store.newest()

    def start(self) -> None:
        """Begin; platforms side by side, because one may have to be waited for."""
        if self._newest:
            self._task = asyncio.create_task(self._run(), name="inbox")

    @property
    def pending(self) -> int:
        """1 until it is through."""
        return int(self._task is not None and not self._task.done())

    async def settle(self) -> None:
        """Wait until it is through."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def close(self) -> None:
        """Leave the rest to the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        await asyncio.gather(*map(self._platform, self._platforms.values()))

    async def _platform(self, platform: Platform) -> None:
        after = 0
        try:
            while rows := await self._store.left(platform.name, after, self._newest, PAGE):
                after = rows[-1].id
                if fresh := [row.id for row in rows if not row.tries]:
                    await self._store.again(fresh)
                for row in rows:
                    await self._row(platform, row)
        except Exception as error:
            record(error, "handling what was left")

    async def _row(self, platform: Platform, row: InboxRow) -> None:
        """The first time together with others; one that was being handled when the program ended
        once more is handled alone, so that it alone is given up if it is the reason."""
        if row.tries == TRIES:
            record(GivenUp(), f"an event ({row.kind}) that ended the program {TRIES} times")
        if row.tries > TRIES or (row.tries == TRIES and row.kind in kept.HEARD):
            self._ingest.end(row.id)
            return
        if row.tries:
            await self._store.again([row.id])
        try:
            work = await self._work(platform, row)
        except Exception as error:  # the row stays: the next start tries again
            record(error, f"reading an event ({row.kind}) that was left")
            return
        if row.tries:
            await asyncio.create_task(self._handling.handle(row.id, work))
            # else the next death would count as this one's, though it had nothing to do with it
            await self._ingest.settled()
        elif row.kind in kept.HEARD:
            await self._handling.hear(work, row.id)
        else:
            await self._handling.answer(work, row.id)

    async def _work(self, platform: Platform, row: InboxRow) -> Work:
        event = kept.read(row.kind, row.body)
        if row.kind in kept.HEARD:
            taken = await self._facts.take(platform.name, event)
            return _nothing if taken is None else await self._handling.listening(taken)
        responder = await platform.revive(event)
        return self._answer(platform.name, row, replace(event, responder=responder))

    def _answer(self, platform: str, row: InboxRow, event: Any) -> Work:
        old = self._clock.now() - row.received_at > OLD_MS
        if row.begun or old or row.tries >= TRIES or row.kind == kept.ANSWER:
            text = _excuse(event, row)
            return partial(self._dispatcher.excuse, platform, event, text)
        if not isinstance(event, InMessage):
            return partial(self._dispatcher.interaction, platform, event)
        claim = self._dispatcher.claims(platform, event)
        return _nothing if claim is None else claim.run


async def _nothing() -> None:
    return None


def _excuse(event: kept.Asked, row: InboxRow) -> Text:
    if row.kind == kept.ANSWER:
        return T(
            "I was restarted while you answered my questions, and have lost your answers. Please "
            "begin again."
        )
    if isinstance(event, InMessage):
        command = code(event.text.split()[0])
        if row.begun:
            return T(
                "I was restarted in the middle of {command}. Please look whether it is there "
                "before you type it again.",
                command=command,
            )
        return T(
            "I was away when you typed {command}, and have not done it. Please type it again if "
            "you still want it.",
            command=command,
        )
    if row.begun:
        return T(
            "I was restarted while I worked on what you pressed or sent. Please look whether it "
            "is done before you try again."
        )
    return T(
        "I was away when you pressed a button or sent a form, and have not done it. Please try "
        "again if you still want it."
    )
