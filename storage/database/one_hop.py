"""SQLite on a thread of its own, one hop to the thread and back for each statement.

aiosqlite hops four times for a SELECT (make a cursor, execute, fetch, close), and a hop takes
longer than most of our statements. Everything is fetched at once: nothing here streams. Beginning
and ending a read are hops too, so the one goes with the first statement and nobody waits for the
other.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import closing
from typing import Any

import aiosqlite

from .sqlite_file import APPLICATION_ID

Row = tuple[Any, ...]
READ, WRITE = "BEGIN", "BEGIN IMMEDIATE"
_PRAGMAS = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 16384;
    PRAGMA secure_delete = ON; -- what is forgotten leaves no readable page behind
"""
_CHUNK = 64  # aiosqlite's own; for its cursors, which we do not use


class Cursor:
    """What SQLAlchemy asks of an asynchronous cursor; nothing stays open behind it."""

    description: Sequence[Any] | None = None
    rowcount = -1
    lastrowid: int | None = None
    arraysize = 1

    def __init__(self, hop: Callable[..., Awaitable[None]], connection: sqlite3.Connection) -> None:
        self._hop = hop
        self._connection = connection
        self._rows: list[Row] = []

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> Cursor:
        """Run one statement and fetch its rows."""
        await self._hop(self._run, self._connection.execute, sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Cursor:
        """Run one statement for each of many parameters."""
        await self._hop(self._run, self._connection.executemany, sql, parameters)
        return self

    async def fetchall(self) -> list[Row]:
        """The rows of the last statement."""
        return self._rows

    async def close(self) -> None:
        """Nothing to close: what was run has ended."""

    def _run(self, work: Callable[..., sqlite3.Cursor], sql: str, parameters: Any) -> None:
        with closing(work(sql, parameters)) as cursor:
            self._rows = cursor.fetchall()
            # read afterwards: what returns rows has written only once they are fetched
            self.description = cursor.description
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid


class Connection(aiosqlite.Connection):
    """aiosqlite's connection with those cursors, and transactions that begin with their first
    statement: a read is one hop instead of four, a write one fewer."""

    begins: str | None = None
    """What every transaction is to begin with; until it is set there are none."""
    _begun: str | None = None
    """What the transaction under way began with."""

    def cursor(self) -> Cursor:  # type: ignore[override]
        """A cursor; made without asking the thread."""
        return Cursor(self._statement, self._conn)

    async def _statement(self, run: Callable[..., None], *arguments: Any) -> None:
        if self._begun is not None or self.begins is None:
            await self._execute(run, *arguments)  # type: ignore[no-untyped-call]
            return
        begin = self._begun = self.begins
        await self._execute(self._first, begin, run, *arguments)  # type: ignore[no-untyped-call]

    def _first(self, begin: str, run: Callable[..., None], *arguments: Any) -> None:
        self._conn.execute(begin).close()
        run(*arguments)

    async def commit(self) -> None:
        """Nothing to do where nothing was asked since the beginning."""
        if self._begun is not None:
            await super().commit()
            self._begun = None

    async def rollback(self) -> None:
        """The same. Of a read nobody waits for the end: whatever follows comes after it."""
        begun, self._begun = self._begun, None
        if begun == READ:
            self._tx.put_nowait((None, self._conn.rollback))
        elif begun is not None:
            await super().rollback()

    def stop(self) -> asyncio.Future[Any] | None:
        """End the thread. Told twice, as by two cancellations, it would answer only once."""
        return super().stop() if self._running else None


def connect(database: str, **options: Any) -> Connection:
    """For SQLAlchemy's `async_creator_fn`: a connection that opens when it is awaited."""
    connection = Connection(lambda: sqlite3.connect(database, **options), _CHUNK)
    connection._thread.daemon = True  # as SQLAlchemy does: an open one must not hold up the end
    return connection


def prepare(connection: Any, begins: str, foreign_keys: bool) -> None:
    """For SQLAlchemy's `connect` event: transactions of this connection begin with `begins`."""
    # the driver's own transactions would begin too late for a snapshot and not cover DDL
    connection.isolation_level = None
    cursor = connection.cursor()
    # first of all, so that even a crash right here leaves a file that we know as ours
    cursor.execute("PRAGMA application_id")
    if cursor.fetchone() != (APPLICATION_ID,):
        cursor.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    cursor.close()
    # what has read and then writes is refused at once, however patient, where another wrote
    # meanwhile: no transaction may write that did not begin so
    last = f"PRAGMA query_only = {int(begins == READ)}; PRAGMA foreign_keys = {int(foreign_keys)};"
    # at once: each that goes alone waits for the thread of the connection
    connection.run_async(lambda driver: driver.executescript(_PRAGMAS + last))
    connection.driver_connection.begins = begins
