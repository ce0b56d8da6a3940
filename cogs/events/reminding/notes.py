"""Private words to those who come: asked for at the contact policy first, once each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal

from bot.api.boards.contact import Contact
from bot.api.model import Member
from bot.api.reply import Reply
from bot.api.services import Directory, Outbox, Scheduler

from ..model import Event, tag
from ..planning.desk import EventDesk
from ..planning.timeline import overtaken
from . import wording

Kind = Literal["first", "second", "moved", "changed", "cancelled", "pulse", "results"]
Say = Callable[[Event, Member], Awaitable[Reply | None]]
"""The words of a note for one member; None when it is not due to them any more."""

# asked of them by the bot, where all else is what they signed up for
UNASKED: frozenset[Kind] = frozenset({"pulse"})


@dataclass(frozen=True, slots=True)
class Note:
    """One private message. `version` makes two of a kind different: the beginning that it reminds
    of, the sequence that it tells of."""

    community: int
    event: int
    member: int
    kind: Kind
    version: int

    @property
    def key(self) -> str:
        """Under which it is sent once."""
        return f"{tag(self.event)}:{self.kind}:{self.version}:{self.member}"

    @property
    def held_key(self) -> str:
        """Under which it waits: a newer one takes the place of an older."""
        return f"{tag(self.event)}:{self.kind}:{self.member}"

    def outdated(self, event: Event) -> bool:
        """Whether it reminds of a beginning that is another one by now."""
        return self.kind in ("first", "second") and self.version != event.plan.starts_at

    def to_data(self) -> dict[str, Any]:
        """As a task carries it."""
        return {name: getattr(self, name) for name in self.__slots__}


class Notes:
    """Sends notes. Every step may be repeated: the outbox knows each by its key."""

    def __init__(
        self,
        desk: EventDesk,
        contact: Contact,
        outbox: Outbox,
        scheduler: Scheduler,
        directory: Directory,
    ) -> None:
        self._desk = desk
        self._contact = contact
        self._outbox = outbox
        self._scheduler = scheduler
        self._directory = directory
        self._says: dict[Kind, Say] = {
            "first": self._first,
            "second": self._reminder,
            "moved": self._moved,
            "changed": self._changed,
            "cancelled": self._cancelled,
        }

    def say(self, kind: Kind, words: Say) -> None:
        """Another room's words."""
        self._says[kind] = words

    async def send(self, note: Note) -> None:
        """Send it now or at the time that the member's wishes allow; never when they have stopped
        these, or when it is not due any more."""
        event = await self._desk.events.get(note.community, note.event)
        member = await self._directory.member(note.member)
        if event is None or member is None or note.outdated(event):
            return
        reply = await self._says[note.kind](event, member)
        if reply is None:
            return
        leave = await self._contact.ask(member, "events", note.key, wanted=note.kind not in UNASKED)
        if leave.granted:
            await self._outbox.tell(member, reply, key=note.key)
        elif leave.at is not None:
            await self._scheduler.at(
                leave.at,
                "events.note",
                note.to_data(),
                key=note.held_key,
                community_id=note.community,
            )

    # ---- occasions

    async def remind(self, event: Event, kind: Literal["first", "second"]) -> None:
        """To all who have a place."""
        for member_id in (await self._desk.rsvps.crowd(event.id)).going:
            await self.send(self._note(event, member_id, kind, event.plan.starts_at))

    async def moved_up(self, event: Event, member_id: int) -> None:
        """To somebody who has got a place; marked only once the message is on its way."""
        moved_at = await self._desk.rsvps.moved_at(event.id, member_id)
        if moved_at is not None:
            await self.send(self._note(event, member_id, "moved", moved_at))
        await self._desk.rsvps.moved_told(event.id, member_id, self._desk.now())

    async def news(self, event: Event) -> None:
        """To all who come, may come or wait: it has changed, or was called off."""
        if event.told < event.sequence:
            kind: Kind = "cancelled" if event.state == "cancelled" else "changed"
            told_of: dict[int, int] = {}
            for one, member_id in await self._gone_with(event):
                told_of.setdefault(member_id, one.id)
            for member_id in (await self._desk.rsvps.crowd(event.id)).concerned:
                # of a series that was called off everybody hears once, with their first of it
                if told_of.get(member_id, event.id) == event.id:
                    await self.send(self._note(event, member_id, kind, event.sequence))
            await self._desk.events.heard(event)

    async def _gone_with(self, event: Event) -> list[tuple[Event, int]]:
        """Events called off in one go with that one, each with everybody who had answered, in the
        order of the days; nothing for one that stands."""
        if event.state != "cancelled":
            return []
        gone = {one.id: one for one in await self._desk.events.called_off_with(event)}
        concerned = await self._desk.rsvps.concerned(list(gone))
        return [(gone[id_], who) for id_ in gone for of, who in concerned if of == id_]

    @staticmethod
    def _note(event: Event, member_id: int, kind: Kind, version: int) -> Note:
        return Note(event.community_id, event.id, member_id, kind, version)

    # ---- words

    async def _first(self, event: Event, member: Member) -> Reply | None:
        late = overtaken(event, self._desk.config(event.community_id), self._desk.now())
        return None if late else await self._reminder(event, member)

    async def _reminder(self, event: Event, member: Member) -> Reply | None:
        here = await self._desk.rsvps.crowd(event.id)
        if event.phase(self._desk.now()) != "coming" or member.id not in here.going:
            return None
        return await self._finished(event, member, wording.reminder)

    async def _moved(self, event: Event, member: Member) -> Reply | None:
        moved = await self._desk.rsvps.moved_at(event.id, member.id)
        if event.phase(self._desk.now()) != "coming" or moved is None:
            return None
        return await self._finished(event, member, wording.moved_up)

    async def _changed(self, event: Event, member: Member) -> Reply | None:
        here = await self._desk.rsvps.crowd(event.id)
        if event.phase(self._desk.now()) != "coming" or member.id not in here.concerned:
            return None
        return await self._finished(event, member, wording.changed)

    async def _cancelled(self, event: Event, member: Member) -> Reply | None:
        theirs = [one for one, who in await self._gone_with(event) if who == member.id]
        return wording.cancelled(theirs or [event]) if event.state == "cancelled" else None

    async def _finished(
        self, event: Event, member: Member, words: Callable[[Event, wording.Local], Reply]
    ) -> Reply:
        """With the member's own clock, and the button that stops these messages."""
        community = await self._directory.community(event.community_id)
        zone = await self._contact.zone(member)
        reply = words(event, wording.Local(zone, community.timezone))
        return wording.stoppable(reply, self._contact.stop(community.id, "events"))
