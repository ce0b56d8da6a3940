"""On which line of a TOML file each key stands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Path: TypeAlias = "tuple[str | int, ...]"


def key_lines(text: str) -> Mapping[Path, int]:
    """Line number (from 1) by key path, of a text that is valid TOML.

    Works statement by statement: lines are collected until tomllib can read them, so quoting,
    dotted keys and values over many lines need no parser of ours.
    """
    found: dict[Path, int] = {}
    elements: dict[Path, int] = {}
    table: Path = ()
    pending, first = "", 1
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if not pending:
            first = number
        pending += line
        try:
            statement = tomllib.loads(pending)
        except tomllib.TOMLDecodeError:
            continue
        if pending.lstrip().startswith("["):
            table = _open_table(statement, elements)
            found.setdefault(table, first)
        else:
            for path in _paths(statement):
                found.setdefault(table + path, first)
        pending = ""
    return found


def line_of(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of the key, or of the nearest section around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _open_table(header: Mapping[str, Any], elements: dict[Path, int]) -> Path:
    """The path of a `[table]` or `[[array]]` header; `elements` counts those of each array."""
    path: Path = ()
    inner: Any = header
    while inner:
        name, inner = next(iter(inner.items()))
        path = (*path, name)
        if isinstance(inner, list):
            elements[path] = elements.get(path, -1) + 1
            inner = inner[0]
        if path in elements:
            path = (*path, elements[path])
    return path


def _paths(value: Any, base: Path = ()) -> Iterator[Path]:
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        yield (*base, key)
        yield from _paths(inner, (*base, key))
