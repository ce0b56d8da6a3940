"""Events in the platforms' own calendars, made alongside and never in the way."""

from __future__ import annotations

from bot.api.errors import (
    Ambiguous,
    CannotReach,
    Gone,
    MissingRights,
    TownhallError,
    Unsupported,
    UserError,
)
from bot.api.model import Space
from bot.api.reply import Reply
from bot.api.services import Calendars, Directory, Occasion, Outbox, Scheduler
from bot.api.text import T, Text, lines

from ..model import Event, tag
from ..planning.desk import EventDesk
from .store import EntryStore


class Entries:
    """One entry for each space whose platform has a calendar."""

    def __init__(
        self,
        store: EntryStore,
        desk: EventDesk,
        calendars: Calendars,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
    ) -> None:
        self._store = store
        self._desk = desk
        self._calendars = calendars
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler

    async def later(self, event: Event) -> None:
        """Enter, change or take out, in a task: whoever waits for an answer does not wait for
        that."""
        await self._scheduler.at(
            self._desk.now(),
            "events.calendar",
            {"community": event.community_id, "event": event.id},
            key=f"{tag(event.id)}:calendar",
            community_id=event.community_id,
        )

    async def sync(self, event: Event) -> None:
        """What the event is now, in every space. May run again."""
        for space in await self._directory.spaces(event.community_id):
            entered = await self._store.get(event.id, space.id)
            if entered.sequence < event.sequence and not (entered.trying and not entered.entry):
                await self._sync(event, space, entered.entry)

    async def _sync(self, event: Event, space: Space, entry: str | None) -> None:
        off, config = event.state == "cancelled", self._desk.config(event.community_id)
        if entry is None and (event.plan.audience or not (config.enabled and config.calendars)):
            return  # what stands there already is kept true all the same
        if (off and entry is None) or (not off and event.phase(self._desk.now()) != "coming"):
            return
        await self._store.begin(event.id, space.id)
        try:
            if off and entry is not None:
                await self._calendars.cancel(space, entry)
            else:
                entry = await self._calendars.put(space, _occasion(event), entry)
        except Unsupported:
            await self._store.end(event.id, space.id, sequence=event.sequence)
        except (Ambiguous, ConnectionError) as error:
            # it may stand there: another try could make a second one
            await self._failed(event, space, _why(error))
        except TownhallError as error:
            await self._store.end(event.id, space.id)
            await self._failed(event, space, _why(error))
        else:
            await self._store.end(event.id, space.id, entry=entry, sequence=event.sequence)

    async def _failed(self, event: Event, space: Space, why: Text) -> None:
        """Said once, to the organiser."""
        organiser = await self._directory.member(event.member_id or 0)
        if organiser is not None:
            said = lines(
                T(
                    "I could not put “{title}” into the calendar of {space}. The event itself is "
                    "fine.",
                    title=event.plan.title,
                    space=space.name,
                ),
                why,
            )
            key = f"{tag(event.id)}:calendar:{space.id}"
            await self._outbox.tell(organiser, Reply(said), key=key)


def _why(error: Exception) -> Text:
    match error:
        case MissingRights(right=right):
            return T("I lack the right “{right}” there; an owner can give it to me.", right=right)
        case UserError(text=text):
            return text
        case Gone() | CannotReach():
            return T("I cannot find that place any more.")
    return T("The connection was lost; please look there whether it is entered.")


def _occasion(event: Event) -> Occasion:
    plan = event.plan
    return Occasion(plan.title, plan.details, plan.starts_at, plan.ends_at, plan.place)
