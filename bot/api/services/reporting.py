"""Reports as files: what the sections say, for reading on paper, for tables and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from ..chart import Picture
from ..model import Community
from ..text import Text

if TYPE_CHECKING:
    from ..boards.reports import Made, Period

ReportTheme = Literal["auto", "light", "dark"]
"""auto: as the reader's device has it."""


class Reporter(Protocol):
    """Writes sections as files. Words and numbers are in the language `locale` ("de"); moments in
    the community's zone."""

    async def html(
        self,
        community: Community,
        period: Period,
        sections: Sequence[Made],
        locale: str,
        theme: ReportTheme = "auto",
    ) -> bytes:
        """One page that needs nothing from anywhere: no scripts, pictures as inline SVG."""

    async def pdf(
        self, community: Community, period: Period, sections: Sequence[Made], locale: str
    ) -> bytes:
        """A4, with real text, bookmarks and drawn pictures."""

    async def csv(
        self, community: Community, period: Period, sections: Sequence[Made], locale: str
    ) -> bytes:
        """One row for each figure and each cell of a table, numbers as programs write them (UTF-8
        with a byte order mark). No cell is a formula to a spreadsheet."""

    async def json(
        self, community: Community, period: Period, sections: Sequence[Made], locale: str
    ) -> bytes:
        """Figures and tables by name, with their units; None where nothing is known."""

    async def svg(self, picture: Picture, community: Community, locale: str) -> str:
        """A picture for a page, in the colours of its style sheet (--chart-...)."""

    def plain(self, text: Text, community: Community, locale: str) -> str:
        """Words without any style, for a document of a cog's own; escape them as its form needs."""

    def palette(self, *, dark: bool) -> str:
        """Declarations for a style sheet that give such pictures their colours."""
