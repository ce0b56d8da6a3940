"""Power cuts at random points of a recording, and what the next start finds."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from storage import StorageError
from storage.database import sqlite_file

from . import disk, recording
from .recording import Acknowledged, Heard, Promise, Recording, Statement

OFTEN = {"wal_autocheckpoint": "40"}
"""Half of the cuts are made where SQLite moves the log into the file all the time, as it does after
64 MB else."""

FLAWS = {
    "before the commit": "the platform hears that events were received before they are stored",
    "normal": "synchronous=NORMAL: a commit does not wait for the disk",
    "two commits": "a fact and its row of the inbox are not in one transaction",
    "off": "synchronous=OFF: nothing waits for the disk",
}


@dataclass
class Verdict:
    """`broken`: the bot would not start, or SQLite finds a fault. `lost`: an event was acknowledged
    and its fact is not there, or its row, before a handler was through with it. `half`: of one that
    was not acknowledged either the fact is there or its row, instead of both or none. Each counts
    cuts."""

    cuts: int = 0
    broken: int = 0
    lost: int = 0
    half: int = 0

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(*(getattr(self, n) + getattr(other, n) for n in self.__dataclass_fields__))

    @property
    def bad(self) -> int:
        """Cuts after which something was wrong."""
        return self.broken + self.lost + self.half


@dataclass
class _Promised:
    """Native ids of events."""

    acknowledged: set[int] = field(default_factory=set)
    heard: set[int] = field(default_factory=set)


async def trial(folder: Path, cuts: int, seed: int, flaw: str = "") -> Verdict:
    """One recording of the bot, and so many cuts in it."""
    made = await recording.record(folder, seed, early=flaw == "before the commit")
    flawed = {"synchronous": flaw.upper()} if flaw in ("normal", "off") else {}
    if flaw == "two commits":
        made.steps = list(_in_two(made.steps))
    verdict = Verdict()
    for number, instead in enumerate((flawed, flawed | OFTEN)):
        with tempfile.TemporaryDirectory(dir=folder) as there:
            journal = disk.run(made, Path(there), instead)
        share = cuts // 2 + cuts % 2 * (not number)
        verdict += _cut(made, journal, share, random.Random(seed + number), folder)
    return verdict


def _in_two(steps: Iterable[Statement | Promise]) -> Iterator[Statement | Promise]:
    for step in steps:
        if isinstance(step, Statement) and (step.sql or "").startswith("INSERT INTO inbox"):
            yield from (Statement(step.connection, sql) for sql in ("COMMIT", "BEGIN IMMEDIATE"))
        yield step


def _cut(
    made: Recording, journal: disk.Journal, cuts: int, draw: random.Random, folder: Path
) -> Verdict:
    """At random points, from the first to the last."""
    points = sorted(draw.choices(range(len(journal) + 1), k=cuts), reverse=True)
    held, promised, verdict = disk.Disk(made.before), _Promised(), Verdict(cuts=cuts)
    for number in range(len(journal) + 1):
        while points and points[-1] == number:
            points.pop()
            with tempfile.TemporaryDirectory(dir=folder) as name:
                for file, data in held.cut(draw):
                    (Path(name) / file).write_bytes(data)
                _judge(Path(name) / "townhall.db", promised, verdict)
        if number == len(journal):
            break
        match journal[number]:
            case Acknowledged(events):
                promised.acknowledged.update(events)
            case Heard(event):
                promised.heard.add(event)
            case change:
                held.change(change)
    return verdict


def _judge(file: Path, promised: _Promised, verdict: Verdict) -> None:
    """As the next start looks at it, then more strictly."""
    try:
        sqlite_file.inspect(file, 1_000)
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA synchronous = OFF")  # nobody cuts this one's power
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise sqlite3.DatabaseError
            facts = {number for (number,) in connection.execute("SELECT native_id FROM messages")}
            bodies = connection.execute("SELECT body FROM inbox").fetchall()
    except (StorageError, sqlite3.DatabaseError):
        verdict.broken += 1
        return
    rows = {orjson.loads(body)["native_id"] for (body,) in bodies}
    acknowledged, heard = promised.acknowledged, promised.heard
    verdict.lost += not acknowledged <= facts or not acknowledged - heard <= rows
    verdict.half += bool((facts ^ rows) - heard - acknowledged)
