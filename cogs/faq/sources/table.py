"""Entries from a table (CSV) with the columns question, answer, and tags, language, phrases."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from .model import Draft, Unreadable

NEEDED = ("question", "answer")
_TAGS, _PHRASES = re.compile(r"[,;\n]"), re.compile(r"[|\n]")


def from_table(text: str, language: str | None) -> Iterator[Draft]:
    """A row each; tags are divided by commas, phrases by | or lines. Raises Unreadable."""
    first = text.lstrip().split("\n", 1)[0]
    between = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=between)
    try:
        heads = [head.strip().casefold() for head in next(rows, [])]
        if missing := [name for name in NEEDED if name not in heads]:
            raise Unreadable(
                f"There is no column {' and none '.join(missing)}: the first line must name the "
                "columns question and answer (and may name tags, language, phrases)"
            )
        line = rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _draft(dict(zip(heads, row, strict=False)), line, language)
            line = rows.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"Line {rows.line_num} is no row of a table ({error})") from None


def _draft(row: dict[str, str], line: int, language: str | None) -> Draft:
    named = row.get("language", "").strip().casefold()
    return Draft(
        " ".join(row.get("question", "").split()),
        row.get("answer", "").strip(),
        line,
        _parts(_TAGS, row.get("tags", "")),
        named or language,
        _parts(_PHRASES, row.get("phrases", "")),
    )


def _parts(between: re.Pattern[str], cell: str) -> tuple[str, ...]:
    parts = (" ".join(part.split()) for part in between.split(cell))
    return tuple(dict.fromkeys(part for part in parts if part))
