"""What the platforms say that people may do, noted without holding up what they ask for."""

from __future__ import annotations

import asyncio

from bot.engine.faults import record
from storage.people import People

TOGETHER = 500
REMEMBERED = 50_000
Whose = tuple[int, int]
"""(space, account)"""


class Standing:
    """Levels by space and account.

    What is known is not written again. That somebody is an ordinary member, as nearly all are, is
    written afterwards, together with others of whom the same is learnt: a crash in between is made
    good by their next click.
    """

    def __init__(self, people: People) -> None:
        self._people = people
        self._known: dict[Whose, int] = {}
        self._waiting: dict[Whose, int] = {}
        self._writer: asyncio.Task[None] | None = None

    async def note(self, space_id: int, account_id: int, level: int) -> None:
        """What a platform has just said."""
        whose = (space_id, account_id)
        if self._known.get(whose) == level:
            return
        if level or self._known.get(whose):
            self._waiting.pop(whose, None)
            await self._people.set_levels({whose: level})
            self._remember({whose: level})
            return
        self._waiting[whose] = level
        if self._writer is None:
            self._writer = asyncio.create_task(self._write(), name="standing")

    def forget(self) -> None:
        """Others have changed what is in the database."""
        self._known.clear()

    async def settle(self) -> None:
        """Wait until all that was learnt is written."""
        while self._writer is not None:
            await asyncio.wait([self._writer])

    def _remember(self, levels: dict[Whose, int]) -> None:
        if len(self._known) > REMEMBERED:
            self._known.clear()
        self._known |= levels

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch = dict(list(self._waiting.items())[:TOGETHER])
                for whose in batch:
                    del self._waiting[whose]
                await self._people.set_levels(batch)
                self._remember(batch)
        except Exception as error:
            record(error, "noting what members may do")
        finally:
            self._writer = None
