"""Keeps cards and tasks of events in step with what the store says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from weakref import WeakValueDictionary

from bot.api.boards.audience import Audiences
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Channel
from bot.api.people import Level
from bot.api.services import Clock, Configs, Directory, Outbox, Scheduler
from bot.api.text import CommandHint, T

from ..attending.wording import PRIVATE
from ..config import EventsConfig
from ..model import DAY_MS, Event, number_in, tag
from ..store import EventStore, RsvpStore
from .card import Scene, card
from .timeline import WHATS, steps

UNKNOWN = T("I know no such event; {command} shows them.", command=CommandHint("events list"))
SEARCHED = 200  # events that words are looked for in
DRAFT_DAYS = 7
LATE_MS = 400 * DAY_MS  # longer than any event still has something to be done


class EventDesk:
    """What every room needs of an event. Each step may be repeated after a crash and is then
    harmless."""

    def __init__(
        self,
        events: EventStore,
        rsvps: RsvpStore,
        configs: Configs,
        outbox: Outbox,
        scheduler: Scheduler,
        directory: Directory,
        clock: Clock,
        audiences: Audiences,
    ) -> None:
        self.events = events
        self.rsvps = rsvps
        self._configs = configs
        self._outbox = outbox
        self._scheduler = scheduler
        self._directory = directory
        self._clock = clock
        self._audiences = audiences
        self._stale: set[tuple[int, int]] = set()
        self._turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    def config(self, community_id: int) -> EventsConfig:
        """The settings there."""
        return self._configs.of(EventsConfig, community_id)

    def now(self) -> int:
        """UTC milliseconds."""
        return self._clock.now()

    # ---- the schedule

    async def plan(self, event: Event) -> None:
        """Have everything done in its time; what is past stays as it was."""
        now, due = self.now(), steps(event, self.config(event.community_id))
        for what in WHATS:
            key, at = f"{tag(event.id)}:{what}", due.get(what)
            if at is None:
                await self._scheduler.cancel(key)
            elif at > now or what == "post":
                data = {
                    "community": event.community_id,
                    "event": event.id,
                    "what": what,
                    # a step that was planned for another time does nothing
                    "of": [event.plan.starts_at, event.plan.ends_at],
                }
                await self._scheduler.at(
                    max(at, now), "events.step", data, key=key, community_id=event.community_id
                )

    async def throw_away_later(self, draft: Event) -> None:
        """If nobody comes back to it."""
        due, key = draft.created_at + DRAFT_DAYS * DAY_MS, f"{tag(draft.id)}:draft"
        await self._scheduler.at(due, "events.drafts", {}, key=key, community_id=draft.community_id)

    def reminds(self, event: Event) -> bool:
        """Whether a reminder is still to come."""
        due, now = steps(event, self.config(event.community_id)), self.now()
        return any(due.get(what, 0) > now for what in ("first", "second"))

    # ---- cards

    async def places(self, community_id: int) -> Sequence[Channel]:
        """Where its card stands in every space."""
        return await self._directory.place(community_id, "announcements")

    async def show(self, event: Event) -> None:
        """Post its card where there is none yet."""
        shown = card(event, await self.scene(event))
        for channel in await self.places(event.community_id):
            key = f"{tag(event.id)}:card:{channel.id}"
            await self._outbox.post(channel, shown, tag=tag(event.id), key=key)

    async def scene(self, event: Event) -> Scene:
        """What cards of an event are made of."""
        crowd = await self.rsvps.crowd(event.id)
        config = self.config(event.community_id)
        ids = [*crowd.going[: config.names_shown], *filter(None, [event.member_id])]
        people = await self._directory.members(ids)
        zone = (await self._directory.community(event.community_id)).timezone
        return Scene(crowd, people, config, self.now(), zone)

    async def refresh(self, community_id: int, event_id: int) -> None:
        """Write what is true now on all cards of an event.

        One at a time, so that an older count is never written over a newer one; what has become
        stale while another one waited is written by the next for all.
        """
        one = (community_id, event_id)
        self._stale.add(one)
        async with self._turns.setdefault(one, asyncio.Lock()):
            if one not in self._stale:
                return
            self._stale.discard(one)
            event = await self.events.get(community_id, event_id)
            if event is not None and event.posted_at is not None:
                shown = card(event, await self.scene(event))
                await self._outbox.update(community_id, tag(event_id), shown)

    async def announce(self, event: Event) -> None:
        """A new event: its tasks first, then the card."""
        await self.plan(event)
        await self.show(event)

    # ---- which one is meant

    async def one(self, community_id: int, event_id: int) -> Event:
        """An announced event; UserError when it is gone."""
        event = await self.events.get(community_id, event_id)
        if event is None or event.state == "draft":
            raise UserError(T("This event is not there any more."))
        return event

    async def meant(self, community_id: int, typed: str) -> Event:
        """The event that somebody means, by "#12" or words of its title; UserError when it is none
        or several."""
        if (number := number_in(typed)) is not None:
            found = await self.events.get(community_id, number)
            if found is not None and found.state != "draft":
                return found
            raise UserError(UNKNOWN)  # 2 is never "Top 20 rolls"
        fitting = await self.matching(community_id, typed)
        if len(fitting) == 1:
            return fitting[0]
        if fitting and typed.strip():
            raise UserError(
                T(
                    "Several events fit; write the number of one, for example #{n}.",
                    n=str(fitting[0].id),
                )
            )
        raise UserError(UNKNOWN)

    async def matching(self, community_id: int, typed: str) -> list[Event]:
        """Events with these words in their number and title: those to come first."""
        coming = await self.events.coming(community_id, self.now())
        ids = {event.id for event in coming}
        older = [e for e in await self.events.known(community_id, SEARCHED) if e.id not in ids]
        words = typed.casefold().strip()
        return [e for e in (*coming, *older) if words in e.reference.casefold()]

    async def invited(self, event: Event, member_id: int) -> bool:
        """Whether an event is for that member; one for everybody is."""
        condition, here = event.plan.audience, event.community_id
        return not condition or await self._audiences.includes(here, condition, member_id)

    async def among(self, ctx: Context, event: Event) -> Event:
        """The event; UserError for who has nothing to do with one that is for some."""
        if self.may_run(ctx, event) or await self.invited(event, ctx.member.id):
            return event
        if (await self.rsvps.crowd(event.id)).answer(ctx.member.id) is None:
            raise UserError(PRIVATE)
        return event

    def may_run(self, ctx: Context, event: Event) -> bool:
        """Whether the asker may change it: moderators and its organiser."""
        return ctx.level >= Level.MODERATOR or event.member_id == ctx.member.id

    def runs(self, ctx: Context, event: Event) -> Event:
        """The event; UserError for who may not change it."""
        if not self.may_run(ctx, event):
            raise UserError(T("Only moderators and whoever made an event can do that."))
        return event
