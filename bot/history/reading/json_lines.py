"""Reads logs of any other chat, IRC for instance: JSON lines with id, channel, author, time, text.

`event` "joined", "left" or "renamed" (with the new `name`) stands in place of `text`; `reply_to` is
a list of ids in the same channel. Such a log has no numbers: they are made from its ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from hashlib import blake2b
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson

from bot.api.port.archive import IMPORTED
from bot.api.port.nouns import NativeSpace, NativeUser
from bot.demo.rows import Malformed, Row, row_of

from .records import (
    UNREADABLE,
    Export,
    Moved,
    Passed,
    Place,
    Record,
    Renamed,
    Said,
    Unreadable,
)
from .streams import Readable, opened

FORM = "json-lines"
TRIED = 20
"""So many lines without a single good one, and the file is something else."""
LONGEST = 1 << 20
"""Bytes of a line; no message is as long."""


def read(path: Path, space: NativeSpace, zone: ZoneInfo) -> Export:
    """The log in a file; Unreadable when its first lines are no rows of one."""
    with opened(path) as (content, _):
        first = list(_rows(content, zone, most=TRIED))
    if not any(isinstance(row, Row) for row in first):
        why = f" (line {first[0].line}: {first[0].detail})" if isinstance(first[0], Passed) else ""
        raise Unreadable(f"{path.name} holds no lines of a chat{why}")
    size = path.stat().st_size
    return Export(FORM, IMPORTED, space, size, partial(_records, path, space, zone))


def numbered(channel: str, text: str) -> int:
    """The number of a message: the same whenever the same file is read again."""
    digest = blake2b(f"{channel}\0{text}".encode("utf-8", "surrogatepass"), digest_size=8)
    return (int.from_bytes(digest.digest()) >> 1) or 1


def _records(
    path: Path, space: NativeSpace, zone: ZoneInfo, told: Callable[[int], None]
) -> Iterator[Record]:
    people = _People(space)
    with opened(path) as (content, file):
        for row in _rows(content, zone):
            yield row if isinstance(row, Passed) else _record(row, space, people)
            told(file.tell())


def _rows(content: Readable, zone: ZoneInfo, most: int | None = None) -> Iterator[Row | Passed]:
    number = 0
    while (most is None or number < most) and (line := content.readline(LONGEST)):
        number += 1
        if not line.strip():
            continue
        try:
            if len(line) == LONGEST:
                raise Malformed("it is longer than any message")
            yield row_of(orjson.loads(line), zone)
        except orjson.JSONDecodeError:
            yield Passed(UNREADABLE, number, "this is not JSON")
        except Malformed as error:
            yield Passed(UNREADABLE, number, str(error))


def _record(row: Row, space: NativeSpace, people: _People) -> Record:
    if row.kind == "renamed":
        return people.rename(row.author, row.name)
    author = people.known(row.author)
    if row.kind != "message":
        return Moved(author, row.kind, row.at)
    name = row.channel.removeprefix("#") or row.channel
    return Said(
        place=Place(f"{space.native_id}/{row.channel}", name, private=False),
        author=author,
        native_id=numbered(row.channel, row.id),
        at=row.at,
        length=len(row.text),
        answers=tuple(numbered(row.channel, one) for one in row.reply_to if one != row.id),
    )


class _People:
    """Who writes under which name: whoever takes a new one stays the same person."""

    def __init__(self, space: NativeSpace) -> None:
        self._space = space
        self._people: dict[str, NativeUser] = {}

    def known(self, name: str) -> NativeUser:
        """The person who has this name now."""
        return self._people.setdefault(name, self._as(name))

    def rename(self, old: str, new: str) -> Renamed:
        """Names that are in use already stay with whoever has them."""
        person = self.known(old)
        return Renamed(self._people.setdefault(new, person), self._as(new))

    def _as(self, name: str) -> NativeUser:
        return NativeUser(f"{self._space.native_id}/{name}", name)
