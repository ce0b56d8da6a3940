"""Chat logs in JSON lines (plain or .gz): reading them, one row or one clear sentence a line."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Literal, TypeAlias

import orjson

from bot.api.errors import SetupError

Kind: TypeAlias = Literal["message", "joined", "left", "renamed"]
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a log. `at` is UTC milliseconds; `name` is the new name of a "renamed" row."""

    id: str
    channel: str
    author: str
    at: int
    kind: Kind
    text: str = ""
    name: str = ""
    reply_to: tuple[str, ...] = ()


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file in its order, one at a time; SetupError names the line that is wrong."""
    number = 0
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            for line in file:
                number += 1
                if line.strip():
                    yield row_of(orjson.loads(line))
    except Malformed as error:
        raise SetupError(f"{path.name} line {number}: {error}") from None
    except orjson.JSONDecodeError as error:
        raise SetupError(f"{path.name} line {number}: this is not JSON: {error.msg}") from None
    except (gzip.BadGzipFile, zlib.error, EOFError):
        raise SetupError(
            f"{path.name} after line {number}: the gzip file is broken or cut off"
        ) from None
    except OSError as error:
        raise SetupError(f"{path} cannot be read: {error.strerror}") from None


class Timeline:
    """Times that never run backwards.

    A log can hold days in any order, or go past midnight without noting the new day: wherever
    time falls back, whole days are added to all that follows.
    """

    def __init__(self) -> None:
        self._added = 0
        self._last = -(2**62)

    def place(self, at: int) -> int:
        """The time for a row, given the rows before it."""
        placed = at + self._added
        if placed < self._last:
            days = -(-(self._last - placed) // DAY_MS)
            self._added += days * DAY_MS
            placed += days * DAY_MS
        self._last = placed
        return placed


class Malformed(ValueError):
    """A line that is JSON, but not a row; says what is wrong without quoting it."""


def row_of(raw: Any, zone: tzinfo = UTC) -> Row:
    """One decoded line as a row; `zone` is that of times that name none."""
    if not isinstance(raw, dict):
        raise Malformed("expected an object in {curly brackets}")
    words = {key: _text(raw, key) for key in ("id", "channel", "author", "time")}
    replies = raw.get("reply_to", [])
    if not isinstance(replies, list) or not all(isinstance(one, str) for one in replies):
        raise Malformed('"reply_to" must be a list of ids')
    event = raw.get("event")
    if event not in (None, "joined", "left", "renamed"):
        raise Malformed('"event" must be "joined", "left" or "renamed"')
    return Row(
        id=words["id"],
        channel=words["channel"],
        author=words["author"],
        at=_time(words["time"], zone),
        kind=event or "message",
        text="" if event else _text(raw, "text", empty=True),
        name=_text(raw, "name") if event == "renamed" else "",
        reply_to=tuple(replies),
    )


def _text(raw: dict[str, Any], key: str, *, empty: bool = False) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not (value or empty):
        raise Malformed(f'"{key}" is missing or not text')
    return value


def _time(text: str, zone: tzinfo) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Malformed('"time" must be written like "2019-09-04T22:44:46Z"') from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
