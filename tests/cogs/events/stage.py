"""What tests of events begin with."""

from __future__ import annotations

from pathlib import Path

import cogs.events
from bot.api.people import Level
from bot.api.port.inbound import InButton
from bot.api.reply import Payload
from bot.platforms.local.responder import LocalResponder
from cogs.events.model import HOUR_MS, Event, Plan
from cogs.events.store import EventStore, RsvpStore
from storage.database import Database
from tests.contract.local_rig import LocalRig, handle
from tests.support.chat import Actor, Seen
from tests.support.community import Community

BRANCH = {"events": Path(cogs.events.__path__[0]) / "migrations"}
HERE, ORGANISER = 1, 7
NOW = 1_780_000_000_000
MORNING = 1_780_041_600_000  # 2026-05-29 10:00 in Berlin: nobody has quiet hours
TITLE = "Baking evening"
WHEN = "2026-06-05 18:00"  # a Friday, a week after that; 16:00 UTC
STARTS = 1_780_675_200_000


async def announce(
    chat: Community,
    who: Actor,
    title: str = TITLE,
    when: str = WHEN,
    *,
    place: str = "general",
    **options: object,
) -> Seen:
    """An event from the command to its card, which is returned."""
    await who.command("event", title=title, when=when, **options)
    await who.click(await who.told("Only you see this."), "Announce it")
    await chat.settle()
    return await who.sees(place, title)


async def moderator(chat: Community, name: str = "Mo", *, rig: int = 0) -> Actor:
    """Somebody who may make events."""
    return await chat.person(name, Level.MODERATOR, rig=rig)


async def press(chat: Community, who: Actor, on: Seen, payload: Payload) -> None:
    """A press that no button offers to this person, as a forged client sends it."""
    assert isinstance(chat.rig, LocalRig)
    world, channel = chat.rig.world, handle(on).channel
    responder = LocalResponder(world, who.native_id, channel, source=on.native_id)
    responder.begin()
    native, user = world.rooms[channel].native(world.community), world.people[who.native_id].native
    wire = payload.encode()
    await world.tell(InButton(wire, native, on.native_id, user, responder, world.clock(), False))


class Books:
    """The stores, without a chat."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.events = EventStore(db)
        self.rsvps = RsvpStore(db)

    async def event(self, capacity: int = 0, *, starts_at: int = NOW + 48 * HOUR_MS) -> Event:
        """One that is announced."""
        plan = Plan(
            title=TITLE,
            starts_at=starts_at,
            ends_at=starts_at + 2 * HOUR_MS,
            zone="Europe/Berlin",
            capacity=capacity,
        )
        draft = await self.events.draft(plan, HERE, ORGANISER, NOW)
        event = await self.events.announce(draft.id, ORGANISER, NOW)
        assert event is not None
        return event

    async def going(self, event: Event, *members: int, now: int = NOW) -> None:
        """They press Going, one after another."""
        for member in members:
            await self.rsvps.answer(HERE, event.id, member, "going", now)
