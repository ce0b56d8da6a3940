"""SQLite's own thread: one hop for each statement, and nothing of what SQLAlchemy reads is lost."""

from __future__ import annotations

import sqlite3
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage.database import Database, StorageError


async def test_a_statement_is_one_hop(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hops = 0
    run = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, *work: Any, **options: Any) -> Any:
        nonlocal hops
        hops += 1
        return await run(self, *work, **options)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    database = Database(sqlite_url)
    await database.open({})
    begun = hops
    async with database.write() as connection:
        opened = hops - begun
        for n in range(5):
            assert (await connection.execute(text("SELECT :n"), {"n": n})).scalar() == n
    assert hops - begun == opened + 5 + 1, "the beginning goes with the first, the end alone"
    async with database.read() as connection:
        await connection.execute(text("SELECT 1"))  # opens its connection
    begun = hops
    async with database.read() as connection:
        for n in range(5):
            assert (await connection.execute(text("SELECT :n"), {"n": n})).scalar() == n
    assert hops - begun == 5
    for nothing in (database.write(), database.read()):
        async with nothing:
            pass
    assert hops - begun == 5, "where nothing was asked nothing is begun"
    await database.close()


async def test_what_cannot_begin_is_not_run(sqlite_url: str) -> None:
    database = Database(sqlite_url, busy_timeout_ms=20)
    await database.open({})
    other = Database(sqlite_url)
    await other.open({})
    note = text("INSERT INTO rollup_state (name, watermark) VALUES (:name, 0)")
    async with other.write() as connection:
        await connection.execute(note, {"name": "first"})
        with pytest.raises(StorageError, match="locked"):
            async with database.write() as late:
                await late.execute(note, {"name": "second"})
    async with database.read() as connection:
        found = list(await connection.scalars(text("SELECT name FROM rollup_state")))
        async with database.write() as writing:
            await writing.execute(note, {"name": "third"})
        again = list(await connection.scalars(text("SELECT name FROM rollup_state")))
        assert found == again, "one snapshot"
    async with database.read() as connection:
        names = await connection.scalars(text("SELECT name FROM rollup_state"))
        assert {"first", "third"} <= set(names) and "second" not in found
    await database.close()
    await other.close()


async def test_rows_numbers_and_errors_are_sqlites(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    await database.open({})
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE cakes (id INTEGER PRIMARY KEY, name UNIQUE)"))
        add = text("INSERT INTO cakes (name) VALUES (:name)")
        first = await connection.execute(add, {"name": "Apple"})
        assert (first.lastrowid, first.rowcount) == (1, 1)
        many = await connection.execute(add, [{"name": "Plum"}, {"name": "Rye"}])
        assert many.rowcount == 2
        back = await connection.execute(text("UPDATE cakes SET name = name || '!' RETURNING name"))
        assert sorted(back.scalars()) == ["Apple!", "Plum!", "Rye!"]
        gone = await connection.execute(text("DELETE FROM cakes WHERE id > 1"))
        assert gone.rowcount == 2
    with pytest.raises(IntegrityError) as caught:
        async with database.write() as connection:
            await connection.execute(add, {"name": "Fig"})
            await connection.execute(add, {"name": "Apple!"})
    assert isinstance(caught.value.orig, sqlite3.IntegrityError)
    async with database.read() as connection:
        found = await connection.execute(text("SELECT name FROM cakes"))
        assert list(found.keys()) == ["name"]
        assert list(found.scalars()) == ["Apple!"]
    await database.close()
