"""Ideas as a section of reports: what came in, how far it is, and what waits for an answer."""

from __future__ import annotations

from bot.api.boards.counted import Counted, counted
from bot.api.boards.figures import Figures
from bot.api.boards.reports import Column, Period, Reports, Section, Table
from bot.api.model import Community
from bot.api.text import Moment, T

from ..model import STATUS_NAMES, Idea
from ..store import IdeaStore

WAITING = 10
FIGURES = (
    Counted("ideas.posted", T("New ideas"), better="up"),
    Counted("ideas.waiting", T("Ideas without an answer"), better="down", state=True),
)


class IdeaSection:
    """What stands on the board, which everybody may read."""

    def __init__(self, store: IdeaStore, figures: Figures) -> None:
        self._store = store
        self._figures = figures

    def offer(self, reports: Reports) -> None:
        """Pin the section."""
        reports.offer("ideas", T("Ideas"), self.make, order=60)

    async def make(self, community: Community, period: Period) -> Section | None:
        """Nothing where there never was an idea."""
        counts = await self._store.counts(community.id)
        if not any(counts.values()):
            return None
        found = await counted(self._figures, community, period, FIGURES)
        steps = Table(
            "ideas.steps",
            T("How far they are"),
            (Column("status", T("Step")), Column("ideas", T("Ideas"), "count")),
            [(STATUS_NAMES[status], counts.get(status, 0)) for status in STATUS_NAMES],
        )
        waiting = await self._store.unanswered(community.id, period.end, limit=1000)
        waiting.sort(key=lambda idea: (-idea.votes, idea.created_at))
        tables = [steps]
        if waiting:
            tables.append(_waiting(waiting))
        return Section(found, tables)


def _waiting(ideas: list[Idea]) -> Table:
    columns = (
        Column("number", T("Number"), "count"),
        Column("idea", T("Idea")),
        Column("votes", T("Votes"), "count"),
        Column("since", T("Since")),
    )
    rows = [
        (idea.id, idea.words.title, idea.votes, Moment(idea.created_at, "date"))
        for idea in ideas[:WAITING]
    ]
    return Table("ideas.waiting", T("Waiting for an answer, the most wanted first"), columns, rows)
