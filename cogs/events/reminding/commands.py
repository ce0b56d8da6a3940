"""What comes in its time: each step of an event, and the notes that had to wait."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.api.cog import task
from bot.api.services import Outbox

from ..exchange.entries import Entries
from ..model import DAY_MS, MINUTE_MS, Event, tag
from ..planning.desk import LATE_MS, EventDesk
from ..planning.timeline import What, steps
from ..store import EventStore, RsvpStore
from . import wording
from .notes import Note, Notes

LATE_START_MS = 10 * MINUTE_MS
Do = Callable[[Event], Awaitable[None]]


class Reminding:
    """The handlers of this room; the cog provides what they use, and what other rooms do at each
    step in `_at_step`."""

    _events: EventStore
    _rsvps: RsvpStore
    _desk: EventDesk
    _notes: Notes
    _entries: Entries
    _outbox: Outbox
    _at_step: Mapping[What, Do]

    @task("events.step")
    async def step(self, data: dict[str, Any], due: int) -> None:
        """One step of the timeline. Every one may run twice."""
        event = await self._events.get(data["community"], data["event"])
        if event is None:
            return
        # what was promised to be erased is erased also where the cog is switched off
        if not self._desk.config(event.community_id).enabled and data["what"] != "forget":
            return
        if data["of"] == [event.plan.starts_at, event.plan.ends_at]:
            await self._at_step[data["what"]](event)

    @task("events.note")
    async def held_note(self, data: dict[str, Any], due: int) -> None:
        """A private message whose time has come."""
        note = Note(**data)
        if self._desk.config(note.community).enabled:
            await self._notes.send(note)

    async def _post_card(self, event: Event) -> None:
        """The card of one in a series."""
        if event.state == "planned":
            await self._events.posted(event.id, self._desk.now())
            await self._desk.show(event)

    async def _remind_first(self, event: Event) -> None:
        if event.phase(self._desk.now()) == "coming":
            await self._notes.remind(event, "first")

    async def _remind_second(self, event: Event) -> None:
        if event.phase(self._desk.now()) == "coming":
            await self._notes.remind(event, "second")

    async def _begin(self, event: Event) -> None:
        """Said in the channel; not any more when it is over, after a long stop."""
        if event.phase(self._desk.now()) == "running":
            late = self._desk.now() - event.plan.starts_at > LATE_START_MS
            said = wording.begins(event, late=late)
            for channel in await self._desk.places(event.community_id):
                key = f"{tag(event.id)}:start:{event.plan.starts_at}:{channel.id}"
                await self._outbox.post(channel, said, key=key)
        await self._refresh(event)

    async def _refresh(self, event: Event) -> None:
        await self._desk.refresh(event.community_id, event.id)

    async def _resume_events(self) -> None:
        """What a crash may have kept from being done: tasks, cards, edits, news."""
        now = self._desk.now()
        for event, plan in await self._events.off_the_wall(now):
            await self._events.change(event.id, plan, now)
        for event in await self._events.unfinished(now - LATE_MS):
            await self._desk.plan(event)
            if not self._desk.config(event.community_id).enabled:
                continue
            if event.posted_at is not None and event.phase(now) == "coming":
                await self._desk.show(event)
            if (
                steps(event, self._desk.config(event.community_id)).get("close", now)
                >= now - DAY_MS
            ):
                await self._refresh(event)
            if event.phase(now) == "coming" or event.told < event.sequence:
                await self._entries.later(event)
            await self._notes.news(event)
        for community_id, event_id, member_id in await self._rsvps.untold():
            found = await self._events.get(community_id, event_id)
            if found is not None and self._desk.config(community_id).enabled:
                await self._notes.moved_up(found, member_id)
