"""Reads are snapshots, writes are transactions, on both databases."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.database import Database, StorageError, connection
from storage.tables import accounts, claims, communities, rollup_state
from tests.support.databases import opened_as_it_is


async def _put(db: Database, name: str, watermark: int = 0) -> None:
    async with db.write() as connection:
        await connection.execute(insert(rollup_state).values(name=name, watermark=watermark))


async def _names(connection: Any) -> int:
    return int(await connection.scalar(select(func.count()).select_from(rollup_state)))


async def test_a_read_sees_one_snapshot(db: Database) -> None:
    await _put(db, "before")
    async with db.read() as snapshot:
        assert await _names(snapshot) == 1
        await _put(db, "meanwhile")
        assert await _names(snapshot) == 1
    async with db.read() as later:
        assert await _names(later) == 2


async def test_what_began_as_a_read_never_writes(db: Database) -> None:
    with pytest.raises((DBAPIError, StorageError)):
        async with db.read() as connection:
            await _names(connection)
            await connection.execute(insert(rollup_state).values(name="a", watermark=0))
    await _put(db, "a")


@pytest.mark.parametrize("patience", [300.0, 0.01])
async def test_more_readers_than_connections_wait_their_turn(
    database_url: str, patience: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LONG_S", patience)
    held, first, enough = 0, asyncio.Event(), asyncio.Event()

    async def read() -> None:
        nonlocal held
        async with db.read():
            held += 1
            first.set()
            await enough.wait()

    async with opened_as_it_is(database_url) as db:
        reading = [asyncio.create_task(read()) for _ in range(40)]
        if patience < 1:  # as when they waited for one another
            [*done], _ = await asyncio.wait(reading, return_when=asyncio.FIRST_COMPLETED)
            assert isinstance(done[0].exception(), StorageError)
        else:
            await first.wait()
            assert held < 40
        enough.set()
        await asyncio.wait(reading)
        failed = sum(task.exception() is not None for task in reading)
        assert held + failed == 40
        assert bool(failed) == (patience < 1)


async def test_an_exception_takes_the_whole_transaction_back(db: Database) -> None:
    with pytest.raises(RuntimeError):
        async with db.write() as connection:
            await connection.execute(insert(rollup_state).values(name="a", watermark=0))
            raise RuntimeError("in the middle")
    async with db.read() as connection:
        assert await _names(connection) == 0


async def test_a_cancelled_write_leaves_nothing_and_blocks_nobody(db: Database) -> None:
    inside = asyncio.Event()

    async def stuck() -> None:
        async with db.write() as connection:
            await connection.execute(insert(rollup_state).values(name="half", watermark=0))
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stuck())
    await inside.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await _put(db, "half", 7)
    async with db.read() as connection:
        assert await connection.scalar(select(rollup_state.c.watermark)) == 7


@pytest.mark.parametrize("replicas", [1, 2])
async def test_concurrent_writes_all_count(database_url: str, replicas: int) -> None:
    async with opened_as_it_is(database_url) as one, opened_as_it_is(database_url) as two:
        await _put(one, "sum")

        async def add(db: Database) -> None:
            async with db.write() as connection:
                seen = await connection.scalar(select(rollup_state.c.watermark).with_for_update())
                await connection.execute(update(rollup_state).values(watermark=(seen or 0) + 1))

        await asyncio.gather(*(add((one, two)[n % replicas]) for n in range(30)))
        async with one.read() as connection:
            assert await connection.scalar(select(rollup_state.c.watermark)) == 30


async def test_insert_knows_conflicts(db: Database) -> None:
    row = {"community_id": 1, "kind": "digest", "period": "w1"}
    for at in (1, 2):
        async with db.write() as connection:
            await connection.execute(
                db.insert(claims).values(at=at, **row).on_conflict_do_nothing()
            )
    async with db.write() as connection:
        key = [claims.c.community_id, claims.c.kind, claims.c.period]
        statement = db.insert(claims).values(at=9, **row)
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=key, set_={"at": claims.c.at + statement.excluded.at}
            )
        )
    async with db.read() as connection:
        assert (await connection.execute(select(claims.c.at))).scalars().all() == [10]


async def test_foreign_keys_are_enforced(db: Database) -> None:
    with pytest.raises(IntegrityError):
        async with db.write() as connection:
            await connection.execute(
                insert(accounts).values(
                    member_id=99,
                    community_id=99,
                    platform="local",
                    native_id="x",
                    name="X",
                    is_bot=False,
                    seen_at=0,
                )
            )


async def test_errors_do_not_tell_the_values(db: Database) -> None:
    row = {"key": "k", "locale": "en", "timezone": "UTC", "created_at": 0}
    with pytest.raises(DBAPIError) as caught:
        async with db.write() as connection:
            for _ in range(2):
                await connection.execute(insert(communities).values(name="private word", **row))
    assert "private word" not in str(caught.value)
