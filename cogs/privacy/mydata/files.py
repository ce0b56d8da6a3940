"""All about one person as files: JSON for programs, a page for reading."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import orjson

STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;"
    "margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;display:block;overflow-x:auto}"
    "th,td{border:1px solid #8886;padding:.3rem .6rem;text-align:left;vertical-align:top}"
)


MOST = 7 * 2**20  # what goes as it is: Discord takes 10 MB


def packed(files: Mapping[str, bytes]) -> bytes:
    """Several files as one archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def as_json(data: Mapping[str, Any]) -> bytes:
    """Indented, with the keys in their order."""
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def as_page(title: str, data: Mapping[str, Any]) -> bytes:
    """The same as tables; nothing in it is taken for markup."""
    body = "\n".join(
        f"<h2>{escape(str(kind))}</h2>\n{_shown(value)}" for kind, value in data.items()
    )
    return (
        '<!doctype html>\n<html><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    ).encode()


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        rows = "".join(
            f"<tr><th>{escape(str(key))}</th><td>{_shown(one)}</td></tr>"
            for key, one in value.items()
        )
        return f"<table>{rows}</table>"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _table(value)
    return escape("" if value is None else str(value))


def _table(rows: Sequence[Any]) -> str:
    if not rows or not all(isinstance(row, Mapping) for row in rows):
        return ", ".join(_shown(row) for row in rows) or "–"
    columns = list(dict.fromkeys(key for row in rows for key in row))
    head = "".join(f"<th>{escape(str(column))}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_shown(row.get(column))}</td>" for column in columns) + "</tr>"
        for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"
