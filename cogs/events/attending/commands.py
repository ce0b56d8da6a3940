"""The answers on the card."""

from __future__ import annotations

from typing import cast

from bot.api.boards.audience import Audiences
from bot.api.cog import button, listen
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import MemberLeft

from ..model import Answer, Event
from ..planning.desk import EventDesk
from ..reminding.notes import Notes
from ..store import Answered, EventStore, RsvpStore
from . import wording
from .payloads import Rsvp

WISHES = ("going", "maybe", "no")


class Attending:
    """The handlers of this room; the cog provides what they use."""

    _events: EventStore
    _rsvps: RsvpStore
    _desk: EventDesk
    _notes: Notes
    _audiences: Audiences

    @button(Rsvp)
    async def answer(self, ctx: Context, payload: Rsvp) -> None:
        event = await self._desk.one(ctx.community.id, payload.event)
        wish = payload.answer if payload.answer in WISHES else "no"
        if wish != "no" and not await self._desk.invited(event, ctx.member.id):
            raise UserError(wording.PRIVATE)
        answered = await self._answer(ctx, event, cast(Answer, wish))
        await ctx.reply(wording.said(answered, event, reminded=self._desk.reminds(event)))
        if answered.before != answered.now:
            await self._desk.refresh(event.community_id, event.id)
        for member_id in answered.moved:
            await self._notes.moved_up(event, member_id)

    async def _answer(self, ctx: Context, event: Event, wish: Answer) -> Answered:
        answered = await self._rsvps.answer(
            event.community_id, event.id, ctx.member.id, wish, ctx.now
        )
        match answered.event.phase(ctx.now) if answered.event is not None else "over":
            case "cancelled":
                raise UserError(wording.called_off(event))
            case "running":
                raise UserError(wording.CLOSED)
            case "over":
                raise UserError(wording.OVER)
        return answered

    @listen(MemberLeft)
    async def left(self, event: MemberLeft) -> None:
        """Who has left every space of the community leaves their place to others."""
        here, member_id, now = event.community.id, event.member.id, self._desk.now()
        signed_up = await self._events.of_member(here, member_id, now)
        if not signed_up or await self._audiences.includes(here, "", member_id):
            return
        for each in signed_up:
            if (await self._rsvps.crowd(each.id)).answer(member_id) is not None:
                answered = await self._rsvps.answer(here, each.id, member_id, "no", now)
                await self._desk.refresh(here, each.id)
                for moved in answered.moved:
                    await self._notes.moved_up(each, moved)
