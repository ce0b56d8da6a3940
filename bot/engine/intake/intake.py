"""Takes events in: what is acknowledged is committed, together with what its handlers need.

`receive` returns once that is durable; handlers run afterwards, bounded in number, and a row of the
inbox stays until they have ended. Nothing here waits for a model or a disk on the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from bot.api.port.inbound import (
    Completion,
    Inbound,
    InButton,
    InCommand,
    InForm,
    InMenu,
    InMessage,
    InMoved,
    InReaction,
    InRoles,
    InSpace,
)
from bot.api.port.platform import Platform
from bot.api.port.powers import Can
from bot.api.services import Clock
from storage import StorageError
from storage.inbox import InboxStore
from storage.ingest import DeleteFact, Fact, Ingest, Kept, ReactionFact

from ..commands.cleaning import clean
from ..conversation.dispatch import Dispatcher
from ..faults import record
from ..recall import Recall
from ..services.configs import SettingsInForce
from ..services.people.directory import Registry
from . import kept
from .facts import Facts, Taken
from .forgotten import Forgotten
from .handling import Handling, Work
from .hearing import Hearing
from .replay import Replay

ALWAYS = (ReactionFact, DeleteFact)
"""What was before we came may be taken back: cogs want to know."""


@dataclass(slots=True)
class _Asked:
    """Something that is answered, in turn with what is asked `of` other places."""

    kept: Kept
    work: Work
    of: str


class Intake:
    """Implements `Sink`."""

    def __init__(
        self,
        registry: Registry,
        ingest: Ingest,
        inbox: InboxStore,
        dispatcher: Dispatcher,
        recall: Recall,
        settings: SettingsInForce,
        forgotten: Forgotten,
        clock: Clock,
        platforms: Mapping[str, Platform],
    ) -> None:
        self._registry = registry
        self._ingest = ingest
        self._dispatcher = dispatcher
        self._clock = clock
        self._platforms = platforms
        self._forgotten = forgotten
        self._hearing = Hearing(registry, recall, settings, forgotten)
        self._facts = Facts(registry, self._hearing, recall)
        self._handling = Handling(dispatcher, ingest, inbox)
        self._replay = Replay(
            inbox, ingest, self._facts, self._handling, dispatcher, clock, platforms
        )
        self._taking = 0
        self._none_taking = asyncio.Event()
        self._none_taking.set()
        self.taken, self.failed = 0, 0
        """Events that came, and those of them that could not be taken in because of a fault of ours
        (each has an incident)."""

    async def open(self) -> None:
        """Before anything is taken in: see what the last run has left."""
        await self._replay.open()

    def resume(self) -> None:
        """Once answers can go out: handle what the last run has left."""
        self._replay.start()

    @property
    def pending(self) -> int:
        """What is under way: events that are being taken in, and those whose handlers have not
        ended."""
        return self._taking + self._handling.pending + self._replay.pending

    async def settle(self, at_most_s: float | None = None) -> None:
        """Wait until nothing is under way, or for so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                while self.pending:
                    await self._replay.settle()
                    await self._none_taking.wait()
                    await self._handling.settle()

    async def close(self) -> None:
        """Give handlers under way some seconds to end; the others run at the next start."""
        await self._replay.close()
        await self._handling.close()

    async def complete(self, platform: str, ask: Completion) -> Sequence[str]:
        """Values for an option that is being typed."""
        try:
            return await self._dispatcher.complete(platform, clean(ask))
        except Exception as error:
            record(error, f"completing /{ask.path}")
            return []

    async def receive(self, platform: str, event: Inbound) -> None:
        """Take in one event; returns when it is committed."""
        await self.receive_many(platform, (event,))

    async def receive_many(self, platform: str, events: Sequence[Inbound]) -> None:
        """Take in several, in order; those in a row that need not see each other's effect share
        one commit."""
        self.taken += len(events)
        self._taking += 1
        self._none_taking.clear()
        try:
            await self._receive(platform, events)
        finally:
            self._taking -= 1
            if not self._taking:
                self._none_taking.set()

    async def _receive(self, platform: str, events: Sequence[Inbound]) -> None:
        run: list[Taken | _Asked] = []
        down: list[StorageError] = []
        for event in events:
            together = _together(event)
            try:
                event = clean(event)
                if not together:
                    down += await self._commit(platform, run)
                    run = []
                taken = await self._take(platform, event)
                if taken is not None:
                    run.append(taken)
            except StorageError as error:
                down.append(error)
            except Exception as error:
                self._fault(platform, type(event).__name__, error)
            if not together:
                down += await self._commit(platform, run)
                run = []
        down += await self._commit(platform, run)
        if down:  # once for all: a thousand of them say no more than one
            self._fault(platform, "events", down[0])
            if self._platforms[platform].redelivers:
                raise down[0]  # not acknowledged

    async def _take(self, platform: str, event: Inbound) -> Taken | _Asked | None:
        """What is to be committed of an event; None when that is nothing, or done."""
        if await self._forgotten.did(platform, event):
            return None
        match event:
            case InMessage(edited_at=None, responder=responder) if responder is not None:
                claim = self._dispatcher.claims(platform, event)
                if claim is None:
                    return await self._facts.take(platform, event)
                kind = kept.ANSWER if claim.answer else kept.COMMAND
                return await self._asked(platform, event, kind, claim.run)
            case InMenu() | InButton() | InForm():
                work = partial(self._dispatcher.interaction, platform, event)
                return await self._asked(platform, event, type(event).__name__, work)
            case InCommand():
                work = partial(self._dispatcher.interaction, platform, event)
                await self._handling.answer(work, None, _place(event))
            case InSpace():
                event = await self._forgotten.space(platform, event)
                space = await self._registry.learn_space(platform, event)
                await self._hearing.ready(space.community_id)
            case InRoles():
                await self._hearing.roles(platform, event)
            case InMoved():
                await self._registry.moved(platform, event.old, event.new)
            case _:
                return await self._facts.take(platform, event)
        return None

    async def _asked(
        self, platform: str, event: kept.Asked, kind: str, work: Work
    ) -> _Asked | None:
        """Where nothing can be answered after a restart, nothing is kept."""
        if Can.REVIVE in self._platforms[platform].can:
            row = kept.asked(platform, event, kind, self._clock.now())
            return _Asked(row, work, _place(event))
        await self._handling.answer(work, None, _place(event))
        return None

    # ---- committing

    async def _commit(self, platform: str, run: Sequence[Taken | _Asked]) -> list[StorageError]:
        """Store and handle them; what ails the database, if it does not work."""
        down: list[StorageError] = []
        if not run:
            return down
        now = self._clock.now()
        rows, fit = [], []
        for taken in run:
            try:
                rows.append(self._row(platform, taken, now))
                fit.append(taken)
            except Exception as error:  # a number that no inbox can hold: all others can be
                self._fault(platform, "an event", error)
        for taken, outcome in zip(fit, await self._ingest.take(rows), strict=True):
            if isinstance(outcome, BaseException):
                if isinstance(outcome, StorageError):
                    down.append(outcome)
                else:
                    self._fault(platform, "an event", outcome)
                if isinstance(taken, _Asked) and not self._platforms[platform].redelivers:
                    # it says itself that nothing can be saved
                    await self._handling.answer(taken.work, None, taken.of)
            elif isinstance(taken, _Asked):
                if outcome.news:
                    await self._handling.answer(taken.work, outcome.row, taken.of)
            elif outcome.news or isinstance(taken.fact, ALWAYS):
                await self._handling.listen(taken, outcome.row)
        return down

    def _row(
        self, platform: str, taken: Taken | _Asked, now: int
    ) -> tuple[Fact | None, Kept | None]:
        if isinstance(taken, _Asked):
            return None, taken.kept
        if taken.events and not any(map(self._dispatcher.hears, taken.events)):
            return taken.fact, None
        always = isinstance(taken.fact, ALWAYS)
        return taken.fact, kept.heard(platform, taken.event, now, always=always)

    def _fault(self, platform: str, what: str, error: BaseException) -> None:
        self.failed += 1
        record(error, f"taking in {what} from {platform}")


def _place(event: kept.Asked | InCommand) -> str:
    """Where something is asked: the space, so that none waits for another one; privately, who
    asks. Within a space nobody can ask for more than the flood limit lets them."""
    space = event.channel.space
    return space.native_id if space is not None else f"@{kept.person(event)}"


def _together(event: Inbound) -> bool:
    """Whether an event goes into the same commit as those around it."""
    if isinstance(event, InMessage):
        return event.edited_at is None
    return isinstance(event, InReaction | InMenu | InButton | InForm)
