"""Reads an exported file: which service it is from, which of its rows are ideas, which are not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from .kinds import KINDS, Kind, Part
from .rows import BadRow, Brought, brought

MOST_BYTES = 50_000_000
_SEPARATORS = (",", ";", "\t")


class Unreadable(ValueError):
    """Why nothing can be made of the file, in one sentence."""


@dataclass(slots=True)
class Reading:
    """What a file has in it: ideas, the rows that cannot be taken (line, why), and how many had
    been deleted there."""

    kind: str
    ideas: list[Brought] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)
    deleted: int = 0


def read(data: bytes, kind: str | None = None) -> Reading:
    """Read an export of `kind`, or of the one that its first line says; Unreadable otherwise.

    UTF-8 or UTF-16 with or without a mark, else Windows-1252; separated by commas, semicolons or
    tabs. Rows that cannot be taken do not keep out the others, but quotes that do not match do:
    nobody can tell where the next row begins.
    """
    text = _text(data)
    known, separator, places = _recognised(text, kind)
    found = Reading(known.name)
    seen: set[str] = set()
    for line, cells in _rows(text, separator):
        if line == 0:
            width = len(cells)
            continue
        try:
            if len(cells) != width:
                raise BadRow(f"it has {len(cells)} columns instead of {width}")
            one = brought(known.name, {part: cells[at] for part, at in places.items()})
            if one is not None and one.source in seen:
                raise BadRow(f"{one.source.partition(':')[2]} was there already")
        except BadRow as bad:
            found.bad.append((line, str(bad)))
            continue
        if one is None:
            found.deleted += 1
        else:
            seen.add(one.source)
            found.ideas.append(one)
    # so that the older one has the smaller number here too
    found.ideas.sort(key=lambda idea: idea.created_at or 0)
    return found


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise Unreadable(f"it has more than {MOST_BYTES // 1_000_000} MB; no export has that")
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable("it is not a text file; name the CSV file of the export")


def _recognised(text: str, kind: str | None) -> tuple[Kind, str, dict[Part, int]]:
    kinds = [KINDS[kind]] if kind else list(KINDS.values())
    for separator in _SEPARATORS:
        try:
            header = next((cells for _, cells in _rows(text, separator)), [])
        except Unreadable:  # names in quotes, with another separator between them
            continue
        for one in kinds:
            if (places := one.places(header)) is not None:
                return one, separator, places
    wanted = "; ".join(f"{one.name} has at least {one.wanted()}" for one in kinds)
    raise Unreadable(f"its first line does not name the columns of an export that I know: {wanted}")


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """(line it begins on, cells) of each row; of the first, which has the names, line 0."""
    csv.field_size_limit(MOST_BYTES)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line, is_first = 1, True
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable(
                f"the quotes of the row that begins on line {line} do not match, so nothing of the "
                "file was taken; export it again"
            ) from None
        begins, line = line, rows.line_num + 1
        if any(cell.strip() for cell in cells):
            yield (0 if is_first else begins), cells
            is_first = False
