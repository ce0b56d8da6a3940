"""Opening: every way a database can be unusable ends in one sentence and an untouched file."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import Database, StorageError
from tests.support.databases import opened_as_it_is


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


async def _refused(path: Path, sentence: str) -> None:
    before = _contents(path.parent)
    with pytest.raises(StorageError, match=sentence) as caught:
        await Database(f"sqlite:///{path}", busy_timeout_ms=20).open({})
    assert str(path) in str(caught.value)
    assert str(caught.value).count(".") - str(path).count(".") == 1
    assert _contents(path.parent) == before


async def _filled(path: Path) -> None:
    async with opened_as_it_is(f"sqlite:///{path}") as database, database.write() as connection:
        await connection.execute(
            text("INSERT INTO claims VALUES (1, :kind, 'x', 0)"),
            [{"kind": f"{number:099}"} for number in range(2_000)],
        )


async def test_the_folder_is_made_and_the_file_is_marked_as_ours(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "townhall.db"
    async with opened_as_it_is(f"sqlite:///{path}") as database, database.read() as connection:
        found = {
            name: await connection.scalar(text(f"PRAGMA {name}"))
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "wal_autocheckpoint",
                "secure_delete",
            )
        }
    assert path.read_bytes()[68:72] == b"TOWN"
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "wal_autocheckpoint": 16384,
        "secure_delete": 1,
    }


async def test_a_file_of_zero_bytes(tmp_path: Path) -> None:
    path = tmp_path / "townhall.db"
    path.touch()
    await _refused(path, "empty .zero bytes.*townhall restore FILE`, or delete")


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "townhall.db"
    path.write_text("a shopping list, long enough to be taken for a header" * 9)
    await _refused(path, "not a SQLite database")


async def test_the_first_page_was_torn_while_it_came_out_of_the_log(tmp_path: Path) -> None:
    """As a power cut leaves it: SQLite mends the page from the log. Without the log, the control,
    nothing is left to know the file by."""
    source, path = tmp_path / "before" / "townhall.db", tmp_path / "townhall.db"
    await _filled(source)
    with closing(sqlite3.connect(source)) as alive:
        alive.execute("PRAGMA wal_autocheckpoint = 0")
        alive.execute("PRAGMA user_version = 1")  # it is in the first page
        for end in ("", "-wal"):
            shutil.copy(f"{source}{end}", f"{path}{end}")
    with path.open("r+b") as file:
        file.write(b"\xa5" * 512)
    alone = tmp_path / "alone" / "townhall.db"
    alone.parent.mkdir()
    shutil.copy(path, alone)
    async with opened_as_it_is(f"sqlite:///{path}") as database, database.read() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM claims")) == 2_000
        assert await connection.scalar(text("PRAGMA user_version")) == 1
    await _refused(alone, "not a SQLite database")


@pytest.mark.parametrize("application_id", [0, 12345])
async def test_a_database_of_another_application(tmp_path: Path, application_id: int) -> None:
    path = tmp_path / "townhall.db"
    with closing(sqlite3.connect(path)) as foreign:
        foreign.execute(f"PRAGMA application_id = {application_id}")
        foreign.execute("CREATE TABLE notes (id INTEGER)")
    await _refused(path, "belongs to another application: name another file")


@pytest.mark.parametrize("where", [0, 0.9])
async def test_a_broken_page(tmp_path: Path, where: float) -> None:
    path = tmp_path / "townhall.db"
    await _filled(path)
    with path.open("r+b") as file:
        pages = path.stat().st_size // 4096
        file.seek(int(pages * where) * 4096 + 100)
        file.write(b"\xff" * 3_000)
    await _refused(path, "broken: restore a backup with `townhall restore FILE`")


async def test_a_truncated_file(tmp_path: Path) -> None:
    path = tmp_path / "townhall.db"
    await _filled(path)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    await _refused(path, "broken: restore a backup with `townhall restore FILE`")


async def test_a_file_locked_by_another_program(tmp_path: Path) -> None:
    path = tmp_path / "townhall.db"
    await _filled(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("DELETE FROM claims")
        await _refused(path, "locked by another program: close that program")
        other.execute("ROLLBACK")
    async with opened_as_it_is(f"sqlite:///{path}") as database, database.read() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM claims")) == 2_000


async def test_a_log_left_by_a_crash_is_played_back(tmp_path: Path) -> None:
    path, crashed = tmp_path / "townhall.db", tmp_path / "crashed.db"
    await _filled(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("INSERT INTO claims VALUES (2, 'late', 'x', 0)")
        crashed.write_bytes(path.read_bytes())
        log = path.with_name("townhall.db-wal").read_bytes()
        crashed.with_name("crashed.db-wal").write_bytes(log)
    async with opened_as_it_is(f"sqlite:///{crashed}") as database, database.read() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM claims")) == 2_001


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match=r"Cannot use .*check the path and its permissions"):
        await Database(f"sqlite:///{tmp_path}/file/townhall.db").open({})


async def test_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"Cannot use .*check the path"):
        await Database(f"sqlite:///{tmp_path}").open({})


@pytest.mark.parametrize(
    "url",
    ["", "townhall.db", "sqlite://", "sqlite:///:memory:", "mysql://host/name", "postgresql:"],
)
def test_an_address_that_makes_no_sense(url: str) -> None:
    with pytest.raises(StorageError, match=r"must read sqlite:///FOLDER/FILE.db or"):
        Database(url)


def test_postgresql_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(StorageError, match=r"pip install 'townhall-bot\[postgres\]'"):
        Database("postgresql://user:word@host/name")


async def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    database = Database(f"postgresql://anna:s3cret@/name?host={tmp_path}")
    with pytest.raises(StorageError, match="check that the server runs") as caught:
        await database.open({})
    assert "s3cret" not in str(caught.value) + repr(database)


async def test_a_database_that_is_not_on_the_server(postgres_url: str) -> None:
    missing = postgres_url.replace("@/postgres", "@/missing", 1)
    with pytest.raises(StorageError, match=r"does not exist.*check that"):
        await Database(missing).open({})


async def test_before_open_and_after_close(database_url: str) -> None:
    async with opened_as_it_is(database_url) as database:
        pass
    for stale in (database, Database(database_url)):
        with pytest.raises(StorageError, match="not open"):
            async with stale.read():
                pass
