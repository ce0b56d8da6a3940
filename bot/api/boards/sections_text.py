"""A section of a report as words: for messages, where there is room for a few lines only.

Pure functions over typed text; numbers, lengths and percentages are written in the reader's
language when they are rendered.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from ..text import Join, Length, N, Percent, T, Text, bold, joined, lines
from .reports import Column, Figure, Section, Table, Unit

DAY_S = 86_400
ROWS, CELLS = 5, 4
"""Rows of a table that a message shows (the rest is counted); cells of a row beside the first."""


def amount(value: float, unit: Unit) -> Text:
    """A number as people read it: "1,204", "37%", "2 hours 5 minutes", "0.42"."""
    match unit:
        case "count":
            return T("{n}", n=round(value))
        case "share":
            return Percent(value)
        case "ms":
            return Length(rounded_seconds(value))
        case "number":
            return _decimal(value)


def rounded_seconds(milliseconds: float) -> int:
    """A length worth reading: whole minutes from ten minutes on, hours from two days on; whole days
    from four weeks on. At least a second of anything."""
    seconds = abs(milliseconds) / 1000
    size = 1
    if seconds >= 28 * DAY_S:
        size = DAY_S
    elif seconds >= 2 * DAY_S:
        size = 3600
    elif seconds >= 600:
        size = 60
    return max(1, round(seconds / size) * size) if milliseconds else 0


def change(now: float, before: float, unit: Unit) -> Text:
    """How a number moved: "▲ 12", "▼ 5 points" (of a share, in percentage points), "same"."""
    words = _moved(now, before, unit)
    if words is None:
        return T("same")
    return Join(("▲ " if now > before else "▼ ", words))


def _moved(now: float, before: float, unit: Unit) -> Text | None:
    """The difference in words, None where nobody would see one."""
    match unit:
        case "count":
            by = abs(round(now) - round(before))
            return T("{n}", n=by) if by else None
        case "share":
            points = abs(round(100 * now) - round(100 * before))
            return N("{n} point", "{n} points", points) if points else None
        case "ms":
            seconds = rounded_seconds(abs(rounded_seconds(now) - rounded_seconds(before)) * 1000)
            return Length(seconds) if seconds else None
        case "number":
            by_ = abs(round(now, 2) - round(before, 2))
            return _decimal(by_) if round(by_, 2) else None


def figure_line(figure: Figure) -> Text:
    """One figure: "Joined: **12** (▲ 3) · a guess", with its interval where it has one and its
    note after a dot.

    A value of None is said in the figure's own note, else as "not known yet".
    """
    if not _known(figure.value):
        return Join((figure.label, ": ", figure.note or T("not known yet")))
    value = figure.value or 0.0
    aside: list[Text] = []
    if _known(figure.low) and _known(figure.high):
        low, high = (amount(bound or 0.0, figure.unit) for bound in (figure.low, figure.high))
        aside.append(T("between {low} and {high}", low=low, high=high))
    if _known(figure.before):
        aside.append(change(value, figure.before or 0.0, figure.unit))
    line: list[Text] = [figure.label, ": ", bold(amount(value, figure.unit))]
    if aside:
        line += ["\u00a0(", Join(tuple(aside), "; "), ")"]
    if figure.note:
        line += [" · ", figure.note]
    return Join(tuple(line))


def cell(value: float | Text | None, unit: Unit | Literal["text"]) -> Text:
    """One cell of a table in words; "–" for an empty place."""
    if isinstance(value, int | float):
        if not math.isfinite(value):
            return "–"
        return amount(value, "number" if unit == "text" else unit)
    return "–" if value is None else value


def table_lines(table: Table, rows: int = ROWS) -> list[Text]:
    """A table folded: its title, one line for each of the first rows, and how many more there
    are."""
    found: list[Text] = [bold(table.title)]
    found += [_row(table.columns, row) for row in table.rows[:rows]]
    if (more := len(table.rows) - rows) > 0:
        found.append(N("and {n} more row", "and {n} more rows", more))
    if table.note:
        found.append(table.note)
    return found


def _row(columns: Sequence[Column], row: Sequence[float | Text | None]) -> Text:
    """ "• Mar 2: Joined 12, Week 1 40%": the first cell leads, empty ones are left out."""
    rest: list[Text] = [
        Join((column.title, " ", cell(value, column.unit)))
        for column, value in zip(columns[1:], row[1:], strict=False)
        if value is not None and value != ""
    ]
    shown = rest[:CELLS]
    if len(rest) > CELLS:
        shown.append("…")
    lead = cell(row[0], columns[0].unit) if row else ""
    return Join(("• ", lead, ": " if shown else "", joined(shown)))


def section_lines(
    section: Section, *, title: Text = "", tables: int | None = None, rows: int = ROWS
) -> Text:
    """A section as lines: its sentences first, then its figures, then its tables folded to `rows`
    rows each (`tables`: at most so many of them). `title` stands above it in
    bold. Pictures are the caller's to send.
    """
    chosen = section.tables if tables is None else section.tables[:tables]
    folded = [line for table in chosen if table.rows for line in table_lines(table, rows)]
    return lines(
        bold(title) if title != "" else None,
        *section.notes,
        *(figure_line(figure) for figure in section.figures),
        *folded,
    )


def _decimal(value: float) -> Text:
    """With two digits behind the point, or none where they are zeros."""
    whole, rest = divmod(round(abs(value) * 100), 100)
    number: Text = T("{n}", n=whole)
    if rest:
        number = T("{whole}.{digits}", whole=whole, digits=f"{rest:02}")
    return Join(("-" if value < 0 and (whole or rest) else "", number))


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)
