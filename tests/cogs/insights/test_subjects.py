"""What the sections say: of nobody, of a few, of many."""

from __future__ import annotations

import asyncio
import math
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from bot.api.boards.audience import Trait
from bot.api.boards.reports import Period, Section
from bot.api.boards.sections_text import section_lines
from bot.api.services.measures import Activation, Active, Cohort, Day, Growth, Responses, Spread
from bot.api.text import Text
from bot.engine.rendering.catalogue import Catalogue
from bot.engine.rendering.i18n import Renderer
from cogs.insights.sections import Sections
from cogs.insights.subjects import coming, talking

RENDERER = Renderer(Catalogue())
MONDAY = date(2026, 3, 2).toordinal()
NOBODY = Growth(0, 0, 0, 0)


def said(text: Text) -> str:
    return RENDERER.plain(text, locale="en", zone="UTC", platform="local", now=0)


def told(section: Section) -> str:
    return said(section_lines(section))


def figure(section: Section, name: str) -> float | None:
    (found,) = [one for one in section.figures if one.name == name]
    return found.value


def days(count: int, members: int = 50, messages: int = 3) -> list[Day]:
    return [Day(MONDAY + n, messages, 1, 2, 1, 0, members + n) for n in range(count)]


def test_growth_against_the_time_before() -> None:
    made = coming.growth(Growth(62, 15, 3, 2), Growth(50, 4, 1, 0), days(28), {}, "UTC")
    words = told(made)
    assert "The community has grown by 12." in words
    assert "Joined: 15\u00a0(▲ 11) · 2 of them had been here before" in words
    assert figure(made, "growth.net") == 12
    (chart,) = made.charts
    assert "Members from 50 on March 2, 2026 to 77 on March 29, 2026." in said(chart.alt)
    assert [said(label) for label in chart.labels[:2]] == ["2 Mar", "3 Mar"]


def test_growth_of_a_long_time_is_drawn_by_week() -> None:
    made = coming.growth(Growth(62, 1, 5, 0), NOBODY, days(90), {}, "UTC")
    assert "More left than came: 4 fewer." in told(made)
    assert len(made.charts[0].labels) == 13
    assert made.charts[0].series[0].values[-1] == 139


def test_sources_of_few_are_not_told_apart() -> None:
    sources = {"": 6, "Flyer": 5, "Radio": 4}
    made = coming.growth(Growth(62, 20, 0, 0), NOBODY, days(2), sources, "UTC")
    (table,) = made.tables
    rows = [[said(cell) if not isinstance(cell, int | float | None) else cell for cell in row]
            for row in table.rows]  # fmt: skip
    assert rows == [["Brought by a friend", 6], ["Flyer", 5], ["Other, or not known", 9]]
    assert coming.growth(Growth(9, 9, 0, 0), NOBODY, days(2), {"Radio": 4}, "UTC").tables == []


async def test_sources_are_counted_of_everybody_who_joined() -> None:
    """Who was met long before they joined, or before thousands of others, counts as well."""
    count = 1_200
    labels = dict.fromkeys(range(count), "Flyer")
    trait = Trait("campaign", "words", "", lambda _: asyncio.sleep(0, labels))
    boards: Any = SimpleNamespace(
        measure=lambda *_: asyncio.sleep(0, 0),
        traits=lambda _: [trait],
        left_out=lambda _: asyncio.sleep(0, frozenset({7})),
        members=lambda ids: asyncio.sleep(
            0, {one: SimpleNamespace(id=one, joined_at=5 if one < 100 else 1) for one in ids}
        ),
    )
    sections = Sections(boards, boards, boards, boards, boards, boards)
    assert await sections._sources(1, Period(0, 3, 9)) == {"Flyer": 99}


def test_nobody_at_all_has_no_picture() -> None:
    empty = [Day(MONDAY, 0, 0, 0, 0, 0, 0)] * 28
    assert coming.growth(NOBODY, NOBODY, empty, {}, "UTC").charts == []
    nobody = Active(0, 0, 0, 0.0)
    made = talking.activity(nobody, nobody, empty, {}, "UTC")
    assert not made.charts
    assert not made.notes
    assert "stickiness): too few to tell" in told(made)


def test_activation_of_few_is_not_a_share() -> None:
    few = coming.activation(Activation(4, 4, 2, 0), Activation(9, 3, 3, 0), 7)
    assert figure(few, "activation.wrote") is None
    assert "4 people joined: too few to tell" in told(few)
    many = coming.activation(Activation(10, 6, 2, 3), Activation(10, 5, 5, 0), 7)
    words = told(many)
    assert "Wrote within 7 days of joining: 60%\u00a0(▲ 10 points)" in words
    assert "3 of them still have time" in words
    assert "Of those, got an answer within 7 days: 33%" in words
    assert "Fewer than half of those who wrote got an answer" in words


def test_retention_is_taken_over_the_last_four_cohorts_that_are_over() -> None:
    cohorts = [
        Cohort(MONDAY, 100, (100, 100, 100, 100, 100)),
        *[Cohort(MONDAY + 7 * n, 10, (10, 5)) for n in range(1, 4)],
        Cohort(MONDAY + 28, 20, (20, 5)),
        Cohort(MONDAY + 35, 30, (30,)),
    ]
    made = coming.retention(cohorts, cohorts[:3], cohorts, "week", "UTC")
    assert figure(made, "retention.week1") == 20 / 50
    assert figure(made, "retention.week4") == 1.0
    (heat,) = made.charts
    assert heat.kind == "heat"
    assert [said(label) for label in heat.labels][:2] == ["2 Mar (100)", "9 Mar (10)"]
    assert [series.name for series in heat.series] == ["+1", "+2", "+3", "+4"]
    assert heat.series[0].values == [1.0, 0.5, 0.5, 0.5, 0.25]
    assert math.isnan(heat.series[1].values[1])
    assert "25% of those of March 30, 2026 after 1" in said(heat.alt)


def test_cohorts_of_few_have_no_shares() -> None:
    few = [Cohort(MONDAY, 4, (4, 1)), Cohort(MONDAY + 7, 6, (6, 3))]
    made = coming.retention(few, [], few, "week", "UTC")
    assert [row[2] for row in made.tables[0].rows] == [None, 0.5]
    assert "Of groups under 5 no share is told." in told(made)
    assert math.isnan(made.charts[0].series[0].values[0])
    alone = coming.retention(few[:1], [], few[:1], "month", "UTC")
    assert not alone.charts
    assert not alone.tables
    assert "Too few people came at the same time" in told(alone)


def test_the_busiest_hours_are_local_and_may_span_midnight() -> None:
    berlin = "Europe/Berlin"
    # Sunday 29 March 2026: the clocks go from 2:00 to 3:00
    before = round(datetime(2026, 3, 28, 22, tzinfo=UTC).timestamp()) // 3600  # 23:00
    after = round(datetime(2026, 3, 29, 21, tzinfo=UTC).timestamp()) // 3600  # 23:00
    hours = {before: 10, before + 1: 8, after: 12, after - 12: 2}
    assert said(talking.busiest(hours, berlin) or "").startswith(
        "Most is written on Sundays and between 22:00 and 1:00"
    )
    assert talking.busiest({before: 19}, berlin) is None
    now, then = Active(4, 9, 20, 5.0), Active(4, 9, 4, 2.0)
    made = talking.activity(now, then, days(28), hours, berlin, running=True)
    assert said(made.charts[0].note) == "The last day is not over yet."
    assert figure(made, "activity.stickiness") == 0.25
    assert [chart.kind for chart in made.charts] == ["bars", "bars"]
    assert made.charts[1].series[0].values[23] == 22


def test_answers() -> None:
    made = talking.responses(Responses(20, 8, 600_000, 7_200_000), Responses(4, 4, 1000, 1000))
    words = told(made)
    assert "Were answered: 40% · of 20 messages that began a conversation" in words
    assert "More than half of what people begin stays without an answer" in words
    assert "Half wait at most: 10 minutes" in words
    none = told(talking.responses(Responses(0, 0, None, None), Responses(0, 0, None, None)))
    assert "No conversation was counted" in none


def test_participation() -> None:
    made = talking.participation(Spread(40, 0.71, 0.6, 80, 200), Spread(4, 0.2, 0.3, 4, 200))
    words = told(made)
    assert "The busiest tenth wrote 60% of all messages." in words
    assert "Wrote or reacted: 80\u00a0(▲ 76) · of 200 members, 40%" in words
    few = talking.participation(Spread(4, 0.2, 0.9, 4, 4), Spread(0, None, None, 0, 0))
    assert not few.notes
    assert [one.value for one in few.figures] == [4, 4, None, None]
