"""Tells a cog what became of the poll that it wanted: at least once, whatever happens."""

from __future__ import annotations

from bot.api.services import Clock, Scheduler

from ..methods import Count
from ..model import Poll
from ..record import Record
from ..store import BallotStore, ErrandStore
from ..voting.cards import tag
from .outcome import outcome


class Teller:
    """Hands outcomes on as durable tasks. Each is marked only when its task is written down: a
    crash in between makes the task stand there once more, under the same key."""

    def __init__(
        self, errands: ErrandStore, ballots: BallotStore, scheduler: Scheduler, clock: Clock
    ) -> None:
        self._errands = errands
        self._ballots = ballots
        self._scheduler = scheduler
        self._clock = clock

    async def tell(self, poll: Poll, count: Count, record: Record | None) -> None:
        """Of a closed poll, unless nobody wants to know or it was told before."""
        waiting = await self._errands.waiting(poll.id)
        if waiting is None or record is None:
            return
        key, task = waiting
        now = self._clock.now()
        await self._scheduler.at(
            now,
            task,
            outcome(poll, record, key).to_data(),
            key=f"{tag(poll.id)}:outcome",
            community_id=poll.community_id,
        )
        await self._errands.told(poll.id, now)

    async def resume(self) -> None:
        """After a crash: all that was not told."""
        for community_id, poll_id in await self._errands.untold():
            if (found := await self._ballots.count(community_id, poll_id)) is not None:
                await self.tell(*found)
