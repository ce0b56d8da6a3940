"""The full report as files."""

from __future__ import annotations

from bot.api.boards.reports import Reports
from bot.api.cog import button
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.people import Level
from bot.api.reply import File, Reply
from bot.api.services import Reporter
from bot.api.text import T, lines

from .commands import about, asked
from .payloads import Report


class Reporting:
    """The handler; the cog provides what it uses."""

    _reports: Reports
    _reporter: Reporter

    @button(Report, level=Level.MODERATOR)
    async def full_report(self, ctx: Context, payload: Report) -> None:
        """All sections that the reader may read, as a page and on paper, for them alone."""
        span = asked(ctx, payload.span)
        made = await self._reports.sections(ctx.community, span.period, ctx.level)
        if not made:
            raise UserError(T("There is nothing to report yet."))
        name = f"report-{span.code}"
        what = (ctx.community, span.period, made, ctx.member.locale or ctx.community.locale)
        page = File(
            f"{name}.html",
            await self._reporter.html(*what),
            "text/html",
            T("The report as a page for a browser"),
        )
        paper = File(
            f"{name}.pdf",
            await self._reporter.pdf(*what),
            "application/pdf",
            T("The report for printing"),
        )
        text = lines(
            T("The full report, for you: first a page for a browser, then the same for printing."),
            about(span),
        )
        await ctx.reply(Reply(text, picture=page), private=True)
        await ctx.reply(Reply(T("For printing"), picture=paper), private=True)
