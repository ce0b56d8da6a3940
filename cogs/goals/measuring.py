"""What can be counted here, and how far each goal is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.api.boards.figures import Figures
from bot.api.boards.reports import Figure, Made, Period, Reports
from bot.api.model import Community
from bot.api.people import Level
from bot.api.services import Configs
from bot.api.text import Text

from .asking.catalogue import COUNTED, WORDS, of_sections
from .config import GoalsConfig
from .model import DAY_MS, WEEK_MS, Goal, Metric
from .pace import Reading

KEPT_MS = 600_000


@dataclass(frozen=True, slots=True)
class Measured:
    """A goal with what its measure says; `words` name the measure, None when it is not here now."""

    goal: Goal
    reading: Reading
    words: Text | None


class Gauge:
    """Reads the boards of figures and of reports."""

    def __init__(self, figures: Figures, reports: Reports, configs: Configs) -> None:
        self._figures = figures
        self._reports = reports
        self._configs = configs
        self._known: dict[int, tuple[int, list[Metric]]] = {}

    async def metrics(self, community: Community, level: Level, now: int) -> list[Metric]:
        """All that somebody of that level may set goals for (kept for ten minutes)."""
        kept = self._known.get(community.id)
        if kept is None or not 0 <= now - kept[0] < KEPT_MS:
            kept = (now, await self._look(community, now))
            self._known[community.id] = kept
        return [metric for metric in kept[1] if metric.level <= level]

    async def _look(self, community: Community, now: int) -> list[Metric]:
        found = [
            metric
            for metric in COUNTED
            if metric.kind == "level"
            or await self._figures.measure(metric.name, community.id, now - DAY_MS, now) is not None
        ]
        names = [
            name
            for name in self._reports.titles(community.id, Level.OWNER)
            if name.partition(".")[0] != "goals"
        ]
        period = self._window(community.id, now)
        made = await self._reports.sections(community, period, Level.OWNER, names)
        # what both boards have is counted from the start of a goal
        counted = {metric.name for metric in COUNTED}
        return [*found, *(one for one in of_sections(made) if one.name not in counted)]

    def _window(self, community_id: int, now: int) -> Period:
        length = self._configs.of(GoalsConfig, community_id).window_days * DAY_MS
        return Period(now - 2 * length, now - length, now)

    async def measured(
        self, community: Community, goals: Sequence[Goal], now: int
    ) -> list[Measured]:
        """Where they all stand, each section of a period made once. Of one whose date is over, as
        it stood then."""
        look = _Look(self._figures, self._reports, community)
        return [await self._one(look, goal, now) for goal in goals]

    async def _one(self, look: _Look, goal: Goal, now: int) -> Measured:
        at = now + 1  # what happens at this moment counts
        if goal.due_at is not None:
            at = min(at, goal.due_at)
        words = WORDS.get(goal.metric)
        if goal.kind == "level":
            figure = await look.figure(goal, self._window(goal.community_id, at))
            if words is None and figure is not None:
                words = figure.label
            return Measured(goal, _reading(figure, figure), words)
        at = max(at, goal.start_at + 1)
        whole = Period(2 * goal.start_at - at, goal.start_at, at)
        figure = await look.figure(goal, whole)
        # the last two weeks, but nothing from before the goal: that would not be its pace
        weeks = Period(at - 2 * WEEK_MS, at - WEEK_MS, at)
        recent = await look.figure(goal, weeks) if at - goal.start_at >= 2 * WEEK_MS else None
        return Measured(goal, _reading(figure, recent), words)


def _reading(figure: Figure | None, recent: Figure | None) -> Reading:
    if figure is None or figure.value is None:
        return Reading(None)
    if recent is None:
        return Reading(figure.value)
    return Reading(figure.value, recent.value, recent.before)


class _Look:
    """One look at the boards; sections that were made once are kept."""

    def __init__(self, figures: Figures, reports: Reports, community: Community) -> None:
        self._figures = figures
        self._reports = reports
        self._community = community
        self._sections: dict[tuple[str, Period], Made | None] = {}

    async def figure(self, goal: Goal, period: Period) -> Figure | None:
        """The goal's figure of a period and the one before; None when nobody offers it now."""
        if goal.section:
            return await self._reported(goal, period)
        ask = self._figures.measure
        value = await ask(goal.metric, self._community.id, period.start, period.end)
        before = await ask(goal.metric, self._community.id, period.before, period.start)
        words = WORDS.get(goal.metric, goal.metric)
        return Figure(goal.metric, words, value, before, goal.unit)

    async def _reported(self, goal: Goal, period: Period) -> Figure | None:
        """In the section where it was, else in another one of that cog: a setting may have moved
        it."""
        cog = goal.section.partition(".")[0]
        titles = self._reports.titles(self._community.id, Level.OWNER)
        others = [name for name in titles if name.partition(".")[0] == cog != "goals"]
        for name in dict.fromkeys([goal.section, *others]):
            made = await self._section(name, period)
            for figure in made.section.figures if made else ():
                if figure.name == goal.metric:
                    return figure
        return None

    async def _section(self, name: str, period: Period) -> Made | None:
        key = name, period
        if key not in self._sections:
            made = await self._reports.sections(self._community, period, Level.OWNER, [name])
            self._sections[key] = made[0] if made else None
        return self._sections[key]
