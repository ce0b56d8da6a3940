"""`/privacy` and `/mydata`: what is kept and why, and everybody's say in it."""

from __future__ import annotations

from pathlib import Path

from bot.api.boards.audience import Audiences
from bot.api.boards.contact import Contact
from bot.api.boards.privacy.consent import Consent
from bot.api.boards.privacy.retention import Retention
from bot.api.cog import Cog
from bot.api.people import Level
from bot.api.services import (
    Accounts,
    Clock,
    Configs,
    Directory,
    Measures,
    Outbox,
    Reporter,
    Scheduler,
    SettingsDesk,
    Toxicity,
)
from bot.api.services.personal import PersonalData
from bot.api.text import T
from storage.database import Database

from .choices.asking import Asking
from .choices.keeper import Keeper
from .choices.room import ChoicesRoom
from .config import PrivacyConfig
from .kept import KEEPS
from .mydata.room import MyDataRoom
from .notice.inforce import Notices
from .notice.room import NoticeRoom
from .retention.room import OWN, RetentionRoom
from .store import ChoiceStore, RemovedStore


class Privacy(NoticeRoom, MyDataRoom, ChoicesRoom, RetentionRoom, Cog[PrivacyConfig]):
    """Says it plainly, gives it, deletes it, and asks before it does what needs asking."""

    name = "privacy"
    title = T("Privacy")
    config_model = PrivacyConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        configs: Configs,
        desk: SettingsDesk,
        directory: Directory,
        accounts: Accounts,
        personal: PersonalData,
        consent: Consent,
        contact: Contact,
        retention: Retention,
        audiences: Audiences,
        measures: Measures,
        toxicity: Toxicity,
        reporter: Reporter,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
    ) -> None:
        self._configs, self._desk, self._directory = configs, desk, directory
        self._accounts, self.personal = accounts, personal
        self._consent, self._measures, self._reporter = consent, measures, reporter
        self._retention, self._scheduler, self._clock = retention, scheduler, clock
        self._choices, self._removed = ChoiceStore(db), RemovedStore(db)
        self._keeper = Keeper(self._choices, configs, consent, measures, audiences, clock)
        self._asking = Asking(self._keeper, self._choices, contact, directory, outbox, clock)
        self._notices = Notices(desk, configs, directory, toxicity, retention, personal)
        self._cards = {
            "about": (Level.MEMBER, self._about_card),
            "details": (Level.MEMBER, self._details_card),
            "choices": (Level.MEMBER, self._choices_card),
            "mine": (Level.MEMBER, self._mine_card),
            "delete": (Level.MEMBER, self._delete_card),
            "pages": (Level.OWNER, self._pages_card),
            "report": (Level.OWNER, self._report_card),
        }

    async def start(self) -> None:
        """Keep people's choices, and plan the next night."""
        self._consent.offer(self.name, self._keeper)
        self._retention.offer(self.name, OWN)
        await self._next_night()

    async def stop(self) -> None:
        """Write down what was removed since."""
        await self.gather()

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """One person has one set of choices."""
        self._keeper.forget(gone)
        member = await self._directory.member(kept)
        if member is not None:
            await self._keeper.linked(member, gone)

    async def erase(self, member_id: int) -> None:
        """Their choices go with them."""
        self._keeper.forget(member_id)
        await self._choices.erase(member_id)
