"""Rows of messages in the order of time, by a key."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Hashable
from typing import Generic, TypeVar

from .seen import Seen

MOST_LOOKED_AT = 100
"""Messages that a pattern looks at, the latest ones: so its time has a bound, whatever comes."""

K = TypeVar("K", bound=Hashable)


def sent_at(seen: Seen) -> int:
    """When it was written, in UTC milliseconds."""
    return seen.sent_at


def _order(seen: Seen) -> tuple[int, int, int]:
    return seen.sent_at, seen.channel_id, seen.message_id


class Shelves(Generic[K]):
    """Messages by key, each row in the order of time, however they come."""

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: dict[K, list[Seen]] = {}

    def row(self, key: K) -> list[Seen]:
        """All of a key; not to be changed."""
        return self._rows.get(key, [])

    def put(self, key: K, seen: Seen) -> None:
        """Add one to its row."""
        row = self._rows.setdefault(key, [])
        if not row or _order(row[-1]) < _order(seen):
            row.append(seen)
        else:
            insort(row, seen, key=_order)

    def take(self, key: K, seen: Seen) -> None:
        """Remove one that is there."""
        row = self._rows[key]
        # what expires stands first
        del row[0 if row[0] is seen else bisect_left(row, _order(seen), key=_order)]
        if not row:
            del self._rows[key]

    def latest(self, key: K, within: int) -> list[Seen]:
        """Those of a key within so many milliseconds before its latest one, 100 at most."""
        if (row := self._rows.get(key)) is None:
            return []
        since, row = row[-1].sent_at - within, row[-MOST_LOOKED_AT:]
        return row if row[0].sent_at >= since else row[bisect_left(row, since, key=sent_at) :]
