"""Insights in the chat, for moderators; and a say in it for every member."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

from bot.api.boards.audience import Audiences
from bot.api.boards.figures import Figures
from bot.api.boards.privacy.consent import Consent
from bot.api.boards.reports import Period, Reports
from bot.api.cog import Cog, button, command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Activity, Configs, Directory, Measures
from bot.api.text import T, code, joined

from . import wording
from .config import InsightsConfig
from .payloads import Show
from .sections import NAMES, Sections

DAY_MS = 86_400_000
MOST_DAYS = 366
_DAYS = re.compile(r"(|.*\s)(\d{1,9})")


class Insights(Cog[InsightsConfig]):
    """Pins the sections that every report reads, and shows them one at a time."""

    name = "insights"
    title = T("Insights")
    config_model = InsightsConfig

    def __init__(
        self,
        measures: Measures,
        activity: Activity,
        reports: Reports,
        figures: Figures,
        audiences: Audiences,
        directory: Directory,
        configs: Configs,
        consent: Consent,
    ) -> None:
        self._measures = measures
        self._reports = reports
        self._configs = configs
        self._consent = consent
        self._sections = Sections(measures, activity, figures, audiences, directory, configs)

    async def start(self) -> None:
        """Pin the sections."""
        self._sections.offer(self._reports)

    @command(
        "insights show",
        T("How the community is doing, in numbers"),
        level=Level.MODERATOR,
        private=True,
        default=True,
    )
    async def show(
        self,
        ctx: Context,
        section: Annotated[
            str, Opt(T("What it is about; empty for an overview"), complete="complete_section")
        ] = "",
        days: Annotated[int, Opt(T("How many days to look back on"), min=1, max=MOST_DAYS)] = 0,
    ) -> None:
        """One message: the overview, or one section with its picture."""
        if not days and (typed := _DAYS.fullmatch(section.strip())):  # "/insights growth 90"
            section, days = typed[1].strip(), min(max(int(typed[2]), 1), MOST_DAYS)
        days = days or self._configs.of(InsightsConfig, ctx.community.id).days
        await ctx.reply(await self._shown(ctx, section, days, 0))

    async def complete_section(self, ctx: Context, typed: str) -> Sequence[str]:
        """Sections of every cog that the asker may read."""
        names = [wording.key(name) for name in self._reports.titles(ctx.community.id, ctx.level)]
        return [name for name in names if typed.casefold().strip() in name]

    @button(Show, level=Level.MODERATOR)
    async def turn(self, ctx: Context, payload: Show) -> None:
        """Another section or picture, as it is now."""
        days = min(max(payload.days, 1), MOST_DAYS)
        await ctx.reply(await self._shown(ctx, payload.section, days, payload.picture))

    async def _shown(self, ctx: Context, typed: str, days: int, picture: int) -> Reply:
        titles = self._reports.titles(ctx.community.id, ctx.level)
        start = ctx.now - days * DAY_MS
        period = Period(start - days * DAY_MS, start, ctx.now)
        wanted = typed.strip().casefold()
        if wanted in ("", "overview"):
            made = await self._reports.sections(ctx.community, period, ctx.level, NAMES)
            return wording.overview(made, titles, days)
        name = next(
            (
                one
                for one in titles
                if wanted in (one, wording.key(one), str(titles[one]).casefold())
            ),
            None,
        )
        if name is None:
            names = joined([code(wording.key(one)) for one in titles])
            raise UserError(
                T("There is no such section. Choose one of these: {names}.", names=names)
            )
        made = await self._reports.sections(ctx.community, period, ctx.level, [name])
        if not made:
            return Reply(wording.nothing(titles[name]))
        return wording.section(made[0], titles, days, picture)

    # ---- being left out

    @command(
        "insights leave_me_out", T("Appear in no figure, list or network any more"), private=True
    )
    async def leave_me_out(self, ctx: Context) -> None:
        """Figures only: it hides nothing from anybody."""
        await self._count(ctx, out=True)

    @command("insights count_me", T("Be counted in figures again"), private=True)
    async def count_me(self, ctx: Context) -> None:
        """The way back."""
        await self._count(ctx, out=False)

    async def _count(self, ctx: Context, *, out: bool) -> None:
        if (ctx.member.id in await self._measures.left_out(ctx.community.id)) == out:
            await ctx.reply(wording.already(out))
            return
        await self._measures.leave_out(ctx.member.id, out)
        await self._consent.note(ctx.member, "measures", yes=not out)
        await ctx.reply(wording.left_out() if out else wording.counted())
