"""PostgreSQL: a dump of one snapshot, read back, and put back; the former schema stays."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import asyncpg
import pytest
from sqlalchemy import insert, make_url, select

from storage import StorageError
from storage.backup import back_up, postgres, postgres_restore, restore
from storage.database import Database
from storage.tables import claims
from tests.support.databases import opened

_numbers = itertools.count(1)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def tools(postgres_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of the server's own version."""
    monkeypatch.setenv("PATH", str(postgres_server.bin_path), prepend=":")


@pytest.fixture
def own_url(postgres_server: Any, tools: None) -> str:
    """A database that belongs to the bot's user, as docs/operations.md makes it."""
    name = f"own_{next(_numbers)}"
    postgres_server.psql(f"CREATE ROLE {name} LOGIN")
    postgres_server.psql(f"CREATE DATABASE {name} OWNER {name}")
    uri = str(postgres_server.get_uri())
    return uri.replace("postgres:@", f"{name}@", 1).replace("/postgres?", f"/{name}?", 1)


async def _put(db: Database, period: str) -> None:
    async with db.write() as connection:
        await connection.execute(
            insert(claims).values(community_id=1, kind="it's\ta\\.\n", period=period, at=0)
        )


async def _periods(db: Database) -> list[str]:
    async with db.read() as connection:
        return list(await connection.scalars(select(claims.c.period).order_by(claims.c.period)))


async def test_back_up_and_restore(own_url: str, tmp_path: Path) -> None:
    async with opened(own_url) as db:
        for period in ("a", "b"):
            await _put(db, period)
        made = await back_up(own_url, tmp_path, NOW)
        assert made.path.name == "townhall-20261122-030000.dump"
        assert made.path.stat().st_mode & 0o777 == 0o600
        await _put(db, "later")
        with pytest.raises(StorageError, match="already works with the database"):
            async with restore(own_url, made.path, NOW):
                pass
    # what goes wrong after it was put back takes everything back
    with pytest.raises(RuntimeError):
        async with restore(own_url, made.path, NOW):
            raise RuntimeError
    async with opened(own_url) as db:
        assert await _periods(db) == ["a", "b", "later"]
    connection = await asyncpg.connect(own_url)
    try:  # what one that was killed has left
        await connection.execute("CREATE SCHEMA public_restoring CREATE TABLE claims (id INT)")
    finally:
        await connection.close()
    async with restore(own_url, made.path, NOW) as place:
        assert place.contents.rows["claims"] == 2
        # whoever is erased again is so before anybody can meet them: a crash here changes nothing
        async with opened(place.url) as db:
            assert await _periods(db) == ["a", "b"]
            await _put(db, "again")
        async with opened(own_url) as db:
            assert await _periods(db) == ["a", "b", "later"]
    async with opened(own_url) as db:
        assert await _periods(db) == ["a", "again", "b"]
    connection = await asyncpg.connect(own_url)
    try:
        assert await connection.fetchval(f"SELECT count(*) FROM {place.aside}.claims") == 3
    finally:
        await connection.close()


async def test_a_dump_that_cannot_be_read_changes_nothing(own_url: str, tmp_path: Path) -> None:
    async with opened(own_url) as db:
        for _ in range(20):
            await _put(db, token_hex(500))
        made = await back_up(own_url, tmp_path, NOW)
    whole = made.path.read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"no dump at all"):
        made.path.write_bytes(content)
        with pytest.raises(StorageError, match=r"cannot be read|no backup of Townhall"):
            async with restore(own_url, made.path, NOW):
                pass
    async with opened(own_url) as db:
        assert len(await _periods(db)) == 20


def test_why_a_dump_could_not_be_read_is_not_hidden_by_a_broken_pipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    psql = tmp_path / "psql"
    psql.write_text("#!/bin/sh\nexec <&-\nexec sleep 60\n")
    psql.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    @contextmanager
    def cut(*_: object) -> Iterator[Iterator[bytes]]:
        yield iter([b"SELECT 1;\n"] * 20_000)
        raise StorageError("The backup cannot be read (it ends too soon).")

    monkeypatch.setattr(postgres, "reading", cut)
    with pytest.raises(StorageError, match="ends too soon"):
        postgres_restore._load(make_url("postgresql:///x"), tmp_path, "public", "staged")


async def test_without_the_tools_it_says_what_to_install(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    async with opened(postgres_url):
        with pytest.raises(StorageError, match=r"pg_dump is not installed: .*postgresql-client"):
            await back_up(postgres_url, tmp_path / "to", NOW)
    assert list((tmp_path / "to").iterdir()) == []
