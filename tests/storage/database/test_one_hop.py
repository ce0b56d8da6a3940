"""SQLite's own thread: one hop for each statement, and nothing of what SQLAlchemy reads is lost."""

from __future__ import annotations

import sqlite3
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage.database import Database


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
    async with database.write() as connection:
        before = hops
        for n in range(5):
            assert (await connection.execute(text("SELECT :n"), {"n": n})).scalar() == n
        assert hops - before == 5
    await database.close()


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
