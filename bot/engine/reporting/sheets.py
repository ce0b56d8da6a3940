"""A report for tables (CSV) and for programs (JSON)."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from typing import Any

import orjson

from bot.api.boards.reports import Figure, Made, Table
from bot.api.text import Text, defused

from .glossary import definition
from .wording import Report, Words

COLUMNS = (
    "section", "kind", "name", "row", "label", "value", "before", "low", "high", "unit", "start",
    "end", "note",
)  # fmt: skip

Plain = float | int | str | None


def as_csv(report: Report) -> bytes:
    """One row for each figure ("figure") and each cell ("cell"): its name is that of the table and
    the column, `row` counts from 1, `label` is the row's first cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    words, period = report.words, report.period
    when = (words.iso(period.start), words.iso(period.end))
    for made in report.sections:
        for row in (*_figures(made, words), *_cells(made, words)):
            *head, note = row
            full = (made.name, *head, *when, note)
            writer.writerow([defused(one) if isinstance(one, str) else one for one in full])
    return out.getvalue().encode("utf-8-sig")


def _figures(made: Made, words: Words) -> Iterator[tuple[Plain, ...]]:
    for one in made.section.figures:
        numbers = [plain(n, words) for n in (one.value, one.before, one.low, one.high)]
        yield ("figure", one.name, None, words(one.label), *numbers, one.unit, words(one.note))


def _cells(made: Made, words: Words) -> Iterator[tuple[Plain, ...]]:
    for table in made.section.tables:
        for number, row in enumerate(table.rows, 1):
            label = str(plain(row[0], words) or "") if row else ""
            for column, value in zip(table.columns, row, strict=False):
                name = f"{table.name}.{column.key}"
                kept = plain(value, words)
                yield ("cell", name, number, label, kept, None, None, None, column.unit, "")


def as_json(report: Report) -> bytes:
    """One object; numbers as they are."""
    words, period = report.words, report.period
    told = {
        "community": words.community.name,
        "timezone": words.community.timezone,
        "locale": words.locale,
        "made": words.iso(words.now),
        "period": {
            "before": words.iso(period.before),
            "start": words.iso(period.start),
            "end": words.iso(period.end),
        },
        "sections": [_section(made, report) for made in report.sections],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _section(made: Made, report: Report) -> dict[str, Any]:
    words, section = report.words, made.section
    return {
        "name": made.name,
        "title": words(made.title),
        "notes": [words(note) for note in section.notes],
        "figures": [_figure(figure, report) for figure in section.figures],
        "tables": [_table(table, words) for table in section.tables],
    }


def _figure(figure: Figure, report: Report) -> dict[str, Any]:
    words = report.words
    return {
        "name": figure.name,
        "label": words(figure.label),
        "value": plain(figure.value, words),
        "before": plain(figure.before, words),
        "low": plain(figure.low, words),
        "high": plain(figure.high, words),
        "unit": figure.unit,
        "better": figure.better,
        "note": words(figure.note),
        "definition": definition(figure.name, report.definitions),
    }


def _table(table: Table, words: Words) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": words(table.title),
        "columns": [
            {"key": column.key, "title": words(column.title), "unit": column.unit}
            for column in table.columns
        ],
        "rows": [[plain(value, words) for value in row] for row in table.rows],
        "note": words(table.note),
    }


def plain(value: float | int | Text | None, words: Words) -> Plain:
    """A number as it is, words in the reader's language; None for what is neither."""
    if value is None:
        return None
    if isinstance(value, int | float):
        return value if math.isfinite(value) else None
    return words(value)
