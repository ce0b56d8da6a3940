"""Looks at a SQLite file before anything is written to it, and says plainly what is wrong."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from storage import StorageError

APPLICATION_ID = 0x544F574E  # "TOWN"
_MAGIC = b"SQLite format 3\0"
# quick_check reads every page; past this size a start would take noticeably longer
_FULL_CHECK_BYTES = 64 * 1024 * 1024
_RESTORE = "restore a backup with `townhall restore FILE`"


def inspect(path: Path, busy_ms: int) -> None:
    """Raise StorageError unless `path` is absent or one of our own sound databases.

    Blocking; nothing is changed, except that a missing parent folder is made.
    """
    enter(path)
    if not path.exists():
        if (staged := staging(path)).exists():
            raise StorageError(
                f"A restore of {path} was cut off: give the command `townhall restore` again, or "
                f"rename {path.name}.replaced-... back and delete {staged.name}."
            )
        return
    recognise(path)
    _check(path, busy_ms)


def drop_empty(path: Path) -> None:
    """Delete a file that was to be made and did not get a byte, as on a full disk: the next start
    would take it for one that has lost its data."""
    if path.exists() and path.stat().st_size == 0:
        for end in ("-journal", "-wal", "-shm", ""):
            path.with_name(path.name + end).unlink(missing_ok=True)


def staging(path: Path) -> Path:
    """Where a backup is made ready before it takes the place of the file."""
    return path.with_name(path.name + ".restoring")


def enter(path: Path) -> None:
    """Make the folder of `path` if it is missing; StorageError unless files there, and this one,
    can be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(path.parent, os.W_OK):
            raise PermissionError(13, f"the folder {path.parent} is not writable")
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(13, "the file is not writable")
    except OSError as error:
        raise cannot_use(path, error) from error


def cannot_use(path: Path, error: OSError) -> StorageError:
    """The sentence for a file or folder that the system refuses."""
    return StorageError(
        f"Cannot use {path} as the database ({error.strerror or error}): "
        "check the path and its permissions."
    )


def recognise(path: Path) -> None:
    """StorageError unless the file begins like one of our databases."""
    header = _header(path)
    if not header:
        raise StorageError(
            f"The database {path} is empty (zero bytes), so its data was lost: "
            f"{_RESTORE}, or delete the file to start anew."
        )
    if not header.startswith(_MAGIC) and not _known_by_its_log(path):
        raise StorageError(
            f"The file {path} is not a SQLite database: name another file, or {_RESTORE}."
        )
    must_not_be_foreign(path)


def _known_by_its_log(path: Path) -> bool:
    """Whether the log has a good first page of ours: the power went while SQLite moved that page
    into the file, and SQLite mends the file with it."""
    if not path.with_name(path.name + "-wal").exists():
        return False
    try:
        with closing(sqlite3.connect(uri(path), uri=True)) as connection:
            found: tuple[int] = connection.execute("PRAGMA application_id").fetchone()
            return found == (APPLICATION_ID,)
    except sqlite3.DatabaseError:
        return False


def must_not_be_foreign(path: Path) -> None:
    """StorageError for a SQLite file of another application; a missing or broken one may pass."""
    header = _header(path) if path.exists() else b""
    marked = int.from_bytes(header[68:72], "big") == APPLICATION_ID
    if header.startswith(_MAGIC) and not marked:
        raise StorageError(
            f"The database {path} belongs to another application: name another file."
        )


def _header(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(100)
    except OSError as error:
        raise cannot_use(path, error) from error


def _check(path: Path, busy_ms: int) -> None:
    try:
        with closing(sqlite3.connect(uri(path), uri=True, timeout=busy_ms / 1000)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if path.stat().st_size <= _FULL_CHECK_BYTES:
                [verdict] = connection.execute("PRAGMA quick_check(1)").fetchone()
                if verdict != "ok":
                    raise broken(path)
    except sqlite3.DatabaseError as error:
        raise explain(error, path) from error


def uri(path: Path) -> str:
    """Open so that the check itself leaves no trace.

    Without a log beside it the file is complete and can be read as immutable; a rollback journal
    left by a crash needs a writing connection to be played back.
    """
    base = path.absolute().as_uri()
    if path.with_name(path.name + "-journal").exists():
        return f"{base}?mode=rw"
    if path.with_name(path.name + "-wal").exists():
        return f"{base}?mode=ro"
    return f"{base}?immutable=1"


def outage(error: BaseException, path: Path, then: str = "") -> StorageError | None:
    """The plain sentence when the database as a whole does not work, and what to do `then`; None
    for another error."""
    match getattr(getattr(error, "orig", error), "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            said = f"The database {path} is locked by another program: close that program{then}."
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            said = f"Cannot write to the database {path}: check its permissions and its folder's."
        case sqlite3.SQLITE_FULL:
            said = f"No space is left for the database {path}: free some{then}."
        case sqlite3.SQLITE_IOERR:
            said = (
                f"The disk of the database {path} does not take what is written: check that it has "
                f"room, a quota that allows it, and no faults{then}."
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return broken(path)
        case _:
            return None
    return StorageError(said)


def broken(path: Path) -> StorageError:
    """The sentence for a file that was ours and cannot be read any more."""
    return StorageError(f"The database {path} is broken: {_RESTORE} (the file was left as it is).")


def explain(error: BaseException, path: Path) -> StorageError:
    """The plain sentence for an error of SQLite's while a database is opened."""
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    return outage(error, path, " and start again") or StorageError(
        f"The database {path} could not be brought up to date ({reason}): nothing "
        "was changed; install the version it was last used with, and report this."
    )
