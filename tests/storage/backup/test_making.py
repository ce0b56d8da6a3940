"""A backup is whole, of one moment, read back, and appears under its name or not at all."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import insert

from storage import StorageError
from storage.backup import back_up, newest
from storage.database import Database, copying
from storage.tables import audit, claims
from tests.support.databases import opened

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


async def _fill(db: Database, *numbers: int) -> None:
    """One transaction with a row for each in either table, big enough to count."""
    noted = {"community_id": 1, "action": "x", "target": "y" * 3000, "detail": {}}
    async with db.write() as connection:
        await connection.execute(
            insert(claims),
            [{"community_id": 1, "kind": "k", "period": str(n), "at": 0} for n in numbers],
        )
        await connection.execute(insert(audit), [noted | {"at": number} for number in numbers])


def _counts(path: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as made:
        [one] = made.execute("SELECT count(*) FROM claims").fetchone()
        [two] = made.execute("SELECT count(*) FROM audit").fetchone()
    return int(one), int(two)


async def test_a_backup_is_of_one_moment_while_the_bot_writes(
    sqlite_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "to"
    async with opened(sqlite_url) as db:
        await _fill(db, *range(300))
        written, done = 300, asyncio.Event()

        async def write() -> None:
            nonlocal written
            while not done.is_set():
                await _fill(db, written)
                written += 1

        writer = asyncio.create_task(write())
        made = [await back_up(sqlite_url, folder, NOW) for _ in range(2)]
        done.set()
        await writer
        assert written > 300
    first, second = (one.path for one in made)
    # the second one of the same second does not take the name of the first
    assert (first.name, second.name) == (
        "townhall-20261122-030000.db",
        "townhall-20261122-030000-2.db",
    )
    assert sorted(folder.iterdir()) == sorted([first, second])
    for one in made:
        claimed, noted = _counts(one.path)
        assert 300 <= claimed == noted <= written
        assert one.path.stat().st_mode & 0o777 == 0o600
        assert copying.check(one.path).rows["claims"] == claimed
        assert one.path.read_bytes()[18:20] == b"\x01\x01"  # complete without a log beside it
        assert (one.size, one.deleted) == (one.path.stat().st_size, ())
    assert newest(folder) == NOW


async def test_only_the_oldest_of_ours_are_deleted(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "to"
    folder.mkdir()
    others = ["townhall-notes.db", "photo.jpg", "townhall-20200101-000000.db.asc", "townhall.db"]
    for name in others:
        (folder / name).write_text("mine")
    async with opened(sqlite_url):
        for day in range(1, 5):
            made = await back_up(sqlite_url, folder, NOW.replace(day=day), keep=2)
    assert [one.name for one in made.deleted] == ["townhall-20261102-030000.db"]
    ours = ["townhall-20261103-030000.db", "townhall-20261104-030000.db"]
    assert sorted(one.name for one in folder.iterdir()) == sorted([*others, *ours])


async def test_of_several_in_one_second_the_last_stays(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "to"
    async with opened(sqlite_url):
        made = [await back_up(sqlite_url, folder, NOW) for _ in range(10)]
        for _ in range(3):
            made.append(await back_up(sqlite_url, folder, NOW, keep=1))
            assert list(folder.iterdir()) == [made[-1].path]
    assert made[-4].path in made[-3].deleted and len(made[-3].deleted) == 10
    assert made[-2].deleted == (made[-3].path,) and made[-1].deleted == (made[-2].path,)


def _drop_a_row(target: Path) -> None:
    with closing(sqlite3.connect(target)) as made:
        made.execute("DELETE FROM claims WHERE period = '7'")
        made.commit()


def _break_a_page(target: Path) -> None:
    with target.open("r+b") as file:
        file.seek(target.stat().st_size // 4096 // 2 * 4096 + 100)
        file.write(b"\xff" * 3000)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [(_drop_a_row, "table claims: 299 rows instead of 300"), (_break_a_page, "is broken")],
)
async def test_a_copy_that_is_not_right_is_not_kept(
    sqlite_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[Path], None],
    sentence: str,
) -> None:
    """The control of the check: what a bad disk does to the copy is done by hand."""
    right = copying.copy

    def copy(source: Path, target: Path, *rest: Any) -> copying.Contents:
        contents = right(source, target, *rest)
        damage(target)
        return contents

    monkeypatch.setattr(copying, "copy", copy)
    folder = tmp_path / "to"
    async with opened(sqlite_url) as db:
        await _fill(db, *range(300))
        with pytest.raises(StorageError, match=sentence):
            await back_up(sqlite_url, folder, NOW)
        assert list(folder.iterdir()) == []


async def test_one_that_is_ended_leaves_nothing(sqlite_url: str, tmp_path: Path) -> None:
    stop = Event()
    stop.set()
    async with opened(sqlite_url):
        with pytest.raises(copying.Stopped):
            await back_up(sqlite_url, tmp_path / "to", NOW, stop=stop)
        task = asyncio.create_task(back_up(sqlite_url, tmp_path / "to", NOW))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert list((tmp_path / "to").iterdir()) == []


async def test_what_cannot_be_backed_up_is_said(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"no database .* yet"):
        await back_up(sqlite_url, tmp_path / "to", NOW)
    async with opened(sqlite_url):
        (tmp_path / "file").touch()
        with pytest.raises(StorageError, match=r"cannot be written to .*name another folder"):
            await back_up(sqlite_url, tmp_path / "file" / "to", NOW)


async def test_a_folder_without_room_is_said_before_anything_is_written(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        free = 4096

    monkeypatch.setattr("storage.database.copying.shutil.disk_usage", lambda _: Full)
    async with opened(sqlite_url):
        with pytest.raises(StorageError, match=r"no room for a copy .* free \d+ MB there"):
            await back_up(sqlite_url, tmp_path / "to", NOW)
    assert list((tmp_path / "to").iterdir()) == []
