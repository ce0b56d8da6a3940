"""Keys in files of their own, so that who has the database alone does not have them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import secrets
from pathlib import Path

from bot.api.errors import SetupError

SIZE = 32
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


class KeyFiles:
    """Implements `bot.api.services.Secrets`: `<folder>/<name>.key`, for the bot's user alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # two that ask at once must get the same key
        self._turn = asyncio.Lock()

    async def secret(self, name: str) -> bytes:
        async with self._turn:
            return await asyncio.to_thread(self._read_or_make, self._path(name))

    async def forget(self, name: str) -> None:
        async with self._turn:
            await asyncio.to_thread(_destroy, self._path(name))

    async def names(self) -> list[str]:
        async with self._turn:
            files = await asyncio.to_thread(lambda: sorted(self._folder.glob("*.key")))
        return [file.stem for file in files]

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"a secret is named with a-z, 0-9 and -, not {name!r}")
        return self._folder / f"{name}.key"

    def _read_or_make(self, path: Path) -> bytes:
        try:
            with contextlib.suppress(FileNotFoundError):
                return _whole(path, path.read_bytes())
            if not self._folder.exists():
                self._folder.mkdir(mode=0o700, parents=True)
                _give(self._folder)
            return _make(path)
        except OSError as error:
            raise SetupError(
                f"The key file {path} cannot be used ({error.strerror}): make its folder one that "
                "Townhall may write to."
            ) from error


def _whole(path: Path, key: bytes) -> bytes:
    if len(key) != SIZE:
        raise SetupError(f"The key file {path} is damaged: put it back from a backup.")
    return key


def _make(path: Path) -> bytes:
    # written beside and then renamed: after a power cut there is a whole key or none
    key, beside = secrets.token_bytes(SIZE), path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    _give(beside)
    beside.replace(path)
    _sync(path.parent)
    return key


def _give(path: Path) -> None:
    """Whoever makes it, perhaps the system's administrator with a command: it is for the bot."""
    if os.name == "posix" and os.geteuid() == 0:
        like = path.parent.stat()
        os.chown(path, like.st_uid, like.st_gid)


def _destroy(path: Path) -> None:
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        return
    with file:
        file.write(bytes(SIZE))  # a deleted file's blocks may stay readable for long
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make the names in a folder durable, where a folder can be opened (not on Windows)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
