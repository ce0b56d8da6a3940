"""The database: opening with checks and migrations, snapshot reads, one transaction per write."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from sqlalchemy import URL, NullPool, Table, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage import StorageError
from storage.migrations.upgrade import pending, upgrade

from . import before, one_hop, outages, sqlite_file
from .writing.first_write import Once, transaction
from .writing.turn import Turn

log = logging.getLogger(__name__)

READERS = 10
"""Connections that stay open; ten more while they are needed."""
PATIENCE_S = 5.0
LONG_S = 300.0
"""How long somebody waits for a connection. What comes all at once after an outage waits its turn;
only readers that wait for one another would wait for ever."""
LOCK_MIGRATION = sqlite_file.APPLICATION_ID
SCHEMA = "search_path"  # in an address: which schema of PostgreSQL's, else the user's own
APPLICATION = "townhall"  # what PostgreSQL lists our connections as
Insert = Callable[[Table], sqlite.Insert]
Statement = TypeVar("Statement")
_INSERT: Mapping[str, Insert] = {
    "sqlite": sqlite.insert,
    "postgresql": cast(Insert, postgresql.insert),
}


class Database:
    """One SQLite file or one PostgreSQL database.

    `url` is "sqlite:///data/townhall.db" (four slashes for an absolute path) or
    "postgresql://user:password@host/name". StorageError says what to do when it cannot be used,
    at the start or in the middle. `copies`: of a file, how many from before a change of its tables
    are kept beside it.
    """

    dialect: Literal["sqlite", "postgresql"]

    def __init__(self, url: str, *, busy_timeout_ms: int = 5_000, copies: int = 0) -> None:
        self._url = parse(url)
        self._busy_ms = busy_timeout_ms
        self._copies = copies
        self._file: Path | None = None
        if self._url.get_backend_name() == "sqlite":
            self.dialect = "sqlite"
            self._file = Path(cast(str, self._url.database))
            self._write_lock: AbstractAsyncContextManager[None] = Turn()
        else:
            self.dialect = "postgresql"
            self._write_lock = nullcontext()
        self._engine: AsyncEngine | None = None
        self._reader: AsyncEngine | None = None
        self._held = 0
        self._none_held = asyncio.Event()
        self._none_held.set()

    def __repr__(self) -> str:
        return f"Database({self._url.render_as_string(hide_password=True)!r})"

    async def open(self, branches: Mapping[str, Path]) -> None:
        """Check the database, bring its schema up to date, and be ready.

        `branches` names each cog's folder of migrations. All migrations run in one transaction:
        either every table is up to date afterwards or nothing was changed.
        """
        async with self.altering() as connection:
            behind = await connection.run_sync(pending, branches, repr(self))
            older = [branch for branch in behind if not branch.fresh]
            async with self.copied(older[0].target if older else None):
                await connection.run_sync(upgrade, behind)
        self._engine = self._make_engine(one_hop.WRITE)
        if self._file is not None:
            # of its own: the one writer must not wait for a connection that a reader holds
            self._reader = self._make_engine(one_hop.READ, pool_size=READERS)
        else:
            self._reader = self._engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @asynccontextmanager
    async def altering(self) -> AsyncIterator[AsyncConnection]:
        """One transaction in which tables may change, after a look at the database; whoever wants
        the same waits. Nothing else may use the database meanwhile."""
        if self._file is not None:
            await asyncio.to_thread(sqlite_file.inspect, self._file, self._busy_ms)
        fresh = self._file is not None and not self._file.exists()
        # table rebuilds of later migrations must not fire cascades
        engine = self._make_engine(one_hop.WRITE, foreign_keys=False, poolclass=NullPool)
        try:
            async with engine.begin() as connection:
                if self._file is None:
                    await connection.execute(
                        text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_MIGRATION}
                    )
                yield connection
        except (DBAPIError, OSError) as error:
            raise outages.at_the_start(error, self._url, self._file) from error
        finally:
            await engine.dispose()
            if fresh and self._file is not None:
                sqlite_file.drop_empty(self._file)

    @asynccontextmanager
    async def copied(self, target: str | None) -> AsyncIterator[None]:
        """Keep the file as it is before its tables change to the revision `target`."""
        if target is None or self._file is None or not self._copies:
            yield
            return
        made = await asyncio.to_thread(before.keep, self._file, target)
        try:
            yield
        except BaseException:
            made.unlink()  # nothing has changed
            raise
        await self.expire_copies()
        log.warning("the tables change; the database as it was before stays as %s", made)

    async def expire_copies(self) -> None:
        """Delete those from before changes of the tables that are too many or too old."""
        if self._file is not None and self._copies:
            await asyncio.to_thread(before.expire, self._file, self._copies)

    async def close(self) -> None:
        """Begin no more reads and writes, give those under way some seconds to end, and close all
        connections that nothing holds then."""
        engine, self._engine = self._engine, None
        reader, self._reader = self._reader, None
        if engine is None or reader is None:
            return
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_S):
                    await self._none_held.wait()
        finally:
            await engine.dispose()
            await reader.dispose()

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection that sees one snapshot from its first statement on; nothing is written."""
        return self._read()

    def write(self, *firsts: Once) -> AbstractAsyncContextManager[AsyncConnection]:
        """One transaction, committed at the end, rolled back on an exception. `firsts`: see
        `first_write`, of others for whom it writes too.

        SQLite has one writer at a time: do not nest, and do not wait for the outside world inside.
        """
        return self._write(firsts)

    def insert(self, table: Table) -> sqlite.Insert:
        """An INSERT with on_conflict_do_nothing / on_conflict_do_update for this database.

        PostgreSQL's class has the same methods; SQLite's stands for both in the types.
        """
        return _INSERT[self.dialect](table)

    def prepared(self, build: Callable[[Insert], Statement]) -> Statement:
        """What `build`, a function of a module, makes with `insert`; made once, because building a
        statement takes longer than running it. What differs each time is a `bindparam`."""
        made: Statement = _prepared(build, self.dialect)
        return made

    @asynccontextmanager
    async def _read(self) -> AsyncIterator[AsyncConnection]:
        async with self._working(), self._hold(_opened(self._reader)) as connection:
            yield connection

    @asynccontextmanager
    async def _write(self, firsts: Sequence[Once]) -> AsyncIterator[AsyncConnection]:
        async with (
            self._write_lock,
            self._working(),
            self._hold(_opened(self._engine)) as connection,
            transaction(connection, firsts),
        ):
            yield connection

    @asynccontextmanager
    async def _working(self) -> AsyncIterator[None]:
        """StorageError for what ails the database as a whole; other errors pass."""
        try:
            yield
        except (DBAPIError, OSError) as error:
            sentence = outages.while_running(error, self._url, self._file)
            if sentence is None:
                raise
            raise sentence from error
        except NoneFree as error:
            raise StorageError(
                "The database has more to do than it can; until that is over nothing is saved."
            ) from error

    @asynccontextmanager
    async def _hold(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        """A connection that is back in the pool at the end, whatever is cancelled when.

        SQLAlchemy gives it back in a task of its own, which outlives a cancellation of ours. But
        where all tasks are cancelled, as at the end of a loop, that one may end before it began.
        """
        connection = engine.connect()
        self._held += 1
        self._none_held.clear()
        try:
            if self._file is not None:
                # giving it back waits for nothing there, so nothing can break it off
                yield await connection.start()
            else:
                async with connection:
                    yield connection
        finally:
            try:
                if connection.sync_connection is not None and not connection.closed:
                    await connection.close()
            finally:
                self._held -= 1
                if not self._held:
                    self._none_held.set()

    def _make_engine(
        self, begins: str, *, foreign_keys: bool = True, **options: Any
    ) -> AsyncEngine:
        """`begins` and `foreign_keys`: of SQLite."""
        # parameters would carry names and settings into error texts and logs
        options |= {"hide_parameters": True}
        if "poolclass" not in options:
            options |= {"pool_timeout": LONG_S}
        if self._file is None:
            about = {"application_name": APPLICATION}
            about |= {key: str(self._url.query[key]) for key in {SCHEMA} & self._url.query.keys()}
            options |= {"pool_pre_ping": True, "connect_args": {"server_settings": about}}
            return create_async_engine(self._url.difference_update_query([SCHEMA]), **options)
        engine = create_async_engine(
            self._url,
            connect_args={"timeout": self._busy_ms / 1000, "async_creator_fn": one_hop.connect},
            **options,
        )

        # of connections alone: one event of statements or transactions would cost each of them
        def prepare(connection: Any, _record: Any) -> None:
            one_hop.prepare(connection, begins, foreign_keys)

        event.listen(engine.sync_engine, "connect", prepare)
        return engine


@cache
def _prepared(build: Callable[[Insert], Statement], dialect: str) -> Statement:
    return build(_INSERT[dialect])


def parse(url: str) -> URL:
    """The address with its driver; StorageError for one that makes no sense."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except ArgumentError:
        backend = ""
    if backend == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite+aiosqlite")
    if backend in ("postgresql", "postgres") and parsed.database:
        try:
            import_module("asyncpg")
        except ImportError as error:
            raise StorageError(
                "PostgreSQL needs one more package: run pip install 'townhall-bot[postgres]'."
            ) from error
        return parsed.set(drivername="postgresql+asyncpg")
    raise StorageError(
        "The database address must read sqlite:///FOLDER/FILE.db or "
        "postgresql://USER:PASSWORD@HOST/NAME."
    )


def _opened(engine: AsyncEngine | None) -> AsyncEngine:
    if engine is None:
        raise StorageError("The database is not open: call open() first.")
    return engine
