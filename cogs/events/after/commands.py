"""Who was there, how it was, and what others read of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from bot.api.boards.audience import Audiences, Known, Trait
from bot.api.boards.contact import Contact
from bot.api.boards.figures import Figures, Suggestion
from bot.api.cog import button, command, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.services import Audit, Directory
from bot.api.text import Mention, T

from ..model import DAY_MS, HOUR_MS, Event
from ..planning.card import named
from ..planning.changing import WHICH
from ..planning.desk import EventDesk
from ..reminding.notes import Note, Notes
from ..reminding.wording import stoppable
from ..store import EventStore, RsvpStore
from . import wording
from .payloads import Comment, Rate, WasThere
from .store import AfterStore

SOON_MS = 4 * DAY_MS
FEW = 3
NAMED = 50
LATELY_MS = 90 * DAY_MS


class After:
    """The handlers of this room; the cog provides what they use."""

    _events: EventStore
    _rsvps: RsvpStore
    _desk: EventDesk
    _notes: Notes
    _after: AfterStore
    _contact: Contact
    _directory: Directory
    _audit: Audit
    _figures: Figures
    _audiences: Audiences

    # ---- attendance

    @button(WasThere)
    async def was_there(self, ctx: Context, payload: WasThere) -> None:
        event = await self._desk.one(ctx.community.id, payload.event)
        if event.phase(ctx.now) not in ("running", "over"):
            raise UserError(wording.NOT_YET)
        if ctx.now >= self._closes(event):
            raise UserError(wording.TOO_LATE)
        await self._desk.among(ctx, event)
        stands = await self._after.attended(event.id, ctx.member.id, ctx.now)
        if not stands:
            raise UserError(wording.BY_STAFF)
        await ctx.reply(wording.THERE)

    def _closes(self, event: Event) -> int:
        hours = self._desk.config(event.community_id).attendance_hours
        return event.plan.ends_at + hours * HOUR_MS

    @command(
        "events attendance",
        T("Who was there; with a member, note whether they were"),
        level=Level.MODERATOR,
        private=True,
    )
    async def attendance(
        self,
        ctx: Context,
        event: Annotated[str, WHICH],
        member: Annotated[Member | None, Opt(T("Somebody whose attendance you note"))] = None,
        there: Annotated[bool, Opt(T("Whether they were there"))] = True,
    ) -> None:
        found = await self._desk.meant(ctx.community.id, event)
        if found.phase(ctx.now) not in ("running", "over"):
            raise UserError(wording.NOT_YET)
        if member is None:
            await self._attendance(ctx, found)
            return
        await self._after.attended(found.id, member.id, ctx.now, there=there, by_staff=True)
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action="events.attendance",
            target=f"event:{found.id}",
            detail={"member": member.id, "there": there},
        )
        await ctx.reply(wording.noted(Mention(member, ping=False), there))

    async def _attendance(self, ctx: Context, event: Event) -> None:
        going = (await self._rsvps.crowd(event.id)).going
        there = await self._after.there(event.id)
        people = await self._directory.members(there[:NAMED])
        names = named(there, people, NAMED)
        await ctx.reply(wording.attendance(event, len(going), len(there), names))
        if ctx.level >= Level.OWNER:
            turnout = await self._after.turnout(ctx.community.id, ctx.now - LATELY_MS, ctx.now)
            await ctx.reply(wording.missed(turnout))

    # ---- how it was

    async def _close(self, event: Event) -> None:
        """Nobody says any more that they were there; those who were are asked how it was."""
        await self._desk.refresh(event.community_id, event.id)
        if event.state == "planned" and self._desk.config(event.community_id).pulse:
            for member_id in await self._after.there(event.id):
                note = Note(event.community_id, event.id, member_id, "pulse", 0)
                await self._notes.send(note)

    async def _pulse_note(self, event: Event, member: Member) -> Reply | None:
        if not self._pulse_open(event) or member.id not in await self._after.there(event.id):
            return None
        stop = self._contact.stop(event.community_id, "events")
        return stoppable(wording.pulse(event), stop)

    def _pulse_open(self, event: Event) -> bool:
        """The organiser gets the answers once, and none after it: the difference would tell who
        answered last."""
        days = self._desk.config(event.community_id).pulse_days
        over = event.phase(self._desk.now()) == "over"
        return over and self._desk.now() < self._closes(event) + days * DAY_MS

    @button(Rate)
    async def rate(self, ctx: Context, payload: Rate) -> None:
        event = await self._answering(ctx, payload.event)
        score = min(max(payload.score, 1), 5)
        await self._after.rate(event.id, ctx.member.id, score)
        await ctx.reply(wording.rated(event, score), private=True)

    @button(Comment)
    async def write_comment(self, ctx: Context, payload: Comment) -> None:
        await ctx.ask(wording.comment_form(await self._answering(ctx, payload.event)))

    @form(Comment)
    async def comment(self, ctx: Context, payload: Comment, answers: Answers) -> None:
        event = await self._answering(ctx, payload.event)
        text = answers["comment"].strip()[: wording.MAX_COMMENT]
        if not await self._after.comment(event.id, ctx.member.id, text):
            raise UserError(T("Please press a number first."))
        await ctx.reply(T("Thank you! The organiser reads it without your name."), private=True)

    async def _answering(self, ctx: Context, event_id: int) -> Event:
        event = await self._desk.one(ctx.community.id, event_id)
        if not self._pulse_open(event):
            raise UserError(wording.PULSE_OVER)
        if ctx.member.id not in await self._after.there(event.id):
            raise UserError(wording.NOT_THERE)
        return event

    async def _results(self, event: Event) -> None:
        if event.member_id is not None and event.state == "planned":
            note = Note(event.community_id, event.id, event.member_id, "results", 0)
            await self._notes.send(note)

    async def _results_note(self, event: Event, member: Member) -> Reply | None:
        if not await self._after.there(event.id):
            return None
        return wording.results(event, *await self._after.pulse(event.id))

    # ---- what others read

    def _offer_figures(self) -> None:
        """To be called in the cog's `start`."""
        self._figures.offer("events.held", self._events.held)
        self._figures.offer("events.rsvps", self._rsvps.signed_up)
        self._figures.offer("events.attendance", self._attendance_rate)
        self._figures.suggest("events", self._suggest)
        said = T("how many events they have been at")
        self._audiences.offer("events", Trait("events", "number", said, self._counts))

    async def _counts(self, community_id: int) -> Mapping[int, Known]:
        return dict(await self._after.counts(community_id))

    async def _attendance_rate(self, community_id: int, start: int, end: int) -> int | None:
        """Percent of those with a place who came; None of few."""
        turnout = await self._after.turnout(community_id, start, end)
        if turnout.going < FEW + 2:
            return None
        return round(100 * (turnout.going - turnout.missing) / turnout.going)

    async def _suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        """Events that come soon and have hardly anybody."""
        now = self._desk.now()
        coming = await self._events.coming(community_id, now)
        soon = [e for e in coming if e.phase(now) == "coming" and e.plan.starts_at - now < SOON_MS]
        going = await self._rsvps.going([event.id for event in soon])
        few = [e for e in soon if going.get(e.id, 0) < min(FEW, e.plan.capacity or FEW)]
        # a reminder fills some seats of one evening, no more
        return [
            Suggestion(
                *wording.few(e, going.get(e.id, 0)),
                weight=0.6,
                key=f"events.few:{e.id}",
                why=wording.few_rule(min(FEW, e.plan.capacity or FEW), SOON_MS // DAY_MS),
            )
            for e in few
        ]
