"""Who writes next, and what shares a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database, StorageError
from storage.database.writing.first_write import marking
from storage.database.writing.together import Together
from storage.database.writing.turn import IN_A_ROW, Turn, urgently
from storage.tables import rollup_state


async def test_what_somebody_waits_for_goes_first_and_keeps_nobody_out() -> None:
    turn, order = Turn(), list[str]()

    async def write(name: str) -> None:
        async with turn:
            order.append(name)
            await asyncio.sleep(0)

    async with turn:
        with urgently():
            later = [asyncio.create_task(write(f"click {n}")) for n in range(IN_A_ROW + 2)]
        others = [asyncio.create_task(write(f"message {n}")) for n in range(3)]
        await asyncio.sleep(0)
        others[0].cancel()
    await asyncio.gather(*later, *others, return_exceptions=True)
    clicks = [f"click {n}" for n in range(IN_A_ROW + 2)]
    first = IN_A_ROW
    assert order == [*clicks[:first], "message 1", *clicks[first:], "message 2"]


async def test_one_given_up_just_as_its_turn_came_passes_it_on() -> None:
    turn, order = Turn(), list[int]()

    async def write(number: int) -> None:
        async with turn:
            order.append(number)

    async with turn:
        tasks = [asyncio.create_task(write(n)) for n in range(3)]
        await asyncio.sleep(0)
    tasks[0].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert order == [1, 2]
    await asyncio.wait_for(write(3), 5)


async def test_many_share_a_transaction_and_a_bad_one_is_alone(db: Database) -> None:
    commits, marked = 0, list[str]()
    engine = db._engine
    assert engine is not None

    def count(_: object) -> None:
        nonlocal commits
        commits += 1

    async def write(connection: AsyncConnection, names: Sequence[str]) -> list[str | Exception]:
        rows = [{"name": name, "watermark": 0} for name in names if name != "odd"]
        await connection.execute(insert(rollup_state), rows)
        return [ValueError(name) if name == "odd" else name.upper() for name in names]

    together = Together[str, str](db, write)

    async def ask(name: str) -> str:
        async def mark(_: AsyncConnection) -> None:
            marked.append(name)

        with marking(mark):
            return await together.ask(name)

    event.listen(engine.sync_engine, "commit", count)
    names = ["first", *(f"n{n}" for n in range(50)), "odd"]
    answers = await asyncio.gather(*map(ask, names), return_exceptions=True)
    assert answers[:-1] == [name.upper() for name in names[:-1]]
    assert isinstance(answers[-1], ValueError)
    assert commits <= 3 and sorted(marked) == sorted(names), "each is marked where it was written"
    # the one that is there already keeps none of the others from being written
    again = await asyncio.gather(*map(ask, ["n1", "new"]), return_exceptions=True)
    assert isinstance(again[0], Exception) and again[1] == "NEW"
    async with db.read() as connection:
        found = set(await connection.scalars(select(rollup_state.c.name)))
    assert found >= {"first", "n49", "new"} and "odd" not in found


async def test_who_gives_up_waiting_takes_nothing_back(db: Database) -> None:
    async def write(connection: AsyncConnection, names: Sequence[str]) -> list[Any]:
        await connection.execute(insert(rollup_state), [{"name": n, "watermark": 0} for n in names])
        return list(names)

    together = Together[str, str](db, write)
    given_up = asyncio.create_task(together.ask("one"))
    await asyncio.sleep(0)
    given_up.cancel()
    assert await together.ask("two") == "two"
    async with db.read() as connection:
        assert {"one", "two"} <= set(await connection.scalars(select(rollup_state.c.name)))
    await db.close()
    with pytest.raises(StorageError, match="not open"):
        await together.ask("three")
    await db.open({})
