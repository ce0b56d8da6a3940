"""Safety as a section of reports: how much is flagged and how soon people decide."""

from __future__ import annotations

from bot.api.boards.counted import Counted, counted
from bot.api.boards.figures import Figures
from bot.api.boards.reports import Period, Reports, Section
from bot.api.model import Community
from bot.api.text import CommandHint, N, T

FIGURES = (
    Counted("safety.flags", T("Flagged messages"), better="down"),
    Counted("safety.settled", T("Decided")),
    Counted("safety.median_settle_ms", T("Typical time to a decision"), "ms", "down"),
    Counted("safety.open", T("Waiting for a decision"), better="down", state=True),
)


class SafetySection:
    """Numbers alone: nobody is named, and no words are repeated."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def offer(self, reports: Reports) -> None:
        """Pin the section."""
        reports.offer("safety", T("Safety"), self.make, order=70)

    async def make(self, community: Community, period: Period) -> Section:
        """The figures, and where to go on."""
        found = await counted(self._figures, community, period, FIGURES)
        waiting = next((one.value for one in found if one.name == "safety.open"), None)
        if not waiting:
            return Section(found)
        said = N(
            "{n} alert waits: {command} shows it.",
            "{n} alerts wait: {command} shows them.",
            int(waiting),
            command=CommandHint("queue"),
        )
        return Section(found, notes=[said])
