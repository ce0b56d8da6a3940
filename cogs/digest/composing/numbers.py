"""The numbers a digest begins with, read from the sections that cogs pin on the board."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.api.boards.reports import Figure, Period, Reports
from bot.api.boards.sections_text import amount, change
from bot.api.model import Community
from bot.api.people import Level
from bot.api.text import Join, T, Text, bold, joined

from .work import COUNTED, WORK

NUMBERS, GOALS = 5, 3
GOAL = "goals"
SIGNS = {
    "growth.members": "👥",
    "growth.joins": "👋",
    "growth.leaves": "🚪",
    "participation.writers": "🙋",
    "digest.messages": "💬",
    "responses.answered_share": "↩️",
    "responses.median_ms": "⏱️",
    "digest.waiting": "📥",
    "digest.positive": "🌤️",
    "ideas.posted": "💡",
    "polls.opened": "📊",
    "faq.unanswered": "❓",
    "safety.flags": "🚩",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to say: the numbers in the order asked for, and the goals."""

    numbers: Sequence[Figure]
    goals: Sequence[Figure]


class Numbers:
    """Asks only for the sections that may hold what is wanted: the others take their time."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    async def of(
        self, community: Community, period: Period, level: Level, wanted: Sequence[str]
    ) -> Found:
        """The first five of the wanted that have something to say, and all goals."""
        titles = list(self._reports.titles(community.id, level))
        sections = {section for name in wanted for section in holding(name, titles)}
        of_goals = {section for section in titles if GOAL in section.split(".")}
        made = await self._reports.sections(community, period, level, sorted(sections | of_goals))
        figures = {one.name: one for m in made for one in m.section.figures}
        numbers = [figures[name] for name in wanted if name in figures and tells(figures[name])]
        goals = [
            one
            for m in made
            if m.name in of_goals
            for one in m.section.figures
            if one.value is not None
        ]
        return Found(numbers[:NUMBERS], goals)


def holding(name: str, sections: Iterable[str]) -> list[str]:
    """The sections that may hold a figure: "growth.joins" stands in "insights.growth", in "growth"
    or in "growth.more"; what cogs count of themselves ("ideas.posted") in the digest's own."""
    if name in COUNTED:
        return [WORK]
    family = name.partition(".")[0]
    return [
        section for section in sections if family in (section.rpartition(".")[2], _first(section))
    ]


def _first(section: str) -> str:
    return section.partition(".")[0]


def tells(figure: Figure) -> bool:
    """Whether a number says anything: one that is and was zero does not."""
    value, before = figure.value, figure.before
    return value is not None and math.isfinite(value) and bool(value or before)


def number_line(figure: Figure) -> Text:
    """ "👥 Members: **124** (▲ 3)", and its note after a dot."""
    sign = SIGNS.get(figure.name, "▫️")
    parts: list[Text] = [sign, " ", figure.label, ": ", *_value(figure)]
    if figure.note:
        parts += [" · ", figure.note]
    return Join(tuple(parts))


def _value(figure: Figure) -> list[Text]:
    value, before = figure.value or 0.0, figure.before
    said: list[Text] = [bold(amount(value, figure.unit))]
    # against nothing there is no change to tell
    if before is not None and math.isfinite(before) and before:
        said += ["\u00a0(", change(value, before, figure.unit), ")"]
    return said


def goal_lines(goals: Sequence[Figure]) -> list[Text]:
    """Each goal with how it stands; more than a few are named only."""
    found: list[Text] = []
    for goal in goals[:GOALS]:
        line: list[Text] = ["🎯 ", goal.label, ": ", bold(amount(goal.value or 0.0, goal.unit))]
        if goal.note:
            line += [" · ", goal.note]
        found.append(Join(tuple(line)))
    if rest := goals[GOALS:]:
        names = joined([goal.label for goal in rest])
        found.append(T("🎯 More goals: {names}", names=names))
    return found
