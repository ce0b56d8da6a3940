"""Looking events up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from bot.api.cog import button, command
from bot.api.context import Context
from bot.api.reply import Reply
from bot.api.text import CommandHint, T, lines

from ..attending import wording as answers
from ..model import Event
from ..store import Answered, EventStore, RsvpStore
from . import wording
from .card import buttons, card
from .changing import WHICH
from .desk import EventDesk
from .payloads import Show

LISTED, OFFERED = 10, 25


class Browsing:
    """The handlers; the cog provides what they use."""

    _events: EventStore
    _rsvps: RsvpStore
    _desk: EventDesk

    async def complete_event(self, ctx: Context, typed: str) -> Sequence[str]:
        """Events that somebody may mean."""
        found = await self._desk.matching(ctx.community.id, typed)
        return [event.reference[:100] for event in found[:OFFERED]]

    @command("events list", T("What is coming"), private=True, default=True, view=True)
    async def list_events(self, ctx: Context) -> None:
        found = await self._events.coming(ctx.community.id, ctx.now, LISTED)
        none = T("No event is planned. {command} makes one.", command=CommandHint("event"))
        await self._list(ctx, found, T("Coming up"), none)

    @command("events mine", T("What you have signed up for"), private=True)
    async def my_events(self, ctx: Context) -> None:
        found = await self._events.of_member(ctx.community.id, ctx.member.id, ctx.now)
        none = T(
            "You have signed up for nothing yet. {command} shows what is coming.",
            command=CommandHint("events list"),
        )
        await self._list(ctx, found[:LISTED], T("Your events"), none)

    async def _list(self, ctx: Context, found: Sequence[Event], title: T, none: T) -> None:
        going = await self._rsvps.going([event.id for event in found])
        await ctx.reply(wording.listed(found, going, title, none))

    @command("events show", T("Everything about one event"), private=True)
    async def show_event(self, ctx: Context, event: Annotated[str, WHICH]) -> None:
        await self._show(ctx, await self._desk.meant(ctx.community.id, event))

    @button(Show)
    async def show(self, ctx: Context, payload: Show) -> None:
        await self._show(ctx, await self._desk.one(ctx.community.id, payload.event))

    async def _show(self, ctx: Context, event: Event) -> None:
        scene = await self._desk.scene(event)
        mine = scene.crowd.answer(ctx.member.id)
        waiting = scene.crowd.waiting
        place = waiting.index(ctx.member.id) + 1 if mine == "waiting" else 0
        shown = card(event, scene)
        own = answers.standing(Answered(event, mine, mine, place))
        rows = buttons(event, scene)
        phase = event.phase(ctx.now)
        if self._desk.may_run(ctx, event) and phase in ("coming", "running"):
            rows.append(wording.tools(event))
        said = lines(shown.text, "", own) if own is not None else shown.text
        await ctx.reply(Reply(said, rows, tone=shown.tone), private=True)
