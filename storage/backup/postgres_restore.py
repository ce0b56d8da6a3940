"""Fills a schema of PostgreSQL from a dump; the former schema is renamed and stays."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, NullPool, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import StorageError
from storage.database import outages
from storage.database.connection import APPLICATION, LOCK_MIGRATION
from storage.database.copying import Contents

from . import postgres


def check(file: Path) -> Contents:
    """What a dump holds; StorageError when it cannot be read. Blocking."""
    postgres.tool("psql")
    return postgres.check(file, lambda: False)


async def must_be_free(url: URL) -> None:
    """StorageError while a bot, or a command of ours, is connected to the database as this user."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = :name "
        "AND datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
    )
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            others = await connection.scalar(query, {"name": APPLICATION})
    except (DBAPIError, OSError) as error:
        raise outages.at_the_start(error, url, None) from error
    finally:
        await engine.dispose()
    if others:
        raise StorageError(
            f"Townhall already works with the database {url.database}: stop that bot (or let its "
            "command end) first."
        )


@asynccontextmanager
async def loaded(url: URL, file: Path, contents: Contents, stamp: str) -> AsyncIterator[str]:
    """The schema, filled from the dump; the name that the former one has now. On an exception all
    is as it was."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            schema = str(await connection.scalar(text("SELECT current_schema()")))
        aside = f"{schema}_replaced_{stamp.replace('-', '_')}"
        await asyncio.to_thread(_load, url, file, schema, aside)
        try:
            async with engine.connect() as connection:
                contents.compare(await postgres.contents_of(connection))
            yield aside
        except BaseException:
            await _back(engine, schema, aside)
            raise
    except (DBAPIError, OSError) as error:
        raise outages.at_the_start(error, url, None) from error
    finally:
        await engine.dispose()


def _load(url: URL, file: Path, schema: str, aside: str) -> None:
    """One transaction of psql's around all that pg_restore writes."""
    first = (
        f"SELECT pg_advisory_xact_lock({LOCK_MIGRATION})",
        f'ALTER SCHEMA "{schema}" RENAME TO "{aside}"',
        f'CREATE SCHEMA "{schema}"',
    )
    command = [
        postgres.tool("psql"), "--no-psqlrc", "--quiet", "--single-transaction",
        "--set=ON_ERROR_STOP=1", *(f"--command={one}" for one in first), "--file=-",
        f"--dbname={postgres.libpq(url)}",
    ]  # fmt: skip
    with subprocess.Popen(  # noqa: S603 - our own command
        command,
        env=postgres.environment(url),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as psql:
        assert psql.stdin is not None and psql.stderr is not None  # noqa: S101
        try:
            with postgres.reading(file, f"--schema={schema}") as lines:
                with suppress(BrokenPipeError):  # it ended: it says why below
                    psql.stdin.writelines(lines)
                for _rest in lines:
                    pass
        except BaseException:
            psql.kill()  # before its input ends, so that it does not commit the half
            raise
        with suppress(BrokenPipeError):
            psql.stdin.close()
        said = psql.stderr.read().decode(errors="replace")
    if psql.returncode:
        raise StorageError(
            f"The backup could not be put into the database ({postgres.first_line(said)}): nothing "
            "has changed."
        )


async def _back(engine: AsyncEngine, schema: str, aside: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(f'DROP SCHEMA "{schema}" CASCADE'))
        await connection.execute(text(f'ALTER SCHEMA "{aside}" RENAME TO "{schema}"'))
