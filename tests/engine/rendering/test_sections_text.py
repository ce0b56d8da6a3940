"""A section as lines: numbers as people read them, tables folded, nothing where nothing is."""

from __future__ import annotations

import math

from bot.api.boards.reports import Column, Figure, Section, Table, Unit
from bot.api.boards.sections_text import amount, change, figure_line, section_lines, table_lines
from bot.api.text import Moment, T, Text
from bot.engine.rendering.catalogue import Catalogue
from bot.engine.rendering.i18n import Renderer

RENDERER = Renderer(Catalogue())


def said(text: Text) -> str:
    return RENDERER.plain(text, locale="en", zone="UTC", platform="local", now=0)


def test_numbers_as_people_read_them() -> None:
    cases: list[tuple[float, Unit, str]] = [
        (1204, "count", "1,204"),
        (-3, "count", "-3"),
        (0.374, "share", "37%"),
        (0.424, "number", "0.42"),
        (-0.05, "number", "-0.05"),
        (2.0, "number", "2"),
        (0, "ms", "0 seconds"),
        (400, "ms", "1 second"),
        (125_000, "ms", "2 minutes 5 seconds"),
        (7_534_000, "ms", "2 hours 6 minutes"),
        (200_000_000, "ms", "2 days 8 hours"),
    ]
    for value, unit, words in cases:
        assert said(amount(value, unit)) == words


def test_a_change_is_told_only_where_it_can_be_seen() -> None:
    cases: list[tuple[float, float, Unit, str]] = [
        (12, 9, "count", "▲ 3"),
        (9, 9, "count", "same"),
        (0.41, 0.46, "share", "▼ 5 points"),
        (0.41, 0.4, "share", "▲ 1 point"),
        (0.411, 0.409, "share", "same"),
        (60_000, 120_000, "ms", "▼ 1 minute"),
        (0.421, 0.419, "number", "same"),
        (0.5, 0.4, "number", "▲ 0.10"),
    ]
    for now, before, unit, words in cases:
        assert said(change(now, before, unit)) == words


def test_a_figure_with_all_it_has() -> None:
    whole = Figure("a.b", T("Members"), 40, 35, low=30, high=55, note=T("a guess"))
    assert said(figure_line(whole)) == "Members: 40\u00a0(between 30 and 55; ▲ 5) · a guess"
    counted = Figure("a.b", T("Waiting for the team"), 1, note=T("1 alert"))
    assert said(figure_line(counted)) == "Waiting for the team: 1 · 1 alert"
    unknown = Figure("a.b", T("Members"), None, 35)
    assert said(figure_line(unknown)) == "Members: not known yet"
    hidden = Figure("a.b", T("Members"), math.nan, note=T("too few to tell"))
    assert said(figure_line(hidden)) == "Members: too few to tell"


def test_a_table_is_folded_not_cut() -> None:
    columns = [
        Column("day", T("Day")), Column("n", T("Came"), "count"),
        *[Column(f"w{n}", f"+{n}", "share") for n in range(1, 6)],
    ]  # fmt: skip
    rows: list[list[float | Text | None]] = [
        [Moment(86_400_000 * n, "date"), n, 0.5, None, 0.25, 0.2, 0.1] for n in range(7)
    ]
    lines = [said(line) for line in table_lines(Table("t", T("Who stays"), columns, rows, "!"), 2)]
    assert lines == [
        "Who stays",
        "• January 1, 1970: Came 0, +1 50%, +3 25%, +4 20%, …",
        "• January 2, 1970: Came 1, +1 50%, +3 25%, +4 20%, …",
        "and 5 more rows",
        "!",
    ]


def test_a_section_begins_with_what_it_means() -> None:
    table = Table("t", T("Sources"), [Column("a", T("A")), Column("b", T("B"))], [["<b>", 0.5]])
    empty = Table("e", T("Nothing"), [Column("a", T("A"))], [])
    section = Section(
        [Figure("x.y", T("Joined"), 3)], [table, empty], notes=[T("As many came as left.")]
    )
    assert said(section_lines(section, title=T("Growth"))).splitlines() == [
        "Growth", "As many came as left.", "Joined: 3", "Sources", "• <b>: B 0.50",
    ]  # fmt: skip
    assert "Sources" not in said(section_lines(section, tables=0))
