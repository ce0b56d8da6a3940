"""A consistent copy of a SQLite file that is in use, and the proof that it is one."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage import StorageError

from . import sqlite_file

_STEP_PAGES = 1024  # 4 MB: between two steps it can be stopped
_LOOK_EVERY = 1_000_000  # instructions of SQLite's
_BUSY_S = 5.0


class Stopped(Exception):
    """It was asked to stop before it was done."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds, to compare: rows of each table, and the revision of each part."""

    rows: Mapping[str, int]
    revisions: Mapping[str, tuple[str, ...]]

    def compare(self, copy: Contents) -> None:
        """StorageError unless the copy holds the same."""
        for table in sorted(self.rows.keys() | copy.rows.keys()):
            expected, found = self.rows.get(table, 0), copy.rows.get(table, 0)
            if expected != found or (table in self.rows) != (table in copy.rows):
                raise StorageError(
                    f"The copy is not like the database (table {table}: {found} rows instead of "
                    f"{expected}), so it was not kept: try again, and look at the disk."
                )
        if self.revisions != copy.revisions:
            raise StorageError("The copy has another schema, so it was not kept: try again.")


def copy(
    source: Path,
    target: Path,
    stopped: Callable[[], bool] = lambda: False,
    *,
    live: bool = True,
) -> Contents:
    """Copy `source` into `target`, an empty file or none, while others write; what it must hold.
    A source that is not `live` may lie where nothing can be written.

    Blocking. One read transaction spans the counting and the copying, so both see one snapshot,
    nobody waits, and a writer does not make the copy begin anew; meanwhile the log of `source`
    cannot shrink. The result is one file without a log. StorageError and Stopped leave `target` as
    it got.
    """
    _room_for(source, target)

    def step(_status: int, _left: int, _pages: int) -> None:
        if stopped():
            raise Stopped

    with (
        _told(source, stopped),
        closing(_connect(_rw(source) if live else sqlite_file.uri(source))) as origin,
        closing(_connect(_rw(target) + "c")) as made,
    ):
        origin.set_progress_handler(stopped, _LOOK_EVERY)
        origin.execute("BEGIN")
        contents = _contents(origin)
        # synced as a whole at the end
        made.execute("PRAGMA synchronous = OFF")
        origin.backup(made, pages=_STEP_PAGES, progress=step)
        origin.execute("COMMIT")
        made.execute("PRAGMA journal_mode = DELETE")
    sync(target)
    return contents


def check(file: Path, stopped: Callable[[], bool] = lambda: False) -> Contents:
    """Read every page of a copy; what it holds. StorageError when it is none of our own sound
    databases. Blocking; nothing is written."""
    sqlite_file.recognise(file)
    with _told(file, stopped), closing(_connect(sqlite_file.uri(file))) as made:
        made.set_progress_handler(stopped, _LOOK_EVERY)
        [verdict] = made.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite_file.broken(file)
        return _contents(made)


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, last through a power cut."""
    if path.is_dir() and os.name != "posix":
        return  # a folder cannot be opened there
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _room_for(source: Path, target: Path) -> None:
    needed = source.stat().st_size
    if shutil.disk_usage(target.parent).free < needed:
        raise StorageError(
            f"There is no room for a copy of {source} in {target.parent}: free "
            f"{needed // 2**20 + 1} MB there."
        )


def _rw(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=rw"


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None)


@contextmanager
def _told(path: Path, stopped: Callable[[], bool]) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if stopped():
            raise Stopped from error
        raise sqlite_file.explain(error, path) from error


def _contents(connection: sqlite3.Connection) -> Contents:
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
    tables = [name for (name,) in connection.execute(query + " ESCAPE '\\'")]
    rows, revisions = {}, {}
    for name in tables:
        quoted = '"' + name.replace('"', '""') + '"'
        [rows[name]] = connection.execute(f"SELECT count(*) FROM {quoted}").fetchone()  # noqa: S608
        if name.startswith("alembic_version"):
            found = connection.execute(f"SELECT version_num FROM {quoted} ORDER BY 1")  # noqa: S608
            revisions[name] = tuple(revision for (revision,) in found)
    return Contents(rows, revisions)
