"""Puts a backup in the place of the database, which is moved aside; nothing is overwritten.

It is made ready beside the database, as a file or on PostgreSQL as a schema, and renamed at the
very end.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage import StorageError
from storage.database import copying, lock, sqlite_file
from storage.database.connection import parse

from . import postgres_restore
from .erased import Erased, erased_in


@dataclass(frozen=True, slots=True)
class Place:
    """A backup that is about to become the database: at `url` it can be opened and worked on.

    `erased`: who was erased in the database that it replaces; None when that cannot be read.
    `aside`: where that one is found afterwards, "" when there was none.
    """

    url: str
    erased: Erased | None
    aside: str
    contents: copying.Contents


@asynccontextmanager
async def restore(url: str, file: Path, now: datetime) -> AsyncIterator[Place]:
    """Check the backup and make it ready; it takes its place when the block ends without an error,
    else all stays as it was. StorageError while a bot uses the database, and for a bad backup."""
    parsed = parse(url)
    if not file.is_file():
        raise StorageError(f"There is no file {file}: name a backup.")
    stamp = f"{now:%Y%m%d-%H%M%S}"
    if parsed.get_backend_name() == "sqlite":
        path = Path(parsed.database or "")
        with lock.held(path):
            sqlite_file.must_not_be_foreign(path)
            contents = await asyncio.to_thread(_staged, file, path)
            try:
                erased = await erased_in(url) if path.exists() else Erased()
                aside = _free(path, stamp) if path.exists() else None
                staged = sqlite_file.staging(path)
                yield Place(f"sqlite:///{staged}", erased, str(aside or ""), contents)
                await asyncio.to_thread(_swap, path, staged, aside)
            finally:
                await asyncio.to_thread(_clear, path)
    else:
        contents = await asyncio.to_thread(postgres_restore.check, file)
        await lock.must_be_free(parsed)
        erased = await erased_in(url)
        async with postgres_restore.loaded(parsed, file, contents, stamp) as (at, aside_schema):
            there = at.render_as_string(hide_password=False)
            yield Place(there, erased, aside_schema, contents)


def _staged(file: Path, path: Path) -> copying.Contents:
    _clear(path)
    contents = copying.check(file)
    staged = sqlite_file.staging(path)
    staged.touch(mode=0o600)
    contents.compare(copying.copy(file, staged, live=False))
    return contents


def _free(path: Path, stamp: str) -> Path:
    """A name beside the database that nothing has."""
    stem = f"{path.name}.replaced-{stamp}"
    for number in range(1, 1000):
        name = path.with_name(stem if number == 1 else f"{stem}-{number}")
        if not name.exists():
            return name
    raise StorageError(f"There are too many former databases of this second beside {path}.")


def _swap(path: Path, staged: Path, aside: Path | None) -> None:
    """Rename one out of the way and the other into it. A log must never meet another file than its
    own, so what it holds goes into the file first, and it is moved with it."""
    with closing(sqlite3.connect(staged)) as made:
        made.execute("PRAGMA journal_mode = DELETE")
    _give(staged, path)
    copying.sync(staged)
    if aside is not None:
        # a broken file is moved as it is
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as former:
            former.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for end in ("-wal", "-shm", "-journal", ""):
            with suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
    else:
        for end in ("-wal", "-shm", "-journal"):
            path.with_name(path.name + end).unlink(missing_ok=True)
    staged.rename(path)
    copying.sync(path.parent)


def _give(staged: Path, path: Path) -> None:
    """Whoever restores, perhaps the system's administrator: the bot's user must have the file."""
    like = (path if path.exists() else path.parent).stat()
    if os.name == "posix" and os.geteuid() == 0:
        os.chown(staged, like.st_uid, like.st_gid)


def _clear(path: Path) -> None:
    """What a restore has not used, or one that was killed has left."""
    staged = sqlite_file.staging(path)
    for end in ("-wal", "-shm", "-journal", ""):
        staged.with_name(staged.name + end).unlink(missing_ok=True)
