"""The digest: what happened, what to do, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.api.boards.checks import Checks
from bot.api.boards.figures import Figures
from bot.api.boards.privacy.consent import Consent
from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.boards.reports import Reports
from bot.api.cog import Cog, command, every, listen, task
from bot.api.context import Context
from bot.api.events import MessagePosted
from bot.api.people import Level
from bot.api.services import (
    Activity,
    Audit,
    Clock,
    Configs,
    Directory,
    Measures,
    Outbox,
    Reporter,
    Scheduler,
    Sentiment,
)
from bot.api.text import T, Text, lines
from storage.database import Database

from .advising.doing import Doing
from .advising.outcomes import Outcomes
from .advising.store import SuggestionStore
from .composing.desk import Desk
from .composing.work import OwnSections
from .config import DigestConfig
from .details.commands import Details
from .details.report import Reporting
from .kept import KEEPS
from .mood import Moods
from .schedule import wording as planned
from .schedule.planning import KINDS, POST, Planner
from .store import MoodStore, RunStore

MOODS_S = 10
KEPT_DAYS = 400
KEPT_MS = KEPT_DAYS * 86_400_000
SETTLED = Expiring(
    "digest.suggestions", T("what was suggested to the team, and who settled it"),
    lambda _: KEPT_DAYS,
)  # fmt: skip


class Digest(Doing, Details, Reporting, Cog[DigestConfig]):
    """Tells those who run the community how it goes."""

    name = "digest"
    title = T("Digest")
    config_model = DigestConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
        activity: Activity,
        measures: Measures,
        figures: Figures,
        reports: Reports,
        reporter: Reporter,
        audit: Audit,
        sentiment: Sentiment,
        consent: Consent,
        retention: Retention,
        checks: Checks,
    ) -> None:
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock
        self._figures = figures
        self._reports = reports
        self._reporter = reporter
        self._audit = audit
        self._retention = retention
        self._checks = checks
        self._memory = SuggestionStore(db)
        self._moods = Moods(MoodStore(db), configs, sentiment, consent, measures)
        self._sections = OwnSections(figures, activity, measures, self._moods)
        self._came_of = Outcomes(self._memory, activity, measures, clock)
        self._desk = Desk(
            configs,
            directory,
            outbox,
            clock,
            activity,
            measures,
            figures,
            reports,
            self._memory,
        )
        self._planner = Planner(RunStore(db), configs, directory, scheduler, clock, self._desk)

    async def start(self) -> None:
        """Pin what others read, and plan the next digests of every community."""
        self._moods.offer(self._figures)
        self._retention.offer(self.name, SETTLED)
        self._sections.offer(self._reports)
        self._figures.outcome("digest", self._came_of.of)
        self._figures.heed(self._carried_out)
        self._checks.offer(self.name, self._desk.check)
        await self._planner.plan_all()

    async def stop(self) -> None:
        """Count what was heard last."""
        await self._moods.close()

    # ---- moods

    @listen(MessagePosted, order=200)
    async def heard(self, event: MessagePosted) -> None:
        """After all other listeners: nobody waits for a count."""
        await self._moods.hear(event)

    @every(MOODS_S)
    async def count_moods(self) -> None:
        """Texts are held in memory for some seconds only."""
        await self._moods.count()

    # ---- the schedule

    @every(60)
    async def plan_all(self) -> None:
        """Plan for communities that are new or have changed their schedule."""
        await self._planner.plan_all()

    @task(POST)
    async def post(self, data: dict[str, Any], due: int) -> None:
        """A digest is due."""
        await self._planner.post(data)

    @every(86_400)
    async def tidy(self) -> None:
        """Forget suggestions of long ago."""
        gone = await self._memory.prune(self._clock.now() - KEPT_MS)
        self._retention.removed(SETTLED.kind, gone)

    # ---- commands

    @command(
        "digest now",
        T("How the last 7 days went"),
        level=Level.MODERATOR,
        private=True,
        default=True,
    )
    async def now(self, ctx: Context) -> None:
        """The digest of the seven days up to now, for the asker."""
        await ctx.reply(await self._desk.up_to(ctx.community, ctx.level, ctx.now))

    @command(
        "digest month",
        T("What was done last month, and what came of it"),
        level=Level.MODERATOR,
        private=True,
    )
    async def month(self, ctx: Context) -> None:
        """The review of the last month that is over, for the asker."""
        await ctx.reply(await self._desk.month(ctx.community, ctx.level, ctx.now))

    @command(
        "digest schedule",
        T("When the next digest comes"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def schedule(self, ctx: Context) -> None:
        """When, to whom, and how to change it."""
        await ctx.reply(lines(*await self._coming(ctx)))

    async def _coming(self, ctx: Context) -> list[Text]:
        wanted = self._planner.schedules(ctx.community)
        if not wanted:
            return [planned.nothing(self._configs.of(DigestConfig, ctx.community.id))]
        found = []
        for kind in KINDS:
            if (schedule := wanted.get(kind)) is not None:
                due = await self._planner.coming(ctx.community, schedule)
                readers = await self._desk.places(ctx.community, schedule.readers)
                found.append(planned.coming(kind, due.at, readers))
        return [*found, *planned.changing()]

    # ---- forgetting

    async def linked(self, kept: int, gone: int) -> None:
        """What was settled by or about either is settled by or about the one who stays."""
        await self._memory.linked(kept, gone)

    async def erase(self, member_id: int) -> None:
        """Their name goes from what they settled, and what was about them goes. A day's moods are
        four numbers, without ids or texts, from which nobody's share can be told or taken away."""
        await self._memory.erase(member_id)
