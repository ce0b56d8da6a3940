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


def inspect(path: Path, busy_ms: int) -> None:
    """Raise StorageError unless `path` is absent or one of our own sound databases.

    Blocking; nothing is changed, except that a missing parent folder is made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        header = _header(path)
    except OSError as error:
        raise StorageError(
            f"Cannot use {path} as the database ({error.strerror or error}): "
            "check the path and its permissions."
        ) from error
    if header is None:
        return
    if not header:
        raise StorageError(
            f"The database {path} is empty (zero bytes), so its data was lost: restore it from a "
            "backup, or delete the file to start anew."
        )
    if not header.startswith(_MAGIC):
        raise StorageError(
            f"The file {path} is not a SQLite database: name another file, or restore a backup."
        )
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise StorageError(
            f"The database {path} belongs to another application: name another file."
        )
    _check(path, busy_ms)


def _header(path: Path) -> bytes | None:
    folder = path.parent
    if not os.access(folder, os.W_OK):
        raise PermissionError(13, f"the folder {folder} is not writable")
    if not path.exists():
        return None
    if not os.access(path, os.W_OK):
        raise PermissionError(13, "the file is not writable")
    with path.open("rb") as file:
        return file.read(100)


def _check(path: Path, busy_ms: int) -> None:
    try:
        with closing(sqlite3.connect(_uri(path), uri=True, timeout=busy_ms / 1000)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if path.stat().st_size <= _FULL_CHECK_BYTES:
                [verdict] = connection.execute("PRAGMA quick_check(1)").fetchone()
                if verdict != "ok":
                    raise sqlite3.DatabaseError(f"malformed: {verdict}")
    except sqlite3.DatabaseError as error:
        raise explain(error, path) from error


def _uri(path: Path) -> str:
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


def explain(error: BaseException, path: Path) -> StorageError:
    """The plain sentence for an error of SQLite's."""
    text = str(getattr(error, "orig", None) or error)
    if "locked" in text or "busy" in text:
        return StorageError(
            f"The database {path} is locked by another program: close that program and start again."
        )
    if "unable to open" in text or "readonly" in text:
        return StorageError(
            f"Cannot write to the database {path}: check its permissions and those of its folder."
        )
    if "full" in text:
        return StorageError(f"No space is left for the database {path}: free some and start again.")
    if "malformed" in text or "not a database" in text:
        return StorageError(
            f"The database {path} is broken: restore it from a backup (the file was left as it is)."
        )
    return StorageError(
        f"The database {path} could not be brought up to date ({text.splitlines()[0]}): nothing "
        "was changed; install the version it was last used with, and report this."
    )
