"""All about one person as a page to read: kinds, times and places in words.

The columns of tables have the program's own names, made readable: "created_at" is "created".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;"
    "margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;display:block;overflow-x:auto}"
    "th,td{border:1px solid #8886;padding:.3rem .6rem;text-align:left;vertical-align:top}"
)
EPOCH = datetime.fromtimestamp(0, ZoneInfo("UTC"))
PLACES = {"channel_id": "channel", "space_id": "space", "place_id": "channel"}
NOWHERE = {"community_id", "account_id"}  # the same in every row, or a number of ours
PEOPLE = ("_by", "member_id", "author_id", "asker_id", "owner_id", "actor_id", "target_id")

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of data: its title, why it stays when everything is deleted ("" when it goes), and
    its tables by the names that they have in the database."""

    title: str
    stays: str
    tables: Mapping[str, Rows]


@dataclass(frozen=True, slots=True)
class Words:
    """In the reader's language. `places` are the names of channels and spaces by kind and number;
    `me` are the reader's own numbers."""

    lang: str
    title: str
    lead: str
    yes: str
    no: str
    you: str
    zone: str
    me: frozenset[int] = frozenset()
    places: Mapping[tuple[str, int], str] = field(default_factory=dict)


def as_page(words: Words, sections: Sequence[Section]) -> bytes:
    """HTML that needs nothing from anywhere; nothing in it is taken for markup."""
    body = "\n".join(_section(words, section) for section in sections)
    return (
        f'<!doctype html>\n<html lang="{escape(words.lang)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(words.title)}</title><style>{STYLE}</style></head>\n"
        f"<body><h1>{escape(words.title)}</h1>\n<p>{escape(words.lead)}</p>\n{body}\n"
        "</body></html>\n"
    ).encode(errors="replace")


def _section(words: Words, section: Section) -> str:
    parts = [f"<h2>{escape(_capital(section.title))}</h2>"]
    if section.stays:
        parts.append(f"<p>{escape(_capital(section.stays))}</p>")
    for name, rows in section.tables.items():
        if len(section.tables) > 1:
            parts.append(f"<h3>{escape(_capital(_spaced(name.partition('_')[2] or name)))}</h3>")
        parts.append(_table(words, rows))
    return "\n".join(parts)


def _table(words: Words, rows: Rows) -> str:
    filled = (key for row in rows for key, value in row.items() if value is not None)
    shown = [key for key in dict.fromkeys(filled) if key not in NOWHERE]
    head = "".join(f"<th>{escape(_heading(key))}</th>" for key in shown)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(words, key, row.get(key))}</td>" for key in shown) + "</tr>"
        for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


# ---- words for what programs call things


def _heading(column: str) -> str:
    for ending in ("_at", "_id"):
        column = column.removesuffix(ending)
    return _capital(_spaced({"at": "when", "id": "no."}.get(column, column)))


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cell(words: Words, column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return escape(words.yes if value else words.no)
    if isinstance(value, Mapping):
        rows = "".join(
            f"<tr><th>{escape(_spaced(str(key)))}</th><td>{_cell(words, str(key), one)}</td></tr>"
            for key, one in value.items()
        )
        return f"<table>{rows}</table>"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_cell(words, column, one) for one in value) or "–"
    if isinstance(value, int):
        return escape(_number(words, column, value))
    return escape(str(value))


def _number(words: Words, column: str, value: int) -> str:
    """What a whole number in that column means."""
    if column.endswith(PEOPLE) and value in words.me:
        return words.you
    if column in PLACES and (name := words.places.get((PLACES[column], value))):
        return name
    try:
        return _time(column.rpartition("_")[2], value, ZoneInfo(words.zone))
    except (ValueError, OverflowError):
        return str(value)


def _time(unit: str, value: int, zone: ZoneInfo) -> str:
    """Counted as `storage.tables` say: milliseconds and hours of UTC, days from the first of the
    year 1, weeks and months of those."""
    match unit:
        case "at":
            return f"{(EPOCH + timedelta(milliseconds=value)).astimezone(zone):%Y-%m-%d %H:%M}"
        case "hour":
            return f"{(EPOCH + timedelta(hours=value)).astimezone(zone):%Y-%m-%d %H:%M}"
        case "day":
            return date.fromordinal(value).isoformat()
        case "week":
            return date.fromordinal(7 * value + 1).isoformat()
        case "month":
            return f"{value // 12:04}-{value % 12 + 1:02}"
    return str(value)
