"""Who else works with a database: a lock beside a SQLite file, PostgreSQL's list of connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import URL, NullPool, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from storage import StorageError

from . import outages, sqlite_file
from .connection import APPLICATION, SCHEMA, parse

LOOKS, BETWEEN_S = 10, 0.1  # a connection that was just closed is listed for a moment
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = :name "
    "AND datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
)


def alone_on(url: str) -> AbstractContextManager[None]:
    """`held` for a bot with a database at this address. On PostgreSQL nothing is held: several bots
    take turns in the database."""
    file = url.removeprefix("sqlite:///")
    return nullcontext() if file == url else held(Path(file))


@asynccontextmanager
async def alone(url: str) -> AsyncIterator[None]:
    """For what no bot may run beside: StorageError while one does. A file is held until the end; on
    PostgreSQL it is looked at before."""
    with alone_on(url):
        if not url.startswith("sqlite:"):
            await must_be_free(parse(url))
        yield


async def must_be_free(url: URL) -> None:
    """StorageError while a bot, or a command of ours, is connected to the PostgreSQL database as
    this user."""
    engine = create_async_engine(url.difference_update_query([SCHEMA]), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await nobody_else(connection)
    except (DBAPIError, OSError) as error:
        raise outages.at_the_start(error, url, None) from error
    finally:
        await engine.dispose()


async def nobody_else(connection: AsyncConnection) -> None:
    """The same, looked at over this connection, which does not count; nothing on SQLite."""
    if connection.dialect.name == "sqlite":
        return
    for _ in range(LOOKS):
        if not await connection.scalar(_OTHERS, {"name": APPLICATION}):
            return
        await asyncio.sleep(BETWEEN_S)
    raise StorageError(
        f"Townhall already works with the database {connection.engine.url.database}: stop that bot "
        "(or let its command end) first."
    )


@contextmanager
def held(path: Path) -> Iterator[None]:
    """StorageError while another process holds it. The system lets go of it when a process ends,
    however it ends; the empty file beside the database stays and means nothing."""
    sqlite_file.enter(path)
    real = path.resolve()
    lock = FileLock(real.with_name(real.name + ".lock"), timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise StorageError(
            f"Townhall already works with {path}: stop that bot (or let its restore or migration "
            "end) first."
        ) from error
    except OSError as error:
        raise sqlite_file.cannot_use(path, error) from error
    try:
        yield
    finally:
        lock.release()
