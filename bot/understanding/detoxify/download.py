"""One published file from the network to the disk; it gets its name when it is the right one."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import aiohttp

from ..card import ModelError
from .catalogue import Pin

Told = Callable[[int, int | None], None]
"""Called with the bytes that are there and those of the whole file (None: nobody said)."""

ATTEMPTS = 6
PAUSE_S = 2.0
CHUNK = 1 << 20
MEGABYTE = 1_000_000
# No limit in all: a slow line may take an hour. Silence is a broken line.
TIMEOUT = aiohttp.ClientTimeout(total=None, connect=30, sock_read=60)
_OK, _PARTIAL, _BEYOND = 200, 206, 416


class _Cut(Exception):
    """The line broke; what came is kept and the next attempt goes on from there."""


async def download(
    pin: Pin, folder: Path, *, told: Told | None = None, pause: float = PAUSE_S
) -> Path:
    """Fetch `pin` into `folder`, made if need be; a cut download goes on where it broke off.

    Proxies are those of the environment (https_proxy, no_proxy). Raises ModelError in one sentence
    when there is no network, too little room, or when the file is not the published one.
    """
    target = folder / pin.file
    part = folder / f"{pin.file}.part"
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        async with aiohttp.ClientSession(timeout=TIMEOUT, trust_env=True) as session:
            await _persist(session, pin, part, told or _silent, pause)
        await asyncio.to_thread(_accept, pin, part, target)
    except OSError as error:
        raise _unwritable(pin, folder, error) from error
    return target


async def _persist(
    session: aiohttp.ClientSession, pin: Pin, part: Path, told: Told, pause: float
) -> None:
    """Try again as long as the line breaks, a few times without any progress at most."""
    failures, had = 0, _size(part)
    while True:
        try:
            await _continue(session, pin, part, told)
            return
        except _Cut as cut:
            has = _size(part)
            failures, had = (1 if has > had else failures + 1), has
            if failures == ATTEMPTS:
                raise _given_up(pin, part, cut) from cut
        await asyncio.sleep(pause * failures)


async def _continue(session: aiohttp.ClientSession, pin: Pin, part: Path, told: Told) -> None:
    """Ask for what is missing and append it. Raises _Cut when the line breaks."""
    had = _size(part)
    if pin.size is not None and had == pin.size:
        return
    headers = {"Range": f"bytes={had}-"} if had else {}
    try:
        async with session.get(pin.url, headers=headers) as answer:
            if answer.status == _BEYOND:
                # complete but not yet named, or of another file: the hash will tell
                return
            if answer.status not in (_OK, _PARTIAL):
                raise _refused(pin, part.parent, answer)
            had = had if answer.status == _PARTIAL else 0
            length = answer.content_length
            whole = pin.size or (had + length if length is not None else None)
            if whole is not None:
                await asyncio.to_thread(_room, pin, part.parent, whole - had)
            with await asyncio.to_thread(part.open, "ab" if had else "wb") as file:
                await _append(answer, file, had, whole, told)
    except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        raise _Cut from error
    if whole is not None and _size(part) < whole:
        raise _Cut


async def _append(
    answer: aiohttp.ClientResponse, file: BinaryIO, had: int, whole: int | None, told: Told
) -> None:
    told(had, whole)
    async for chunk in answer.content.iter_chunked(CHUNK):
        await asyncio.to_thread(file.write, chunk)
        had += len(chunk)
        told(had, whole)


def _accept(pin: Pin, part: Path, target: Path) -> None:
    """Give a complete file its name if it is the published one; delete it if not."""
    size = _size(part)
    with part.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if not found.startswith(pin.sha256) or pin.size not in (None, size):
        part.unlink()
        raise ModelError(
            f"What {_host(pin)} sent as {pin.file} is not the published file (SHA-256 "
            f"{found[:16]}…, {size} bytes; expected {pin.sha256[:16]}…"
            f"{f', {pin.size} bytes' if pin.size else ''}) and was deleted: try again, and see "
            "whether a proxy answers in its place."
        )
    part.replace(target)


def _room(pin: Pin, folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ModelError(
            f"There is no room for {pin.file} in {folder}: {_mb(needed)} are needed and "
            f"{_mb(free)} are free; make room or choose another detoxify_folder."
        )


def _unwritable(pin: Pin, folder: Path, error: OSError) -> ModelError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ModelError(
            f"The disk is full, so {pin.file} is not complete: make room in {folder} and try "
            "again; it goes on where it broke off."
        )
    return ModelError(
        f"{pin.file} cannot be written into {folder} ({error.strerror}): mend that or choose "
        "another detoxify_folder."
    )


def _refused(pin: Pin, folder: Path, answer: aiohttp.ClientResponse) -> ModelError:
    return ModelError(
        f"{_host(pin)} answered {answer.status} ({answer.reason}) when asked for {pin.file}: try "
        f"again later, or put the file into {folder} yourself (docs/models/detoxify.md)."
    )


def _given_up(pin: Pin, part: Path, cut: _Cut) -> ModelError:
    if has := _size(part):
        return ModelError(
            f"The download of {pin.file} broke off after {_mb(has)}: try again, it goes on "
            "where it broke off."
        )
    reason = type(cut.__cause__).__name__ if cut.__cause__ else "it sends nothing"
    return ModelError(
        f"{_host(pin)} cannot be reached ({reason}): check the network of this machine, or put "
        f"{pin.file} into {part.parent} yourself (docs/models/detoxify.md)."
    )


def _silent(_done: int, _whole: int | None) -> None:
    """Nobody wants to know."""


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _host(pin: Pin) -> str:
    return pin.url.split("/")[2]


def _mb(size: int) -> str:
    return f"{size / MEGABYTE:,.0f} MB"
