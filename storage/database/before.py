"""Copies of a SQLite file from before its tables were changed, kept beside it for a while."""

from __future__ import annotations

import time
from pathlib import Path

from storage import StorageError

from . import copying

KEPT_S = 30 * 86_400  # who was erased since must not stay in a copy for ever


def keep(path: Path, revision: str) -> Path:
    """Copy `path` beside itself as it is before the change to `revision`; blocking."""
    to = path.with_name(f"{path.name}.before-{revision}")
    part = to.with_name(to.name + ".partial")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        copying.copy(path, part)
        part.replace(to)
    except StorageError as error:
        raise StorageError(
            f"{str(error).removesuffix('.')} (it is kept in case the change of its tables has to "
            "be taken back; copies = 0 in [storage] goes without)."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    copying.sync(path.parent)
    return to


def expire(path: Path, most: int) -> None:
    """Delete all but the newest `most` copies, and those that are a month old; blocking."""
    names = path.parent.glob(f"{path.name}.before-*")
    copies = sorted((-one.stat().st_mtime, one) for one in names)
    for number, (age, one) in enumerate(copies):
        if number >= most or -age < time.time() - KEPT_S:
            one.unlink(missing_ok=True)
