"""`/console`: a link that signs in, and the pages behind it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from bot.api.boards.figures import Figures
from bot.api.boards.pages import Document, Pages, Shown, Visit
from bot.api.boards.pages.desk import Desk
from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.boards.reports import Period, Reports
from bot.api.cog import Cog, command, every
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.people import Level
from bot.api.services import Clock, Configs, Directory, Reporter
from bot.api.text import Link, N, T, bold, lines
from storage.database import Database

from . import content, files
from .config import ConsoleConfig
from .desk import pages as desks
from .desk.answers import DESK
from .door import ConsoleDoor
from .kept import KEEPS
from .store import DoorStore

PAGE = "console"
DAY_MS = 86_400_000
SUGGESTIONS = 5
PASSES = "console.passes"


class Console(Cog[ConsoleConfig]):
    """Figures, and what there is to do, in a browser, for the team."""

    name = "console"
    title = T("Console")
    config_model = ConsoleConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        clock: Clock,
        pages: Pages,
        reports: Reports,
        figures: Figures,
        reporter: Reporter,
        desk: Desk,
        retention: Retention,
    ) -> None:
        self._store = DoorStore(db)
        self._door = ConsoleDoor(self._store, directory, configs, clock)
        self._configs = configs
        self._clock = clock
        self._pages = pages
        self._reports = reports
        self._figures = figures
        self._reporter = reporter
        self._retention = retention
        self._desk = desks.DeskPages(desk)

    async def start(self) -> None:
        """Keep the door and pin the pages."""
        self._pages.keep_door(self._door, first=PAGE)
        self._retention.offer(
            self.name, Expiring(PASSES, T("sign-ins to the console"), self._pass_days)
        )
        self._pages.offer(PAGE, T("Console"), self._page, level=Level.MODERATOR)
        self._pages.offer(
            DESK, T("Desk"), self._desk.page, level=Level.MODERATOR, take=self._desk.take
        )

    @command("console", T("Open the figures in a browser"), level=Level.MODERATOR, private=True)
    async def console(self, ctx: Context) -> None:
        """A link that signs in, once."""
        config = self._configs.of(ConsoleConfig, ctx.community.id)
        site = config.address or self._pages.site
        if site is None:
            raise UserError(
                T(
                    "No web page runs here. Whoever runs the bot switches it on with "
                    "{setting} under {section} in config.toml.",
                    setting=bold("page = true"),
                    section=bold("[platforms.local]"),
                )
            )
        key = await self._door.key_for(ctx.member)
        address = f"{site}/pages/enter?{urlencode({'key': key})}"
        await ctx.reply(
            lines(
                T("Open {link} and press the button.", link=Link(address, address)),
                N(
                    "It works once, within {n} minute, and signs you in on that device only. Keep "
                    "it to yourself.",
                    "It works once, within {n} minutes, and signs you in on that device only. Keep "
                    "it to yourself.",
                    config.link_minutes,
                ),
                None
                if config.address
                else T("It opens on the machine on which the bot runs; docs/console.md says how "
                       "to reach it from elsewhere."),
            )
        )  # fmt: skip

    @every(3600)
    async def prune(self) -> None:
        """Keys and passes that are over are forgotten."""
        self._retention.removed(PASSES, await self._store.prune(self._clock.now()))

    def _pass_days(self, community_id: int) -> int:
        return -(-self._configs.of(ConsoleConfig, community_id).hours // 24)

    # ---- pages

    async def _page(self, visit: Visit) -> Shown:
        now = self._clock.now()
        days = _days(visit.query.get("days", ""))
        length = days * DAY_MS
        period = Period(now - 2 * length, now - length, now)
        community = visit.community
        if not visit.rest:
            made = await self._reports.sections(community, period, visit.level)
            start, end = period.start, period.end
            found = await self._figures.suggestions(community.id, start, end)
            waiting = desks.waiting(self._desk.commands(visit))
            body = content.overview(made, found[:SUGGESTIONS], waiting, days, now)
            return Document(T("Console"), body)
        if visit.rest in files.FORMS:
            made = await self._reports.sections(community, period, visit.level)
            return await files.report(self._reporter, visit, period, made)
        if visit.rest not in self._reports.titles(community.id, visit.level):
            return None
        made = await self._reports.sections(community, period, visit.level, [visit.rest])
        if not made:
            raise UserError(T("There is nothing to tell about this yet: come back in some days."))
        return Document(made[0].title, content.section(made[0], days, now))

    # ---- forgetting

    async def linked(self, kept: int, gone: int) -> None:
        """Their links and browsers are one person's."""
        await self._store.link(kept, gone)

    async def erase(self, member_id: int) -> None:
        """They are signed out everywhere."""
        await self._store.erase(member_id)


def _days(typed: str) -> int:
    return int(typed) if typed in {str(each) for each in content.DAYS} else content.DAYS[0]
