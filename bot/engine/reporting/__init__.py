"""Reports as files: one page (HTML), paper (PDF), tables (CSV), programs (JSON)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.reports import Made, Period
from bot.api.chart import Picture
from bot.api.model import Community
from bot.api.services import Clock
from bot.api.services.reporting import ReportTheme
from bot.api.text import Text
from bot.engine.rendering import charts
from bot.engine.rendering.i18n import Renderer

from .glossary import definitions
from .wording import Report, Words

# what draws or measures text loads matplotlib, which is slow: it is imported when it is needed


class ReportWriter:
    """Implements `Reporter`."""

    def __init__(self, renderer: Renderer, clock: Clock) -> None:
        self._renderer = renderer
        self._clock = clock

    def _words(self, community: Community, locale: str) -> Words:
        best = self._renderer.catalogue.best(locale, community.locale)
        return Words(self._renderer, community, best, self._clock.now())

    def _report(
        self, community: Community, period: Period, sections: Sequence[Made], locale: str
    ) -> Report:
        return Report(self._words(community, locale), period, tuple(sections), definitions())

    async def html(
        self,
        community: Community,
        period: Period,
        sections: Sequence[Made],
        locale: str,
        theme: ReportTheme = "auto",
    ) -> bytes:
        """One page that needs nothing from anywhere."""
        report = self._report(community, period, sections, locale)

        def write() -> bytes:
            from .page import page

            return page(report, theme)

        return await charts.in_worker(write)

    async def pdf(
        self, community: Community, period: Period, sections: Sequence[Made], locale: str
    ) -> bytes:
        """A4 paper."""
        report = self._report(community, period, sections, locale)

        def write() -> bytes:
            from .paper import paper

            return paper(report)

        return await charts.in_worker(write)

    async def csv(
        self, community: Community, period: Period, sections: Sequence[Made], locale: str
    ) -> bytes:
        """One row for each number."""
        from .sheets import as_csv

        report = self._report(community, period, sections, locale)
        return await charts.in_worker(lambda: as_csv(report))

    async def json(
        self, community: Community, period: Period, sections: Sequence[Made], locale: str
    ) -> bytes:
        """One object."""
        from .sheets import as_json

        report = self._report(community, period, sections, locale)
        return await charts.in_worker(lambda: as_json(report))

    async def svg(self, picture: Picture, community: Community, locale: str) -> str:
        """A picture for a page."""
        return await charts.draw_svg(picture, self._words(community, locale))

    def plain(self, text: Text, community: Community, locale: str) -> str:
        """Words without any style."""
        return self._words(community, locale)(text)

    def palette(self, *, dark: bool) -> str:
        """The colours of such pictures."""
        return charts.palette(dark=dark)
