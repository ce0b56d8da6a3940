"""Fills a schema of PostgreSQL from a dump beside the present one, which is renamed at the end."""

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
from storage.database import Database, outages
from storage.database.connection import LOCK_MIGRATION, SCHEMA
from storage.database.copying import Contents
from storage.database.lock import must_be_free

from . import postgres

_LOCK = f"SELECT pg_advisory_xact_lock({LOCK_MIGRATION})"


def check(file: Path) -> Contents:
    """What a dump holds; StorageError when it cannot be read. Blocking."""
    postgres.tool("psql")
    return postgres.check(file, lambda: False)


@asynccontextmanager
async def loaded(
    url: URL, file: Path, contents: Contents, stamp: str
) -> AsyncIterator[tuple[URL, str]]:
    """A schema of its own, filled from the dump, at an address where it can be worked on, and the
    name that the present one gets. It takes the place of that one when the block ends without an
    error; until then, also after a crash, nothing has changed for who opens the database."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            schema = str(await connection.scalar(text("SELECT current_schema()")))
        aside, staged = f"{schema}_replaced_{stamp.replace('-', '_')}", f"{schema}_restoring"
        await asyncio.to_thread(_load, url, file, schema, staged)
        try:
            there = url.update_query_dict({SCHEMA: staged})
            await _compare(there, contents)
            yield there, aside
            await must_be_free(url)
            await _run(engine, _LOCK, _renamed(schema, aside), _renamed(staged, schema))
        except BaseException:
            await _run(engine, _dropped(staged))
            raise
    except (DBAPIError, OSError) as error:
        raise outages.at_the_start(error, url, None) from error
    finally:
        await engine.dispose()


async def _compare(there: URL, contents: Contents) -> None:
    database = Database(there.render_as_string(hide_password=False))
    async with database.altering() as connection:
        contents.compare(await postgres.contents_of(connection))


async def _run(engine: AsyncEngine, *statements: str) -> None:
    async with engine.begin() as connection:
        for one in statements:
            await connection.execute(text(one))


def _renamed(name: str, to: str) -> str:
    return f'ALTER SCHEMA "{name}" RENAME TO "{to}"'


def _dropped(name: str) -> str:
    return f'DROP SCHEMA IF EXISTS "{name}" CASCADE'


def _load(url: URL, file: Path, schema: str, staged: str) -> None:
    """One transaction of psql's around all that pg_restore writes. A dump names its schema: that
    name is lent to the new one for as long as the transaction lasts, when nobody sees it."""
    away = f"{staged}_away"
    first = (
        "SET client_min_messages = warning",
        _LOCK,
        _dropped(staged),  # what a restore that was killed has left
        _renamed(schema, away),
        f'CREATE SCHEMA "{schema}"',
    )
    last = (_renamed(schema, staged), _renamed(away, schema))
    command = [
        postgres.tool("psql"), "--no-psqlrc", "--quiet", "--single-transaction",
        "--set=ON_ERROR_STOP=1", *(f"--command={one}" for one in first), "--file=-",
        *(f"--command={one}" for one in last), f"--dbname={postgres.libpq(url)}",
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
            with suppress(BrokenPipeError):  # of what is still to be written; it is not the reason
                psql.stdin.close()
            raise
        with suppress(BrokenPipeError):
            psql.stdin.close()
        said = psql.stderr.read().decode(errors="replace")
    if psql.returncode:
        raise StorageError(
            f"The backup could not be put into the database ({postgres.first_line(said)}): nothing "
            "has changed."
        )
