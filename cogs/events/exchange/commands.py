"""Calendar files, the page for reading, and the task that enters events elsewhere."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from bot.api.boards.pages import Content, Document, El, Pages, Shown, Visit, el, to
from bot.api.boards.pages import File as PageFile
from bot.api.cog import button, command, task
from bot.api.context import Context
from bot.api.reply import File, Reply
from bot.api.text import Moment, T

from ..model import Event
from ..planning.card import numbers, span
from ..planning.changing import WHICH
from ..planning.desk import EventDesk
from ..store import EventStore
from .entries import Entries
from .files import MIME, calendar
from .payloads import AddToCalendar

PATH, FILE = "events", "events/calendar.ics"
LISTED = 100


class Exchanging:
    """The handlers of this room; the cog provides what they use."""

    _events: EventStore
    _desk: EventDesk
    _entries: Entries
    _pages: Pages

    @button(AddToCalendar)
    async def add_to_calendar(self, ctx: Context, payload: AddToCalendar) -> None:
        await self._send_file(ctx, await self._desk.one(ctx.community.id, payload.event))

    @command("events calendar", T("An event as a file for your own calendar"), private=True)
    async def calendar_file(self, ctx: Context, event: Annotated[str, WHICH]) -> None:
        await self._send_file(ctx, await self._desk.meant(ctx.community.id, event))

    async def _send_file(self, ctx: Context, event: Event) -> None:
        content = await asyncio.to_thread(
            calendar, [event], ctx.community.name, str(ctx.community.id)
        )
        said = T(
            "Open the file to put “{title}” into your calendar. If the event changes, ask for the "
            "file again: it takes the old one's place.",
            title=event.plan.title,
        )
        file = File(f"event-{event.id}.ics", content, MIME, T("Calendar file"))
        await ctx.reply(Reply(said, picture=file), private=True)

    @task("events.calendar")
    async def enter(self, data: dict[str, Any], due: int) -> None:
        """An event into the platforms' own calendars, or out of them."""
        event = await self._events.get(data["community"], data["event"])
        if event is not None:
            await self._entries.sync(event)

    # ---- the page

    def _offer_pages(self) -> None:
        """To be called in the cog's `start`."""
        self._pages.offer(PATH, T("Events"), self._events_page)
        self._pages.offer(FILE, None, self._events_file)

    async def _shown(self, visit: Visit) -> list[Event]:
        """What is for everybody, and stands in the channel already."""
        found = await self._events.coming(visit.community.id, self._desk.now(), LISTED)
        return [e for e in found if e.posted_at is not None and not e.plan.audience]

    async def _events_page(self, visit: Visit) -> Shown:
        if visit.rest:
            return None
        found = await self._shown(visit)
        cards = [await self._article(event, visit.community.timezone) for event in found]
        nothing = el("p", T("No event is planned."), css="empty")
        return Document(
            T("Events"),
            [
                el("ul", *cards, css="cards") if cards else nothing,
                el("p", to(FILE, T("All of them as a calendar file"))),
            ],
        )

    async def _article(self, event: Event, zone: str) -> El:
        plan = event.plan
        body: list[Content | None] = [
            el("h2", plan.title),
            el("p", span(plan, zone), css="lead"),
            el("p", plan.place) if plan.place else None,
            el("p", plan.details) if plan.details else None,
            el("p", numbers(event, await self._desk.rsvps.crowd(event.id)), css="quiet"),
            el("p", T("Last changed {when}", when=Moment(event.changed_at)), css="quiet")
            if event.sequence
            else None,
        ]
        return el("li", *body, css="card", id=f"event-{event.id}")

    async def _events_file(self, visit: Visit) -> Shown:
        if visit.rest:
            return None
        found = await self._shown(visit)
        content = await asyncio.to_thread(
            calendar, found, visit.community.name, str(visit.community.id)
        )
        return PageFile(content, MIME, "events.ics")
