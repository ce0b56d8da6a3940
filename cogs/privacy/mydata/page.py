"""All about one person as a page that they can read: words, dates, names of places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from typing import Any

import orjson

from bot.api.kept import Kept, Name
from bot.api.model import zone_of
from bot.api.services.personal import Keeper
from bot.api.text import T, Text

STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;"
    "margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;display:block;overflow-x:auto}"
    "th,td{border:1px solid #8886;padding:.3rem .6rem;text-align:left;vertical-align:top;"
    "white-space:pre-wrap}th::first-letter,h3::first-letter{text-transform:uppercase}"
    "time{white-space:nowrap}h2{margin-top:2.5rem}h3{display:inline-block;margin:0;font-size:1rem;"
    "max-width:calc(100% - 2rem);vertical-align:top}"
    "details{margin:.8rem 0}summary{cursor:pointer}p.why{opacity:.75;margin:0 0 .4rem}"
)
OPEN_ROWS = 12  # a longer table is folded away until somebody wants to see it
MINUTES = ("quiet_from", "quiet_to")
ORDINALS = range(date(1970, 1, 1).toordinal(), date(9999, 1, 1).toordinal())
HOUR_MS = 3_600_000
NAMES = "names"
STAYS: Mapping[str, Text] = {
    "unnamed": T("When you have everything deleted, what is left of this names you no more."),
    "number": T("When you have everything deleted, this stays under a number of nobody's."),
}
NUMBERS = ("native_id", "message_id")
Names = Mapping[str, Name]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads it: `plain` says a text in their language, `zone` is that of their community."""

    plain: Callable[[Text], str]
    zone: str
    language: str


def as_page(
    title: str, data: Mapping[str, Any], keepers: Sequence[Keeper], reader: Reader
) -> bytes:
    """Every table of which there is something; nothing in it is taken for markup. A table without
    words, of a feature that is not installed any more, has its own names."""
    page = _Page(data, reader)
    known = {name for keeper in keepers for name in keeper.keeps.tables}
    parts = [page.feature(keeper) for keeper in keepers]
    parts += [page.table(name, None, {}) for name in data if name not in known | {NAMES}]
    say = reader.plain
    told = T(
        "Times are those of {zone}. Numbers and marks that only programs need are in mydata.json.",
        zone=reader.zone,
    )
    return (
        f'<!doctype html>\n<html lang="{escape(reader.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><h1>{escape(title)}</h1>\n<p>{escape(say(told))}</p>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body></html>\n"
    ).encode(errors="replace")


class _Page:
    def __init__(self, data: Mapping[str, Any], reader: Reader) -> None:
        self._data = data
        self._say = reader.plain
        self._zone = zone_of(reader.zone)
        self._me = {row["id"] for row in data.get("members", ())}
        self._names = {(row["table"], row["id"]): row["name"] for row in data.get(NAMES, ())}

    def feature(self, keeper: Keeper) -> str:
        """A chapter; empty where nothing is kept."""
        keeps = keeper.keeps
        tables = [self.table(name, kept, keeps.names) for name, kept in keeps.tables.items()]
        if not any(tables):
            return ""
        why = self._say(T("Kept {purpose}.", purpose=keeps.purpose))
        return (
            f'<h2>{escape(self._say(keeper.title))}</h2>\n<p class="why">{escape(why)}</p>\n'
            + "\n".join(table for table in tables if table)
        )

    def table(self, name: str, kept: Kept | None, names: Names) -> str:
        """Its rows under headings; columns in which there is nothing are left out."""
        rows = self._data.get(name)
        if not rows:
            return ""
        head = f"{self._say(kept.what) if kept else name} ({len(rows)})"
        filled = dict.fromkeys(
            key for row in rows for key, value in row.items() if value not in (None, "", [], {})
        )
        columns = {key: self._heading(key, kept) for key in filled}
        shown = {key: heading for key, heading in columns.items() if heading}
        body = self._rows(rows, shown, names) if shown else ""
        if kept is not None and kept.erased in STAYS:
            body = f'<p class="why">{escape(self._say(STAYS[kept.erased]))}</p>{body}'
        unfolded = " open" if len(rows) <= OPEN_ROWS else ""
        return f"<details{unfolded}><summary><h3>{escape(head)}</h3></summary>{body}</details>"

    def _heading(self, column: str, kept: Kept | None) -> str:
        if kept is None:
            return column
        words = kept.columns.get(column)
        return self._say(words) if words is not None else ""

    def _rows(
        self, rows: Sequence[Mapping[str, Any]], shown: Mapping[str, str], names: Names
    ) -> str:
        head = "".join(f"<th>{escape(heading)}</th>" for heading in shown.values())
        cells = ([self._cell(key, row.get(key), names) for key in shown] for row in rows)
        body = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in cells)
        return f"<table><tr>{head}</tr>{body}</table>"

    def _cell(self, column: str, value: Any, names: Names) -> str:
        if isinstance(value, str) and value[:1] in ("{", "["):
            value = _unpacked(value)
        if isinstance(value, Mapping):
            cells = {str(key): self._cell(key, one, names) for key, one in value.items()}
            return "\n".join(f"{escape(key)}: {cell}" for key, cell in cells.items())
        if isinstance(value, Sequence) and not isinstance(value, str):
            return ", ".join(self._cell(column, one, names) for one in value)
        word = escape(self._word(column, value, names))
        return f"<time>{word}</time>" if isinstance(value, int) and _is_time(column) else word

    def _word(self, column: str, value: Any, names: Names) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return self._say(T("yes") if value else T("no"))
        if not isinstance(value, int):
            return str(value)
        if column.endswith(("_id", "_by")):
            if (named := names.get(column)) is not None:
                return str(self._names.get((named.table, value), value))
            you = value in self._me and column not in NUMBERS
            return self._say(T("you")) if you else str(value)
        return self._moment(column, value)

    def _moment(self, column: str, value: int) -> str:
        if _is_time(column):
            return self._time(value)
        if column == "hour":
            return self._time(value * HOUR_MS)
        if column == "month":
            return f"{value // 12}-{value % 12 + 1:02}"
        if column in MINUTES:
            return f"{value // 60:02}:{value % 60:02}"
        day = value * 7 + 1 if column == "week" else value
        if column in ("day", "week", "first_day") and day in ORDINALS:
            return date.fromordinal(day).isoformat()
        return str(value)

    def _time(self, at: int) -> str:
        try:
            moment = datetime.fromtimestamp(at / 1000, UTC).astimezone(self._zone)
        except (ValueError, OverflowError, OSError):
            return str(at)
        return f"{moment:%Y-%m-%d %H:%M}"


def _is_time(column: str) -> bool:
    return column == "at" or column.endswith("_at") or column == "source_date"


def _unpacked(text: str) -> Any:
    try:
        return orjson.loads(text)
    except ValueError:
        return text  # somebody's words
