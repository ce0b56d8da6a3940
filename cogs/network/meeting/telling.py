"""Asks two people one after the other, and tells both when both want to."""

from __future__ import annotations

from typing import Any

from bot.api.boards.apart import Apart
from bot.api.boards.contact import Contact
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.reply import Reply
from bot.api.services import Clock, Directory, Measures, Outbox, Scheduler
from bot.api.text import T

from ..store import MeetingStore
from . import wording
from .model import OPEN_MS, REST_MS, Meeting, Pair, ordered

TELL = "network.tell"


class Meetings:
    """Who says no is told of to nobody."""

    def __init__(
        self,
        store: MeetingStore,
        directory: Directory,
        measures: Measures,
        apart: Apart,
        contact: Contact,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
    ) -> None:
        self._store = store
        self._directory = directory
        self._measures = measures
        self._apart = apart
        self._contact = contact
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock

    async def closed(self, community_id: int) -> frozenset[Pair]:
        """Pairs that are not to be suggested: kept apart, or asked before; in both orders."""
        settled = await self._store.settled(community_id, self._clock.now() - REST_MS)
        both = {(high, low) for low, high in settled}
        return await self._apart.pairs(community_id) | frozenset(settled) | both

    async def begin(self, community_id: int, one: int, other: int) -> tuple[Member, Member]:
        """Ask the first of two. UserError where they may not be brought together, without the
        reason."""
        people = await self._directory.members([one, other])
        there = [p for p in people.values() if p.community_id == community_id]
        if len(there) != 2 or not await self._may_meet(community_id, one, other):
            raise UserError(T("These two cannot be introduced."))
        now = self._clock.now()
        if not await self._store.begin(community_id, one, other, now, now - REST_MS):
            raise UserError(T("I have asked them already. They hear from me when both agree."))
        await self._plan(community_id, one, other, now)
        return people[one], people[other]

    async def _may_meet(self, community_id: int, one: int, other: int) -> bool:
        out = await self._measures.left_out(community_id)
        apart = await self._apart.pairs(community_id)
        return not ({one, other} & out or (one, other) in apart or (other, one) in apart)

    async def answer(self, member: Member, other_id: int, *, yes: bool) -> None:
        """Whoever was asked answers; UserError when the question is over."""
        of = await self._store.get(member.id, other_id)
        if of is None or of.asked_id != member.id:
            raise UserError(wording.over())
        if of.state == "first" and self._clock.now() - of.at > OPEN_MS:
            raise UserError(wording.over())
        if yes and not await self._may_meet(of.community_id, of.low_id, of.high_id):
            raise UserError(wording.over())
        now = self._clock.now()
        if not await self._store.answer(of, now, yes=yes):
            raise UserError(wording.over())
        if yes:
            await self._plan(of.community_id, of.low_id, of.high_id, now)

    async def _plan(self, community_id: int, one: int, other: int, due: int) -> None:
        low, high = ordered(one, other)
        key = f"network:tell:{low}:{high}"
        data = {"one": low, "other": high}
        await self._scheduler.at(due, TELL, data, key=key, community_id=community_id)

    async def tell(self, data: dict[str, Any]) -> None:
        """The task: everything is looked at as it is by then."""
        of = await self._store.get(data["one"], data["other"])
        if of is None or of.state == "declined":
            return
        if self._clock.now() - (of.met_at or of.at) > OPEN_MS:
            return
        people = await self._directory.members([of.low_id, of.high_id])
        if len(people) != 2 or not await self._may_meet(of.community_id, of.low_id, of.high_id):
            return
        first, second = people[of.first_id], people[of.second_id]
        if of.state == "met":
            pairs = [(first, second), (second, first)]
        else:
            pairs = [(first, second) if of.state == "first" else (second, first)]
        later = [at for who, whom in pairs if (at := await self._write(of, who, whom)) is not None]
        if later:
            await self._plan(of.community_id, of.low_id, of.high_id, min(later))

    async def _write(self, of: Meeting, who: Member, whom: Member) -> int | None:
        """To one of the two; when, if not now. Having said yes they want to hear of it."""
        key = f"network:{of.state}:{who.id}:{whom.id}:{of.at}"
        met = of.state == "met"
        leave = await self._contact.ask(who, "introductions", key, wanted=met)
        if leave.granted:
            stop = self._contact.stop(of.community_id, "introductions")
            words = (
                Reply(wording.met(whom), tone="good")
                if met
                else wording.question(whom, stop, agreed=of.state == "second")
            )
            await self._outbox.tell(who, words, key=key)
        return leave.at
