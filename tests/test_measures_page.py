"""Every number that stands in a report has its definition in docs/measures.md."""

from __future__ import annotations

import re
from pathlib import Path

from bot.api.boards.reports import Made, Period, Reports
from bot.api.people import Level
from cogs.goals.asking.catalogue import ADDED_UP, COUNTED
from tests.support.chat import Actor
from tests.support.community import Community

PAGE = Path(__file__).parents[1] / "docs" / "measures.md"
DAY_MS = 86_400_000
NAMES = ("Ana", "Ben", "Cleo", "Dia", "Eli", "Finn", "Gus", "Hal")
WEEKS = 6


def defined() -> set[str]:
    """Names in code marks, like `growth.joins`."""
    return set(re.findall(r"`([a-z_]+\.[a-zA-Z0-9_.]+)`", PAGE.read_text(encoding="utf-8")))


async def lived_in(chat: Community) -> list[Actor]:
    """Eight people over six weeks: questions and answers, an idea, a poll, a goal, a departure."""
    people = [await chat.person(name, joined=False) for name in NAMES]
    ada = await chat.person("Ada", Level.OWNER)
    for one in people:
        await one.join()
    await ada.command("goal add", metric="5 ideas by August")
    await ada.command("goal add", metric="activity.stickiness over 90%")
    for week in range(WEEKS):
        for n, one in enumerate(people[: len(people) - week // 2]):
            said = await one.say("general", "How long does the rye bread keep? I love it")
            await people[n - 1].say("general", "Four days, thank you for asking", reply_to=said)
        await chat.settle()
        chat.clock.advance(days=7)
    await people[0].command("idea", title="Rye bread", details="So that all of us have it")
    await people[-1].leave()
    await chat.settle()
    chat.clock.advance(days=1)
    return people


async def made(chat: Community, days: int) -> list[Made]:
    """All sections that an owner reads."""
    (home,) = await chat.app.registry.communities()
    now = chat.clock.now()
    period = Period(now - 2 * days * DAY_MS, now - days * DAY_MS, now)
    return list(await chat.app.boards[Reports].sections(home, period, Level.OWNER))


async def test_every_figure_of_every_section_is_defined(chat: Community) -> None:
    await lived_in(chat)
    sections = [*await made(chat, 7), *await made(chat, 28)]
    assert {"goals", "insights.growth", "insights.participation"} <= {one.name for one in sections}
    names = {figure.name for one in sections for figure in one.section.figures}
    assert len(names) > 15
    # a goal's figure has the goal's number
    emitted = {re.sub(r"^goals\.\d+$", "goals.N", name) for name in names}
    assert emitted - defined() == set()


def test_everything_that_goals_count_is_defined() -> None:
    assert {metric.name for metric in (*COUNTED, *ADDED_UP)} - defined() == set()
