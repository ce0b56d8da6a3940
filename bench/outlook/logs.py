"""Public chat logs as histories. Their stretches are short, so time is scaled: each stretch is cut
into 64 "weeks" of seven "days", however long these are by the clock."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from cogs.outlook.churn.model import WEEKS

from .communities import WEEK, People

DAYS = WEEKS * WEEK
GAP_S = 6 * 3600
"""A silence of that length ends a stretch: the files hold samples, not whole years."""
FEWEST = 800


@dataclass(frozen=True, slots=True)
class Line:
    """One message: when (UTC seconds), by whom, and to whom it replied."""

    at: float
    author: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A contiguous piece of a log; `day_s` seconds play a day."""

    name: str
    day_s: float
    people: People


def lines(path: Path) -> list[Line]:
    """The messages of a file by time; joins and the like are left out."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if "event" not in row and "text" in row]
    authors = {row["id"]: row["author"] for row in rows}
    found = []
    for row in rows:
        to = {authors[i] for i in row.get("reply_to", ()) if i in authors} - {row["author"]}
        at = datetime.fromisoformat(row["time"]).timestamp()
        found.append(Line(at, row["author"], tuple(sorted(to))))
    return sorted(found, key=lambda line: line.at)


def stretches(path: Path) -> Iterator[Stretch]:
    """The contiguous pieces with enough messages, in order."""
    piece: list[Line] = []
    for line in [*lines(path), None]:
        if line is None or (piece and line.at - piece[-1].at > GAP_S):
            if len(piece) >= FEWEST:
                yield _stretch(path.name.partition(".")[0], piece)
            piece = []
        if line is not None:
            piece.append(line)


def _stretch(name: str, piece: list[Line]) -> Stretch:
    start, day_s = piece[0].at, (piece[-1].at - piece[0].at + 1) / DAYS
    ids = {author: n for n, author in enumerate(dict.fromkeys(line.author for line in piece))}
    messages, replies, answered = (np.zeros((len(ids), DAYS), dtype=np.int64) for _ in range(3))
    joined = np.full(len(ids), DAYS, dtype=np.int64)
    for line in piece:
        day, who = int((line.at - start) / day_s), ids[line.author]
        messages[who, day] += 1
        replies[who, day] += bool(line.to)
        joined[who] = min(joined[who], day)
        for other in line.to:
            # replies to what was said before the stretch began are nobody's here
            if other in ids:
                answered[ids[other], day] += 1
    left = np.full(len(ids), DAYS, dtype=np.int64)
    return Stretch(name, day_s, People(messages, replies, answered, joined, left))
