"""What the coming weeks may bring, and what is unusual today."""

from __future__ import annotations

from pathlib import Path

from bot.api.boards.contact import Contact
from bot.api.boards.figures import Figures
from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.boards.reports import Reports
from bot.api.calendar import local_date
from bot.api.cog import Cog, command, every
from bot.api.context import Context
from bot.api.model import Community
from bot.api.people import Level
from bot.api.services import Activity, Audit, Clock, Configs, Directory, Measures, Outbox
from bot.api.text import T
from storage.database import Database

from .churn.room import ChurnRoom
from .churn.source import Predictions
from .config import OutlookConfig
from .forecast.source import Forecasts
from .kept import KEEPS
from .model import DAY_MS, KEPT_DAYS, KEPT_MS
from .rounds import Round
from .sections import Sections
from .store import OutlookStore
from .warning.room import WarningRoom
from .warning.watching import Watching

EPOCH = 719_163  # the ordinal of 1970-01-01
PRUNE_S = 6 * 3600
PREPARE_S = 900

STEPS = Expiring("outlook.steps", T("that somebody of the team wrote to you"), lambda _: KEPT_DAYS)


class Outlook(ChurnRoom, WarningRoom, Cog[OutlookConfig]):
    """Every number comes with how it did on the past; what concerns one person stays private."""

    name = "outlook"
    title = T("Outlook")
    config_model = OutlookConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        measures: Measures,
        activity: Activity,
        figures: Figures,
        reports: Reports,
        outbox: Outbox,
        contact: Contact,
        audit: Audit,
        clock: Clock,
        retention: Retention,
    ) -> None:
        self._store = OutlookStore(db)
        self._configs = configs
        self._directory = directory
        self._activity = activity
        self._figures = figures
        self._reports = reports
        self._outbox = outbox
        self._contact = contact
        self._audit = audit
        self._clock = clock
        self._retention = retention
        self._predictions = Predictions(measures, activity, directory)
        self._sending = set()
        self._preparing, self._looking = Round(), Round()
        self._forecasts = Forecasts(measures)
        self._watching = Watching(
            self._store, configs, directory, measures, figures, activity, outbox, clock
        )
        self._sections = Sections(self._predictions, self._forecasts, self._store, clock)

    async def start(self) -> None:
        """Pin figures, sections and suggestions."""
        self._retention.offer(self.name, STEPS)
        self._figures.offer("outlook.churn_28d", self._predictions.share)
        self._figures.suggest(self.name, self._suggest)
        self._figures.outcome(self.name, self._outcomes)
        offer, title = self._reports.offer, T("Who may fall silent")
        offer("outlook", T("Outlook"), self._sections.section, order=60)
        offer("outlook.churn", title, self._churn_section, order=62, level=self._churn_level)

    @command(
        "outlook show",
        T("Members and messages to expect in the next four weeks"),
        level=Level.MODERATOR,
        private=True,
        default=True,
    )
    async def show(self, ctx: Context) -> None:
        """With a picture and how such forecasts did before."""
        await ctx.reply(await self._sections.answer(ctx.community))

    @every(PREPARE_S)
    async def prepare(self) -> None:
        """A day's predictions stand before a digest or somebody asks for them."""
        await self._preparing.go(await self._directory.communities(), self._prepare)

    async def _prepare(self, community: Community) -> None:
        if self._configs.of(OutlookConfig, community.id).enabled:
            day = local_date(self._clock.now(), community.timezone).toordinal()
            await self._predictions.on(community, day)
            await self._forecasts.on(community, day)

    @every(PRUNE_S)
    async def prune(self) -> None:
        """What is older than a year and a bit."""
        before = self._clock.now() - KEPT_MS
        gone = await self._store.prune(before, EPOCH + before // DAY_MS)
        self._retention.removed(STEPS.kind, gone)

    # ---- forgetting

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        await self._store.linked(kept, gone)
        self._predictions.forget()
        self._forecasts.forget()

    async def erase(self, member_id: int) -> None:
        """Notes to them are forgotten, and what was predicted of them."""
        await self._store.erase(member_id)
        self._predictions.forget()
        self._forecasts.forget()
