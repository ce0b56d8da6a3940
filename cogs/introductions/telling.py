"""Writes to those who were asked, have met, or got a buddy: once, also over crashes.

A state is a row first. What has to be told of it is queued by a task, under keys, and only then
noted as told; what a crash left untold is told after it.
"""

from __future__ import annotations

from typing import Any

from bot.api.boards.contact import Contact
from bot.api.model import Member
from bot.api.reply import Reply
from bot.api.services import Clock, Directory, Outbox, Scheduler

from . import wording
from .matching import Matching
from .model import DAY_MS, WISH_MS, Pairing, Person
from .store import MeetingStore

TELL = "introductions.tell"
SHOWN = 3


class Telling:
    """All private messages of this cog that answer no click."""

    def __init__(
        self,
        store: MeetingStore,
        matching: Matching,
        directory: Directory,
        contact: Contact,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
    ) -> None:
        self._store = store
        self._matching = matching
        self._directory = directory
        self._contact = contact
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock

    async def resume(self) -> None:
        """Plan what was not told yet: a crash came between, or it was too late in the day."""
        for of in await self._store.untold(self._clock.now() - WISH_MS):
            await self._plan(of, self._clock.now())

    async def plan(self, one: int, other: int) -> None:
        """Tell what became of two people, now."""
        of = await self._store.pair(one, other)
        if of is not None:
            await self._plan(of, self._clock.now())

    async def _plan(self, of: Pairing, due: int) -> None:
        data = {"one": of.low_id, "other": of.high_id}
        key = f"introductions:tell:{of.low_id}:{of.high_id}"
        await self._scheduler.at(due, TELL, data, key=key, community_id=of.community_id)

    async def tell(self, data: dict[str, Any]) -> None:
        """The task: everything is looked at as it is by then."""
        of = await self._store.pair(data["one"], data["other"])
        if of is None or of.told_at is not None or of.state in ("skipped", "declined"):
            return
        asker = await self._directory.member(of.asked_by)
        other = await self._directory.member(of.other)
        may = await self._matching.may_meet(of.asked_by, of.other, of.community_id)
        if asker is None or other is None or not may:
            return
        later = await (self._question if of.state == "asked" else self._together)(of, asker, other)
        if later is not None:
            await self._plan(of, later)

    async def _question(self, of: Pairing, asker: Member, other: Member) -> int | None:
        """To whoever is asked; when, if not now."""
        key = f"introductions:asked:{asker.id}:{other.id}:{of.at}"
        leave = await self._contact.ask(other, "introductions", key)
        if leave.granted:
            stop = self._contact.stop(of.community_id, "introductions")
            shared = await self._matching.shared(other.id, asker.id)
            await self._outbox.tell(other, wording.question(asker, shared, stop), key=key)
        if leave.at is None:
            await self._store.told(of, self._clock.now())
        return leave.at

    async def _together(self, of: Pairing, asker: Member, other: Member) -> int | None:
        """To both: they have agreed to it, so it does not count as a message of the bot's own."""
        later: list[int] = []
        for who, whom in ((asker, other), (other, asker)):
            key = f"introductions:{of.state}:{who.id}:{whom.id}:{of.at}"
            leave = await self._contact.ask(who, "introductions", key, wanted=True)
            if leave.granted:
                shared = await self._matching.shared(who.id, whom.id)
                words = wording.together(of, who, whom, shared)
                await self._outbox.tell(who, Reply(words, tone="good"), key=key)
            elif leave.at is not None:
                later.append(leave.at)
        if not later:
            await self._store.told(of, self._clock.now())
        return min(later, default=None)

    # ---- unasked, now and then

    async def suggest(self, me: Person, every_ms: int) -> None:
        """A suggestion to somebody who takes part, as often as the owner's setting says."""
        now = self._clock.now()
        member = await self._directory.member(me.member_id)
        if member is None or me.suggested_at >= now - every_ms:
            return
        found = (await self._matching.fits(me))[:SHOWN]
        if not found:
            await self._store.change(me.member_id, suggested_at=now - every_ms + DAY_MS)
            return
        key = f"introductions:suggested:{me.member_id}:{me.suggested_at}"
        leave = await self._contact.ask(member, "introductions", key)
        if leave.granted:
            stop = self._contact.stop(me.community_id, "introductions")
            await self._outbox.tell(member, wording.suggestions(found, stop), key=key)
        if leave.at is None:
            await self._store.change(me.member_id, suggested_at=now)
