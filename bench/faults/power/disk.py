"""The same statements on a VFS that writes down what it is asked for, and what a disk may then
hold."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

from .recording import Promise, Recording, Statement

SECTOR = 512
NOISE_BYTES = 32_768


@dataclass(frozen=True, slots=True)
class Write:
    file: str
    data: bytes
    offset: int


@dataclass(frozen=True, slots=True)
class Truncate:
    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    file: str


@dataclass(frozen=True, slots=True)
class Delete:
    """`synced`: the folder too."""

    file: str
    synced: bool


Change = Write | Truncate | Sync | Delete
Journal = list[Change | Promise]


def run(recording: Recording, folder: Path, instead: Mapping[str, str]) -> Journal:
    """All of it through APSW; what the disk was asked for, with the promises where they stood.

    `instead` are pragmas in place of the bot's own, by their name. ValueError when the bot has not
    set such a one, or when the tables differ from the bot's in the end.
    """
    journal: Journal = []
    vfs = _Vfs(journal)
    file, open_ones = folder / "townhall.db", dict[int, apsw.Connection]()
    shutil.copy(recording.before, file)
    missing = set(instead)
    try:
        for step in recording.steps:
            match step:
                case Statement(number, None):
                    open_ones[number] = apsw.Connection(str(file), vfs=vfs.name)
                case Statement(number, ""):
                    open_ones.pop(number).close()
                case Statement(number, str(sql)):
                    for name, value in instead.items():
                        if sql.strip().startswith(f"PRAGMA {name} ="):
                            sql = f"PRAGMA {name} = {value}"
                            missing.discard(name)
                    open_ones[number].execute(sql).fetchall()
                case _:
                    journal.append(step)
    finally:
        for connection in open_ones.values():
            connection.close()
        vfs.unregister()
    if missing or _rows(file) != _rows(recording.after):
        raise ValueError(f"not what the bot did (never set: {sorted(missing)})")
    return journal


def _rows(file: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {
            name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
            for (name,) in names
        }


class _Vfs(apsw.VFS):
    """The system's own, overheard."""

    def __init__(self, journal: Journal) -> None:
        self.name = f"overheard-{id(self)}"
        self._journal = journal
        super().__init__(self.name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return _File(self._journal, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        self._journal.append(Delete(Path(filename).name, syncdir))


class _File(apsw.VFSFile):
    def __init__(self, journal: Journal, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._journal = journal
        # SQLite's own files for a sort or a statement have no name and mean nothing afterwards
        given = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._name = Path(given).name if given else None

    def _note(self, change: Change) -> None:
        if self._name is not None:
            self._journal.append(change)

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self._note(Write(self._name or "", bytes(data), offset))

    def xTruncate(self, newsize: int) -> None:
        super().xTruncate(newsize)
        self._note(Truncate(self._name or "", newsize))

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._note(Sync(self._name or ""))


@dataclass
class _Stored:
    """A file: what is on the disk for sure, and what may be. Without a sync since it was made,
    nothing says that the folder knows it."""

    sure: bytearray = field(default_factory=bytearray)
    known: bool = False
    unsure: list[Write | Truncate] = field(default_factory=list)
    deleted: bool = False
    former: _Stored | None = None
    """One of the same name, whose deletion may not be on the disk."""


class Disk:
    """What is on it for sure, and what a power cut leaves."""

    def __init__(self, before: Path) -> None:
        self._files = {"townhall.db": _Stored(bytearray(before.read_bytes()), known=True)}

    def change(self, change: Change) -> None:
        """As the list goes on."""
        stored = self._files.get(change.file)
        if isinstance(change, Delete):
            if stored is not None and not change.synced:
                stored.deleted = True
            else:
                self._files.pop(change.file, None)
            return
        if stored is None or stored.deleted:
            stored = self._files[change.file] = _Stored(former=stored)
        if isinstance(change, Sync):
            for each in stored.unsure:
                _apply(stored.sure, each)
            stored.unsure.clear()
            stored.known, stored.former = True, None
        else:
            stored.unsure.append(change)

    def cut(self, draw: random.Random) -> Iterator[tuple[str, bytes]]:
        """Files after a power cut now. What was not synced is there, or not, or torn by sectors;
        of the index beside the log, which is never synced, there is nothing or noise."""
        kept = draw.choice((0.0, 1.0, draw.random(), draw.random()))
        for name, newest in self._files.items():
            stored: _Stored | None = newest
            while stored is not None and (stored.deleted or not stored.known):
                if draw.random() < (1 - kept if stored.deleted else kept):
                    break
                stored = None if stored.deleted else stored.former
            if stored is not None:
                yield name, _torn(stored, kept, draw)
        if draw.random() < 0.5:
            yield "townhall.db-shm", draw.randbytes(NOISE_BYTES)


def _apply(data: bytearray, change: Write | Truncate) -> None:
    if isinstance(change, Truncate):
        del data[change.size :]
        return
    if len(data) < change.offset:
        data.extend(bytes(change.offset - len(data)))
    data[change.offset : change.offset + len(change.data)] = change.data


def _torn(stored: _Stored, kept: float, draw: random.Random) -> bytes:
    data = bytearray(stored.sure)
    for change in stored.unsure:
        if isinstance(change, Truncate):
            if draw.random() < kept:
                _apply(data, change)
            continue
        for part in _sectors(change):
            luck = draw.random()
            if luck < kept:
                _apply(data, part)
            elif luck > 1 - (1 - kept) / 20:  # the current went while this one was written
                _apply(data, Write(part.file, draw.randbytes(len(part.data)), part.offset))
    return bytes(data)


def _sectors(write: Write) -> Iterator[Write]:
    at, end = write.offset, write.offset + len(write.data)
    while at < end:
        until = min(end, (at // SECTOR + 1) * SECTOR)
        yield Write(write.file, write.data[at - write.offset : until - write.offset], at)
        at = until
