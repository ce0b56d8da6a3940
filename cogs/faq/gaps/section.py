"""Answers as a section of reports: what was asked, who answered, and what is still open."""

from __future__ import annotations

from bot.api.boards.counted import Counted, counted
from bot.api.boards.figures import Figures
from bot.api.boards.reports import FEW, Period, Reports, Section
from bot.api.model import Community
from bot.api.text import CommandHint, N, T

from .finding import GapFinder

FIGURES = (
    Counted("faq.asked", T("Questions")),
    Counted("faq.answered", T("Answered"), better="up"),
    Counted("faq.unanswered", T("Unanswered questions"), better="down"),
    Counted("faq.solved_by_bot", T("Solved by an entry"), better="up"),
    Counted("faq.solved_by_members", T("Solved by members"), better="up"),
    Counted("faq.solved_by_staff", T("Solved by the team")),
)


class FaqSection:
    """Numbers, and where the open questions are; what people asked is not repeated."""

    def __init__(self, figures: Figures, gaps: GapFinder) -> None:
        self._figures = figures
        self._gaps = gaps

    def offer(self, reports: Reports) -> None:
        """Pin the section."""
        reports.offer("faq", T("Questions and answers"), self.make, order=55)

    async def make(self, community: Community, period: Period) -> Section:
        """The figures, and how many subjects lack an entry."""
        found = await counted(self._figures, community, period, FIGURES)
        gaps = await self._gaps.all(community.id, since=period.start)
        if not gaps:
            return Section(found)
        said = N(
            "{n} subject lacks an entry: {command} shows it.",
            "{n} subjects lack an entry: {command} shows them.",
            len(gaps),
            command=CommandHint("faq gaps"),
        )
        many = sum(gap.people >= FEW for gap in gaps)
        more = N("{n} of them was asked about by five or more people.",
                 "{n} of them were asked about by five or more people.", many)  # fmt: skip
        return Section(found, notes=[said, more] if many else [said])
