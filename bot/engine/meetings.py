"""First sights of people: those that come while one transaction is written share the next."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from bot.api.services import Clock
from storage.database.writing.turn import urgently
from storage.people import MemberRow, People, Sight

TOGETHER = 500


class Meetings:
    """Many messages of strangers at once, in a raid or after a pause, cost few transactions, and
    messages of the same stranger ask once."""

    def __init__(self, people: People, clock: Clock) -> None:
        self._people = people
        self._clock = clock
        self._waiting: dict[Sight, asyncio.Future[MemberRow]] = {}
        self._writer: asyncio.Task[None] | None = None

    async def meet(self, sight: Sight) -> MemberRow:
        """The member behind an account, made on first sight."""
        answer = self._waiting.get(sight)
        if answer is None:
            answer = self._waiting[sight] = asyncio.get_running_loop().create_future()
            if self._writer is None:
                self._writer = asyncio.create_task(self._write(), name="meetings")
        # one caller that gives up must not take the answer from the others
        return await asyncio.shield(answer)

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch = dict(list(self._waiting.items())[:TOGETHER])
                try:
                    with urgently():
                        await self._ensure(batch)
                finally:
                    for sight in batch:
                        del self._waiting[sight]
        finally:
            self._writer = None

    async def _ensure(self, batch: Mapping[Sight, asyncio.Future[MemberRow]]) -> None:
        sights: Sequence[Sight] = list(batch)
        try:
            rows = await self._people.ensure_accounts(sights, self._clock.now())
        except Exception as error:
            if len(sights) == 1:
                batch[sights[0]].set_exception(error)
                return
            # one bad name must not take the others with it
            for sight in sights:
                await self._ensure({sight: batch[sight]})
            return
        for sight, row in zip(sights, rows, strict=True):
            batch[sight].set_result(row)
