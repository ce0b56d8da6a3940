"""One section at a time, privately, and the full report."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.boards.reports import Made, Reports
from bot.api.boards.sections_text import section_lines
from bot.api.cog import button
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.people import Level
from bot.api.reply import Button, Reply
from bot.api.text import Moment, T, Text, bold, italic, lines

from ..schedule.spans import Span, coded
from .payloads import Menu, Show

PER_ROW = 3
PAGE = 14
"""With a way on, five rows of three: as many as Discord takes, in a width that a phone can read."""
TOO_OLD = T("This button is too old. Please ask for a new digest.")


class Details:
    """The handlers; the cog provides what they use."""

    _reports: Reports

    @button(Menu, level=Level.MODERATOR)
    async def menu(self, ctx: Context, payload: Menu) -> None:
        """Which sections there are for this reader."""
        span = asked(ctx, payload.span)
        titles = self._reports.titles(ctx.community.id, ctx.level)
        if not titles:
            raise UserError(T("There are no details yet."))
        text = lines(bold(T("Which details?")), about(span))
        buttons = menu_buttons(titles, span, payload.page)
        await ctx.reply(Reply(text, buttons, tone="info"), private=True)

    @button(Show, level=Level.MODERATOR)
    async def show(self, ctx: Context, payload: Show) -> None:
        """One section: its words with the first picture, then the others."""
        span = asked(ctx, payload.span)
        made = await self._reports.sections(
            ctx.community, span.period, ctx.level, [payload.section]
        )
        if not made:
            titles = self._reports.titles(ctx.community.id, ctx.level)
            title = titles.get(payload.section)
            if title is None:
                raise UserError(T("That section is not there any more."))
            await ctx.reply(T("{section}: there is nothing to tell yet.", section=title))
            return
        for reply in _pages(made[0], span):
            await ctx.reply(reply, private=True)


def asked(ctx: Context, code: str) -> Span:
    """The time that a button is about."""
    span = coded(code, ctx.community.timezone)
    if span is None:
        raise UserError(TOO_OLD)
    return span


def about(span: Span) -> Text:
    """The same in words."""
    return italic(
        T(
            "{first} to {last}",
            first=Moment(span.period.start, "date"),
            last=Moment(span.period.end - 1, "date"),
        )
    )


def menu_buttons(titles: Mapping[str, T], span: Span, page: int) -> list[list[Button]]:
    """A button for each section, a page of them at a time; the last one leads on, round and
    round."""
    found = [Button(title, Show(name, span.code)) for name, title in titles.items()]
    buttons = found if len(found) <= PAGE + 1 else found[page * PAGE : (page + 1) * PAGE]
    if len(buttons) < len(found):
        following = page + 1 if (page + 1) * PAGE < len(found) else 0
        buttons = [*buttons, Button(T("Others …"), Menu(span.code, following))]
    return [buttons[n : n + PER_ROW] for n in range(0, len(buttons), PER_ROW)]


def _pages(made: Made, span: Span) -> list[Reply]:
    """A message for each picture; the words stand on the first, the way on under the last."""
    text = lines(bold(made.title), about(span), "", section_lines(made.section))
    charts = list(made.section.charts)
    pages = [Reply(text, picture=charts[0] if charts else None, tone="info")]
    pages += [Reply(bold(chart.title), picture=chart, tone="info") for chart in charts[1:]]
    last = pages[-1]
    more = [[Button(T("More details"), Menu(span.code, 0))]]
    return [*pages[:-1], Reply(last.text, more, last.picture, last.tone)]
