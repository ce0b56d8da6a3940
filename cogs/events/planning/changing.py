"""Changing an event, calling it off, making a series of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

from bot.api.boards.audience import Audiences
from bot.api.cog import button, command, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt, When
from bot.api.people import Level
from bot.api.reply import Answers
from bot.api.services import Audit
from bot.api.text import T

from ..exchange.entries import Entries
from ..model import MAX_CAPACITY, MAX_REASON, MINUTE_MS, Asking, Event, Plan, checked_length, clean
from ..reminding.notes import Notes
from ..store import EventStore
from . import wording
from .desk import EventDesk
from .payloads import CallOff, Change
from .reading import Reader, repeated

WHICH = Opt(T("Which event: its number, like #12, or words of it"), complete="complete_event")
MOST_REPEATS = 30


class Changing:
    """The handlers; the cog provides what they use."""

    _events: EventStore
    _desk: EventDesk
    _notes: Notes
    _entries: Entries
    _audiences: Audiences
    _audit: Audit

    def _reader(self, ctx: Context) -> Reader:
        default = self._desk.config(ctx.community.id).default_minutes * MINUTE_MS
        return Reader(ctx.when, ctx.now, ctx.community.timezone, default)

    async def _typed(self, ctx: Context, typed: str) -> Event:
        return self._mine(ctx, await self._desk.meant(ctx.community.id, typed))

    async def _pressed(self, ctx: Context, number: int) -> Event:
        return self._mine(ctx, await self._desk.one(ctx.community.id, number))

    def _mine(self, ctx: Context, event: Event) -> Event:
        """An event that the asker may change and that goes on."""
        self._desk.runs(ctx, event)
        if event.phase(ctx.now) not in ("coming", "running"):
            raise UserError(wording.SETTLED)
        return event

    # ---- another plan

    @command(
        "events edit", T("Change an event; without more words, a form helps you"), private=True
    )
    async def edit_event(
        self,
        ctx: Context,
        event: Annotated[str, WHICH],
        when: Annotated[When | None, Opt(T("Another beginning: friday 18:00"))] = None,
        until: Annotated[str, Opt(T("How long, or until when: 2h, 20:00"), max=80)] = "",
        capacity: Annotated[
            int | None, Opt(T("How many can come; 0 for any number"), min=0, max=MAX_CAPACITY)
        ] = None,
        questions: Annotated[
            Asking | None, Opt(T("Whether members may ask: none, named, anonymous"))
        ] = None,
        hide_names: Annotated[bool | None, Opt(T("Name nobody on the card"))] = None,
        audience: Annotated[
            str | None, Opt(T("Only for some: a condition; everybody for all"), max=200)
        ] = None,
    ) -> None:
        old = await self._typed(ctx, event)
        given = {
            name: value
            for name, value in (
                ("capacity", capacity),
                ("questions", questions),
                ("hide_names", hide_names),
                ("audience", _condition(audience)),
            )
            if value is not None
        }
        plan = replace(old.plan, **given)  # type: ignore[arg-type]
        if when is not None:
            plan = plan.moved(int(when), ctx.community.timezone)
        if until.strip():
            plan = self._reader(ctx).ends(plan, until)
        if plan == old.plan:
            await ctx.ask(wording.form(Change(old.id, old.sequence), old.plan, self._reader(ctx)))
        else:
            await self._take(ctx, old, plan, old.sequence)

    @button(Change)
    async def change(self, ctx: Context, payload: Change) -> None:
        event = await self._pressed(ctx, payload.event)
        seen = Change(event.id, event.sequence)
        await ctx.ask(wording.form(seen, event.plan, self._reader(ctx)))

    @form(Change)
    async def changed(self, ctx: Context, payload: Change, answers: Answers) -> None:
        old = await self._pressed(ctx, payload.event)
        plan, problem = self._reader(ctx).filled(old.plan, answers)
        if problem is not None:
            raise UserError(problem)
        await self._take(ctx, old, plan, payload.sequence)

    async def _take(self, ctx: Context, old: Event, plan: Plan, seen: int) -> None:
        """Another plan, made by somebody who has seen that sequence."""
        if not plan.title:
            raise UserError(T("An event needs a title."))
        checked_length(plan)
        await self._check_audience(ctx, plan)
        done = await self._events.change(old.id, plan, ctx.now, seen=seen)
        if done is None:
            self._mine(ctx, await self._desk.one(ctx.community.id, old.id))
            raise UserError(wording.MEANWHILE)
        new, moved = done
        await ctx.reply(wording.changed(old, new, ctx.community.timezone), private=True)
        await self._desk.plan(new)
        await self._desk.refresh(new.community_id, new.id)
        await self._entries.later(new)
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action="events.edit", target=f"event:{new.id}"
        )
        for member_id in moved:
            await self._notes.moved_up(new, member_id)
        await self._notes.news(new)

    async def _check_audience(self, ctx: Context, plan: Plan) -> None:
        if plan.audience:
            await self._audiences.check(ctx.community.id, plan.audience)

    # ---- calling off

    @command("events cancel", T("Call an event off; those who signed up are told"), private=True)
    async def cancel_event(
        self,
        ctx: Context,
        event: Annotated[str, WHICH],
        reason: Annotated[str, Opt(T("Why; those who signed up read it"), max=MAX_REASON)] = "",
        whole_series: Annotated[bool, Opt(T("Also all later ones of its series"))] = False,
    ) -> None:
        found = await self._typed(ctx, event)
        if not clean(reason) and not whole_series:
            await ctx.ask(wording.reason_form(found))
            return
        events = await self._events.later_in_series(found) if whole_series else [found]
        await self._call_off(ctx, events, reason)

    @button(CallOff)
    async def ask_why(self, ctx: Context, payload: CallOff) -> None:
        await ctx.ask(wording.reason_form(await self._pressed(ctx, payload.event)))

    @form(CallOff)
    async def call_off(self, ctx: Context, payload: CallOff, answers: Answers) -> None:
        event = await self._pressed(ctx, payload.event)
        await self._call_off(ctx, [event], answers["reason"])

    async def _call_off(self, ctx: Context, events: Sequence[Event], typed: str) -> None:
        if not (reason := clean(typed)[:MAX_REASON]):
            raise UserError(T("Please say why; those who signed up read it."))
        gone = [
            event
            for each in events
            if (event := await self._events.cancel(each.id, reason, ctx.now)) is not None
        ]
        if not gone:
            raise UserError(wording.SETTLED)
        crowds = await asyncio.gather(*(self._desk.rsvps.crowd(event.id) for event in gone))
        told = {member for crowd in crowds for member in crowd.concerned}
        await ctx.reply(wording.called_off(gone, len(told)), private=True)
        for event in gone:
            await self._desk.plan(event)
            await self._desk.refresh(event.community_id, event.id)
            await self._entries.later(event)
            await self._audit.record(
                event.community_id,
                actor=ctx.member,
                action="events.cancel",
                target=f"event:{event.id}",
            )
            await self._notes.news(event)

    # ---- a series

    @command("events repeat", T("Make the same event again every week or month"), private=True)
    async def repeat_event(
        self,
        ctx: Context,
        event: Annotated[str, WHICH],
        every: Annotated[
            Literal["week", "month"],
            Opt(T("How often"), choices=(("week", T("week")), ("month", T("month")))),
        ],
        until: Annotated[When, Opt(T("The last day, like 2027-03-31"))],
    ) -> None:
        first = await self._typed(ctx, event)
        if ctx.level < Level.MODERATOR:
            raise UserError(T("Only moderators can make a series; please ask one."))
        plans = repeated(first.plan, every, int(until), MOST_REPEATS)
        made = await self._events.repeat(first, plans, ctx.now)
        for each in made:
            await self._desk.plan(each)
            await self._entries.later(each)
        if made:
            await self._audit.record(
                ctx.community.id,
                actor=ctx.member,
                action="events.repeat",
                target=f"event:{first.id}",
                detail={"events": len(made)},
            )
        days = self._desk.config(ctx.community.id).post_days_before
        await ctx.reply(wording.repeated(made, days))


def _condition(typed: str | None) -> str | None:
    """The word for all takes a condition away."""
    everybody = typed is not None and typed.strip().casefold() in ("everybody", "alle")
    return "" if everybody else typed.strip() if typed is not None else None
