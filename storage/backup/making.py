"""Makes a backup while the bot runs, and believes in it only after it was read back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event

from storage import StorageError
from storage.database import copying, sqlite_file
from storage.database.connection import parse

from . import files, postgres


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was read back and holds what the database held when it began."""

    path: Path
    size: int
    tables: int
    rows: int
    seconds: float
    deleted: tuple[Path, ...]


async def back_up(
    url: str, folder: Path, now: datetime, *, keep: int | None = None, stop: Event | None = None
) -> Made:
    """Write a backup of the database at `url` into `folder`, named by the time `now` in UTC.

    `keep`: of our files in that folder only so many stay, this one counted. StorageError when it
    cannot be made; copying.Stopped soon after `stop` was set. Nothing half stays either way.
    """
    began, stop = time.monotonic(), stop or Event()
    parsed = parse(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    with files.appearing(folder, now, ".db" if sqlite else ".dump") as (part, named):
        if sqlite:
            source = Path(parsed.database or "")
            work: Awaitable[copying.Contents] = asyncio.to_thread(
                _copied, source, part, stop.is_set
            )
        else:
            work = postgres.dump(parsed, part, stop.is_set)
        contents = await _to_its_end(work, stop)
    gone = await asyncio.to_thread(files.delete_oldest, folder, max(keep, 1)) if keep else []
    [path] = named
    return Made(
        path,
        path.stat().st_size,
        len(contents.rows),
        sum(contents.rows.values()),
        time.monotonic() - began,
        tuple(gone),
    )


def _copied(source: Path, part: Path, stopped: Callable[[], bool]) -> copying.Contents:
    if not source.exists():
        raise StorageError(f"There is no database {source} yet: start the bot once.")
    sqlite_file.recognise(source)
    contents = copying.copy(source, part, stopped)
    contents.compare(copying.check(part, stopped))
    return contents


async def _to_its_end(work: Awaitable[copying.Contents], stop: Event) -> copying.Contents:
    """The work, which is a thread's: when we are cancelled, it is stopped before we go."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait([task])
        raise
