"""Sections as cogs make them, with what is hard about them."""

from __future__ import annotations

import math
from pathlib import Path

from bot.api.boards.reports import Column, Figure, Made, Period, Section, Table
from bot.api.chart import Chart, Network, Node, Series
from bot.api.model import Community
from bot.api.text import Link, T, bold
from bot.engine.rendering.catalogue import Catalogue
from bot.engine.rendering.i18n import Renderer
from bot.engine.reporting import ReportWriter

DAY = 86_400_000
NOW = 1_774_900_800_000  # 2026-03-30 20:00 UTC, the day after the clocks changed in Berlin
HOME = Community(1, "Müller & Söhne <GmbH>", "de", "Europe/Berlin")
PERIOD = Period(NOW - 14 * DAY, NOW - 7 * DAY, NOW)
EVIL = '=HYPERLINK("http://evil.example";"x")'


class Standing:
    def now(self) -> int:
        return NOW


def writer() -> ReportWriter:
    return ReportWriter(Renderer(Catalogue(Path("nowhere"))), Standing())


FIGURES = (
    Figure("growth.joins", T("Joined"), 1234, 1200, better="up"),
    Figure("growth.leaves", T("Left"), 12, 4, better="down", note="3 said why"),
    Figure("activity.stickiness", T("Stickiness"), 0.37, 0.31, "share", "up"),
    Figure("responses.median", T("Median answer"), 5_400_000, 9_000_000, "ms", "down"),
    Figure("outlook.members", "Expected <members>", 1290.4, None, "number", "", 1200.25, 1400),
    Figure("retention.week1", T("Stayed"), None, note=T("too few to tell")),
)
CHART = Chart(
    "line", "Members by day", ["Mon", "Tue"], [Series("Members", [7, 9])], "From 7 to 9 members"
)
NETWORK = Network(
    "Who talks", [Node("Ксения", 1, 0), Node("Björn", 0.5, 0)], [(0, 1, 2.0)], "Two people"
)
SOURCES = Table(
    "growth.sources",
    "Sources",
    [
        Column("source", "Source"),
        Column("people", "People", "count"),
        Column("s", "Share", "share"),
    ],
    [[EVIL, 12, 0.5], ["Ксения Straße", -3, 0.125], ["<script>alert(1)</script>", 1, math.nan]],
    "by code",
)
SECTIONS = (
    Made(
        "growth",
        T("Growth"),
        Section(
            FIGURES,
            (SOURCES,),
            (CHART, NETWORK),
            (T("{n} people came", n=bold("12")), Link("look", "https://evil.example/x")),
        ),
    ),
    Made("empty", T("Nothing"), Section(notes=("There is nothing yet.",))),
)
