"""One bot for a SQLite file: whoever runs, restores or migrates holds a lock beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from filelock import FileLock, Timeout

from storage import StorageError

from . import sqlite_file


def alone_on(url: str) -> AbstractContextManager[None]:
    """`held` for a database at this address. On PostgreSQL nothing is held: there the list of
    connections tells who works with it, and several bots take turns in the database."""
    file = url.removeprefix("sqlite:///")
    return nullcontext() if file == url else held(Path(file))


@contextmanager
def held(path: Path) -> Iterator[None]:
    """StorageError while another process holds it. The system lets go of it when a process ends,
    however it ends; the empty file beside the database stays and means nothing."""
    sqlite_file.enter(path)
    real = path.resolve()
    lock = FileLock(real.with_name(real.name + ".lock"), timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise StorageError(
            f"Townhall already works with {path}: stop that bot (or let its restore or migration "
            "end) first."
        ) from error
    except OSError as error:
        raise sqlite_file.cannot_use(path, error) from error
    try:
        yield
    finally:
        lock.release()
