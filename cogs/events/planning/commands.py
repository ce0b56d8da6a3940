"""Making an event: command, form, preview, announcement."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from bot.api.boards.audience import Audiences, crowd
from bot.api.cog import button, command, form, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt, When
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.services import Audit
from bot.api.text import N, T, Text

from ..model import (
    DAY_MS,
    MAX_CAPACITY,
    MAX_DETAILS,
    MAX_PLACE,
    MAX_TITLE,
    Event,
    Plan,
    checked,
)
from ..model import Asking as Asking
from ..store import EventStore
from . import wording
from .browsing import Browsing
from .changing import Changing
from .desk import DRAFT_DAYS, EventDesk
from .payloads import Discard, Post, Write
from .reading import with_words

QUESTIONS = (
    ("none", T("no questions")),
    ("named", T("with their name")),
    ("anonymous", T("also without a name")),
)


class Planning(Changing, Browsing):
    """The handlers of this room; the cog provides what they use."""

    _events: EventStore
    _desk: EventDesk
    _audiences: Audiences
    _audit: Audit

    @command("event", T("Make an event: a preview first, then a card for everybody"), private=True)
    async def event(
        self,
        ctx: Context,
        title: Annotated[
            str, Opt(T("What is it? Without it, a form helps you"), max=MAX_TITLE)
        ] = "",
        when: Annotated[When | None, Opt(T("When it begins: friday 18:00, in 2 days"))] = None,
        until: Annotated[str, Opt(T("How long, or until when: 2h, 20:00"), max=80)] = "",
        where: Annotated[str, Opt(T("An address, a room or a link"), max=MAX_PLACE)] = "",
        details: Annotated[str, Opt(T("What people should know"), max=MAX_DETAILS)] = "",
        capacity: Annotated[
            int, Opt(T("How many can come; 0 for any number"), min=0, max=MAX_CAPACITY)
        ] = 0,
        questions: Annotated[
            Asking, Opt(T("Whether members may ask questions before"), choices=QUESTIONS)
        ] = "none",
        hide_names: Annotated[bool, Opt(T("Name nobody on the card"))] = False,
        audience: Annotated[
            str, Opt(T("Only for some: a condition like role Trainer"), max=200)
        ] = "",
    ) -> None:
        await self._may_make(ctx)
        plan = Plan(
            zone=ctx.community.timezone,
            capacity=capacity,
            questions=questions,
            hide_names=hide_names,
            audience=audience.strip(),
        )
        await self._check_audience(ctx, plan)
        reader, problem = self._reader(ctx), None
        plan = with_words(plan, title, where, details)
        if when is not None:
            plan = replace(plan, starts_at=int(when), ends_at=int(when) + reader.default)
            try:
                plan = reader.ends(plan, until) if until.strip() else plan
            except UserError as error:
                problem = error.text
        draft = await self._events.draft(plan, ctx.community.id, ctx.member.id, ctx.now)
        await self._desk.throw_away_later(draft)
        if plan.title and plan.starts_at:
            await ctx.reply(await self._preview(ctx, draft, problem))
        else:
            await ctx.ask(wording.form(Write(draft.id), plan, reader, until.strip()))

    async def _may_make(self, ctx: Context) -> None:
        if ctx.level >= Level.MODERATOR:
            return
        config = self._desk.config(ctx.community.id)
        if config.who == "moderators":
            raise UserError(T("Only moderators can make events here."))
        made = await self._events.of_organiser(ctx.community.id, ctx.member.id, ctx.now)
        if made >= config.open_per_member:
            raise UserError(
                N(
                    "You have {n} event to come; please let it pass or call it off first.",
                    "You have {n} events to come; please let one pass or call it off first.",
                    made,
                )
            )

    async def _preview(self, ctx: Context, draft: Event, problem: Text | None) -> Reply:
        if problem is None:
            try:
                checked(draft.plan, ctx.now)
            except UserError as error:
                problem = error.text
        places = await self._desk.places(ctx.community.id)
        if not places:
            problem = problem or T("I found no channel for it; /settings channel names one.")
        invited = ""
        if draft.plan.audience:
            members = await self._audiences.members(ctx.community.id, draft.plan.audience)
            invited = crowd(len(members))
        names = list(dict.fromkeys(f"#{channel.name}" for channel in places))
        return wording.preview(draft, problem, ctx.community.timezone, invited, names)

    async def _draft(self, ctx: Context, event_id: int) -> Event:
        found = await self._events.get(ctx.community.id, event_id)
        if found is None or found.state != "draft" or found.member_id != ctx.member.id:
            raise UserError(wording.DRAFT_GONE)
        return found

    @task("events.drafts")
    async def throw_away(self, data: dict[str, Any], due: int) -> None:
        """Drafts that nobody came back to."""
        await self._events.purge_drafts(due - DRAFT_DAYS * DAY_MS)

    @button(Write)
    async def write(self, ctx: Context, payload: Write) -> None:
        draft = await self._draft(ctx, payload.event)
        await ctx.ask(wording.form(payload, draft.plan, self._reader(ctx)))

    @form(Write)
    async def written(self, ctx: Context, payload: Write, answers: Answers) -> None:
        draft = await self._draft(ctx, payload.event)
        plan, problem = self._reader(ctx).filled(draft.plan, answers)
        if not await self._events.redraft(draft.id, ctx.member.id, plan):
            raise UserError(wording.DRAFT_GONE)
        await ctx.reply(await self._preview(ctx, replace(draft, plan=plan), problem), private=True)

    @button(Discard)
    async def discard(self, ctx: Context, payload: Discard) -> None:
        if not await self._events.discard(payload.event, ctx.member.id):
            raise UserError(wording.DRAFT_GONE)
        await ctx.update(Reply(T("Thrown away; nobody has seen it.")))

    @button(Post)
    async def post(self, ctx: Context, payload: Post) -> None:
        await self._may_make(ctx)
        draft = await self._draft(ctx, payload.event)
        checked(draft.plan, ctx.now)
        await self._check_audience(ctx, draft.plan)
        event = await self._events.announce(draft.id, ctx.member.id, ctx.now)
        if event is None:
            raise UserError(wording.DRAFT_GONE)
        await self._desk.announce(event)
        await self._entries.later(event)
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action="events.post", target=f"event:{event.id}"
        )
        await ctx.update(Reply(wording.announced(event)))
