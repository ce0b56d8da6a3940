"""A published file comes whole and right, or not at all and with one sentence."""

from __future__ import annotations

import errno
import hashlib
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.understanding.card import ModelError
from bot.understanding.detoxify import download as downloading
from bot.understanding.detoxify.catalogue import Pin
from bot.understanding.detoxify.download import ATTEMPTS, download

from .server import FileServer, serving

CONTENT = bytes(range(256)) * 12_000  # three chunks
SHA256 = hashlib.sha256(CONTENT).hexdigest()
FILE = "toxic_small-12345678.ckpt"


@pytest.fixture
async def server() -> AsyncIterator[FileServer]:
    async with serving(FileServer({FILE: CONTENT})) as server:
        yield server


def pin(server: FileServer, sha256: str = SHA256[:8], size: int | None = None) -> Pin:
    return Pin(server.url(FILE), FILE, sha256, size)


def started(wanted: str) -> int:
    """Where a request began; of what came before a cut, the last few bytes may be lost."""
    return int(wanted.removeprefix("bytes=").rstrip("-") or 0)


def only(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_file_comes_with_progress(server: FileServer, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    folder = tmp_path / "made" / "for it"
    path = await download(pin(server), folder, told=lambda *step: seen.append(step))
    assert path.read_bytes() == CONTENT
    assert only(folder) == [FILE]
    assert seen[0] == (0, len(CONTENT))
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert sorted(seen) == seen


@pytest.mark.parametrize("size", [None, len(CONTENT)])
async def test_a_cut_download_goes_on(server: FileServer, tmp_path: Path, size: int | None) -> None:
    server.cuts = [1_000_000, 0, 500_000]
    path = await download(pin(server, size=size), tmp_path, pause=0)
    assert path.read_bytes() == CONTENT
    assert len(server.ranges) == 4
    starts = [started(wanted) for wanted in server.ranges]
    assert starts == sorted(starts)
    assert 0 < starts[1] <= 1_000_000


async def test_a_server_that_cannot_go_on_starts_again(server: FileServer, tmp_path: Path) -> None:
    server.cuts, server.resumes = [1_000_000], False
    path = await download(pin(server), tmp_path, pause=0)
    assert path.read_bytes() == CONTENT


async def test_a_line_that_stays_dead_is_given_up_and_taken_up(
    server: FileServer, tmp_path: Path
) -> None:
    server.cuts = [1_000_000, *[0] * ATTEMPTS]
    with pytest.raises(ModelError, match=r"broke off after 1 MB: try again, it goes on"):
        await download(pin(server), tmp_path, pause=0)
    assert only(tmp_path) == [f"{FILE}.part"]
    server.cuts = []
    await download(pin(server), tmp_path, pause=0)
    assert 0 < started(server.ranges[-1]) <= 1_000_000
    assert only(tmp_path) == [FILE]


async def test_a_part_that_is_complete_is_only_checked(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / f"{FILE}.part").write_bytes(CONTENT)
    await download(pin(server, size=len(CONTENT)), tmp_path)
    assert server.ranges == []
    (tmp_path / FILE).rename(tmp_path / f"{FILE}.part")
    await download(pin(server), tmp_path)
    assert only(tmp_path) == [FILE]


class Lie(NamedTuple):
    sha256: str
    size: int | None


@pytest.mark.parametrize(
    "lie", [Lie("00000000", None), Lie(SHA256[:-1] + "x", None), Lie(SHA256, len(CONTENT) - 1)]
)
async def test_another_file_is_deleted(server: FileServer, tmp_path: Path, lie: Lie) -> None:
    with pytest.raises(ModelError, match="is not the published file") as caught:
        await download(pin(server, *lie), tmp_path, pause=0)
    assert SHA256[:16] in str(caught.value)
    assert only(tmp_path) == []


@pytest.mark.parametrize("status", [403, 404, 503])
async def test_a_refusal_is_told(server: FileServer, tmp_path: Path, status: int) -> None:
    server.status = status
    with pytest.raises(ModelError, match=f"answered {status} .*{FILE}.*docs/models/detoxify.md"):
        await download(pin(server), tmp_path)


async def test_nobody_there(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refused at once
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ModelError, match=rf"{address} cannot be reached .*network"):
            await download(Pin(f"http://{address}/{FILE}", FILE, SHA256), tmp_path, pause=0)
    assert only(tmp_path) == []


async def test_too_little_room(
    server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=len(CONTENT) - 1))
    with pytest.raises(ModelError, match=r"There is no room .*3 MB are needed and 3 MB are free"):
        await download(pin(server), tmp_path)


async def test_a_disk_that_fills_up_meanwhile(
    server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(downloading, "_append", full)
    with pytest.raises(ModelError, match="The disk is full"):
        await download(pin(server), tmp_path)


async def test_a_folder_that_cannot_be_written(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ModelError, match="cannot be written into"):
        await download(pin(server), tmp_path / "file" / "below")
