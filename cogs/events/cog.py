"""Events: planned, attended, remembered."""

from __future__ import annotations

from pathlib import Path

from bot.api.boards.audience import Audiences
from bot.api.boards.contact import Contact
from bot.api.boards.figures import Figures
from bot.api.boards.pages import Pages
from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.cog import Cog
from bot.api.services import (
    Audit,
    Calendars,
    Clock,
    Configs,
    Directory,
    Languages,
    Outbox,
    Scheduler,
    Toxicity,
)
from bot.api.text import T
from storage.database import Database

from .after.commands import After
from .after.store import AfterStore
from .asking.commands import QuestionDesk, Questions
from .asking.store import QuestionStore
from .attending.commands import Attending
from .config import EventsConfig
from .exchange.commands import Exchanging
from .exchange.entries import Entries
from .exchange.store import EntryStore
from .kept import KEEPS
from .model import Event
from .planning.commands import Planning
from .planning.desk import EventDesk
from .reminding.commands import Reminding
from .reminding.notes import Notes
from .store import EventStore, PeopleStore, RsvpStore

SAID = "events.said"


class Events(Planning, Attending, Reminding, Questions, After, Exchanging, Cog[EventsConfig]):
    """Dates that the community keeps together."""

    name = "events"
    title = T("Events")
    config_model = EventsConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        configs: Configs,
        outbox: Outbox,
        scheduler: Scheduler,
        directory: Directory,
        audit: Audit,
        clock: Clock,
        figures: Figures,
        pages: Pages,
        contact: Contact,
        audiences: Audiences,
        calendars: Calendars,
        toxicity: Toxicity,
        languages: Languages,
        retention: Retention,
    ) -> None:
        self._outbox, self._scheduler, self._directory = outbox, scheduler, directory
        self._audit, self._clock, self._figures = audit, clock, figures
        self._pages, self._contact, self._audiences = pages, contact, audiences
        self._events, self._rsvps, self._people = EventStore(db), RsvpStore(db), PeopleStore(db)
        self._after, self._retention = AfterStore(db), retention
        self._desk = EventDesk(
            self._events, self._rsvps, configs, outbox, scheduler, directory, clock, audiences
        )
        self._notes = Notes(self._desk, contact, outbox, scheduler, directory)
        self._entries = Entries(EntryStore(db), self._desk, calendars, directory, outbox, scheduler)
        self._question_desk = QuestionDesk(
            QuestionStore(db), self._desk, toxicity, languages, outbox, directory
        )
        self._notes.say("pulse", self._pulse_note)
        self._notes.say("results", self._results_note)
        self._at_step = {
            "post": self._post_card,
            "first": self._remind_first,
            "second": self._remind_second,
            "start": self._begin,
            "over": self._refresh,
            "close": self._close,
            "results": self._results,
            "forget": self._forget,
        }

    async def start(self) -> None:
        """Tell the others what there is to know."""
        self._offer_figures()
        self._offer_pages()
        title = T("questions and feedback of an event, after its end")
        self._retention.offer(self.name, Expiring(SAID, title, self._said_days))

    async def resume(self) -> None:
        """What a crash may have left half done."""
        await self._resume_events()

    async def _forget(self, event: Event) -> None:
        """What was asked and said about an event, once nobody needs it."""
        asked = await self._question_desk.forget(event)
        self._retention.removed(SAID, asked + await self._after.forget(event.id))

    def _said_days(self, community_id: int) -> int:
        return self._desk.config(community_id).keep_days

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """One person counts once."""
        await self._settle(await self._people.link(kept, gone, self._clock.now()))

    async def erase(self, member_id: int) -> None:
        """Answers, questions and pulses go; events stay without the name."""
        await self._question_desk.take_back(member_id)
        await self._settle(await self._people.erase(member_id, self._clock.now()))

    async def _settle(self, shown: list[Event]) -> None:
        for event in shown:
            await self._desk.refresh(event.community_id, event.id)
        concerned = {event.id: event for event in shown}
        for _, event_id, member_id in await self._rsvps.untold():
            if event_id in concerned:
                await self._notes.moved_up(concerned[event_id], member_id)
