"""Announcements: written, approved by a second person, posted at the right hour."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.api.boards.audience import Audiences
from bot.api.boards.contact import Contact
from bot.api.boards.figures import Figures, Suggestion
from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.cog import Cog, every
from bot.api.reply import Button, Look
from bot.api.services import Activity, Audit, Clock, Configs, Directory, Outbox, Scheduler
from bot.api.text import T, one_line
from storage.database import Database

from .config import AnnouncementsConfig
from .desk import AnnouncementDesk
from .drafting.commands import Drafting
from .kept import KEEPS
from .model import DAY_MS
from .payloads import Show, waits
from .posting.commands import Posting
from .posting.letters import LetterDesk
from .posting.sending import Sending
from .store import AnnouncementStore
from .wording.words import SHORT

DRAFTS_DAYS = 30
DRAFTS_MS = DRAFTS_DAYS * DAY_MS
DRAFTS = Expiring("announcements.drafts", T("drafts of announcements"), lambda _: DRAFTS_DAYS)


class Announcements(Drafting, Posting, Cog[AnnouncementsConfig]):
    """Nothing goes out to everybody that only one pair of eyes has seen."""

    name = "announcements"
    title = T("Announcements")
    config_model = AnnouncementsConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        audiences: Audiences,
        contact: Contact,
        activity: Activity,
        clock: Clock,
        audit: Audit,
        figures: Figures,
        retention: Retention,
    ) -> None:
        self._store = AnnouncementStore(db)
        self._directory = directory
        self._audiences = audiences
        self._outbox = outbox
        self._clock = clock
        self._audit = audit
        self._figures = figures
        self._retention = retention
        self._desk = AnnouncementDesk(
            self._store, configs, directory, outbox, audiences, activity, clock
        )
        self._letters = LetterDesk(
            self._store, directory, audiences, contact, outbox, scheduler, clock
        )
        self._sending = Sending(
            self._store, self._desk, self._letters, directory, audiences, outbox, scheduler, clock
        )

    async def start(self) -> None:
        """Pin what the digest may read, and plan what a crash left unplanned."""
        self._retention.offer(self.name, DRAFTS)
        self._figures.offer("announcements.posted", self._store.count)
        self._figures.suggest("announcements", self._suggest)
        await self._sending.resume()

    async def _suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        waiting = await self._store.listed(community_id, ["waiting"])
        return [
            Suggestion(
                T(
                    "An announcement waits for a second person: “{words}”",
                    words=one_line(of.text, SHORT),
                ),
                Button(T("Look at it"), Show(of.id), Look.PRIMARY),
                # it reaches many, and somebody waits for it
                weight=0.7,
                key=waits(of.id),
                why=T("announcements need a second person here"),
            )
            for of in waiting[:2]
        ]

    @every(3600)
    async def forget_drafts(self) -> None:
        """Drafts that nobody handed in."""
        gone = await self._store.prune_drafts(self._clock.now() - DRAFTS_MS)
        self._retention.removed(DRAFTS.kind, gone)

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        for number in await self._store.linked(kept, gone, self._clock.now()):
            of = await self._store.by_id(number)
            if of is not None:
                await self._desk.request(of, again=True)

    async def erase(self, member_id: int) -> None:
        """Their name goes from what they wrote, and what was sent to them is forgotten."""
        await self._store.erase(member_id)
