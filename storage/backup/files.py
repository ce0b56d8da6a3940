"""Files of backups: their names, that they appear whole or not at all, and which ones go."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from storage import StorageError
from storage.database import copying

_OURS = re.compile(r"townhall-(\d{8}-\d{6})(?:-(\d+))?\.(db|dump)")
_STAMP = "%Y%m%d-%H%M%S"
_PARTIAL = ".partial"
_LEFT_BEHIND_S = 86_400


@contextmanager
def appearing(folder: Path, now: datetime, suffix: str) -> Iterator[tuple[Path, list[Path]]]:
    """An empty file of the bot's user alone, to fill; at the end it has its name, which is put into
    the list, and lasts through a power cut. On an exception nothing stays. Nothing is overwritten.
    """
    part = folder / f"townhall-{os.getpid()}-{time.monotonic_ns()}{suffix}{_PARTIAL}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder)
        part.touch(mode=0o600, exist_ok=False)
        named: list[Path] = []
        yield part, named
        copying.sync(part)
        name = _reserved(folder, now, suffix)
        part.replace(name)
        copying.sync(folder)
        named.append(name)
    except OSError as error:
        raise StorageError(
            f"A backup cannot be written to {folder} ({error.strerror or error}): check its "
            "permissions and room, or name another folder."
        ) from error
    finally:
        for beside in ("", "-journal"):
            with suppress(OSError):
                part.with_name(part.name + beside).unlink()


def delete_oldest(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` of our own files; which ones went."""
    ours = sorted(_ours(folder))
    gone = [one for _, _, one in ours[: max(0, len(ours) - keep)]]
    for one in gone:
        one.unlink(missing_ok=True)
    return gone


def newest(folder: Path) -> datetime | None:
    """When the last of our backups in that folder was begun, in UTC; None when there is none."""
    stamp = max((stamp for stamp, _, _ in _ours(folder)), default=None)
    return datetime.strptime(f"{stamp}+0000", f"{_STAMP}%z") if stamp else None


def _ours(folder: Path) -> Iterator[tuple[str, int, Path]]:
    """Our files: the second each was begun, which one of that second it is, and where it is. Sorted
    so they are by age; sorted by name the second of a second would come before its first."""
    for one in folder.glob("townhall-*"):
        if found := _OURS.fullmatch(one.name):
            yield found[1], int(found[2] or 1), one


def _reserved(folder: Path, now: datetime, suffix: str) -> Path:
    """A name that nobody has, later than all of this second; the empty file under it is ours to
    replace."""
    at = f"{now:{_STAMP}}"
    last = max((number for stamp, number, _ in _ours(folder) if stamp == at), default=0)
    for number in range(last + 1, 1000):
        path = folder / f"townhall-{at}{'' if number == 1 else f'-{number}'}{suffix}"
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            return path
    raise StorageError(f"There are too many backups of this second in {folder}.")


def _sweep(folder: Path) -> None:
    """What backups that were killed have left behind."""
    for one in folder.glob(f"townhall-*{_PARTIAL}*"):
        with suppress(FileNotFoundError):
            if one.stat().st_mtime < time.time() - _LEFT_BEHIND_S:
                one.unlink()
