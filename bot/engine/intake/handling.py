"""Runs what is committed: listeners and answers, bounded in number, each until its row can go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Sequence
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from bot.api.events import Event
from bot.api.port.inbound import InJoin, InLeave
from storage import StorageError
from storage.database.writing.turn import urgently
from storage.inbox import InboxStore
from storage.ingest import Ingest

from .. import occasion
from ..conversation.dispatch import Dispatcher
from ..faults import record
from .crowd import Crowd
from .facts import Taken

LISTENING, ANSWERING, WAITING = 24, 256, 10_000
"""At once. All that is under way wants the one writer of the database in turn: with many listeners
at once a click on a busy server waits behind them for seconds."""

PATIENCE_S = 1.0
AGAIN_S = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0, 60.0)
"""When a listener hears an event again that the database failed. After that the next start is what
it waits for: whatever is broken for one must not hold up all others for ever."""

Work = Callable[[], Coroutine[Any, Any, object]]


class Handling:
    """`row` is the event's number in the inbox, where it has one."""

    def __init__(self, dispatcher: Dispatcher, ingest: Ingest, inbox: InboxStore) -> None:
        self._dispatcher = dispatcher
        self._ingest = ingest
        self._inbox = inbox
        self._moving: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        # apart: a moderator's click never waits behind a raid that is being scored
        self._listening = Crowd("a listener", at_once=LISTENING, waiting=WAITING)
        self._answering = Crowd("an answer", at_once=ANSWERING, waiting=WAITING)

    @property
    def pending(self) -> int:
        """Events whose handlers have not ended."""
        return len(self._listening) + len(self._answering)

    async def settle(self) -> None:
        """Wait until no handler is under way."""
        await asyncio.gather(self._listening.settle(), self._answering.settle())

    async def close(self) -> None:
        """Give handlers under way some seconds to end."""
        await asyncio.gather(self._listening.close(PATIENCE_S), self._answering.close(PATIENCE_S))

    async def listen(self, taken: Taken, row: int | None) -> None:
        """Tell the listeners, now that the fact is stored; without a row there are none."""
        events = await _events(taken)
        if row is not None:
            of = events[0].community.id if events else None
            await self.hear(self._work(taken, events), row, of)

    async def hear(self, work: Work, row: int, of: Hashable = None) -> None:
        """Run what `listening` gave, in turn with what is there `of` others."""
        await self._listening.add(self.handle(row, work), of)

    async def answer(self, work: Work, row: int | None, of: Hashable = None) -> None:
        """Run a command, a click or a form, in turn with those `of` others."""
        await self._answering.add(self._answered(row, work), of)

    async def _answered(self, row: int | None, work: Work) -> None:
        with urgently():
            await self.handle(row, work)

    async def listening(self, taken: Taken) -> Work:
        """What is left to be done for the listeners of an event."""
        return self._work(taken, await _events(taken))

    def _work(self, taken: Taken, events: Sequence[Event]) -> Work:
        work = partial(self._publish, events)
        if not isinstance(taken.event, InJoin | InLeave):
            return work
        # begun in the order in which they came; side by side, who has left may be welcomed
        who = (taken.event.space.native_id, taken.event.user.native_id)
        return partial(_alone, self._moving.setdefault(who, asyncio.Lock()), work)

    async def _publish(self, events: Sequence[Event]) -> None:
        for event in events:
            await self._dispatcher.publish(event, AGAIN_S)

    async def handle(self, row: int | None, work: Work) -> None:
        """Do the work and end the row. What is cancelled is left to the next start, and so is what
        the database fails."""
        if row is None:
            occasion.leave()
        else:
            occasion.begin(row, self._inbox.begins(row))
        try:
            await work()
        except StorageError as error:
            record(error, "handling an event, which is left to the next start")
            return
        except Exception as error:
            record(error, "handling an event")
        if row is not None:
            self._ingest.end(row)


async def _alone(lock: asyncio.Lock, work: Work) -> None:
    async with lock:
        await work()


async def _events(taken: Taken) -> Sequence[Event]:
    return taken.events if taken.then is None else await taken.then()
