"""Whatever is cancelled when: connections are given back, and none is left to the collector."""

from __future__ import annotations

import asyncio
import gc
import warnings
from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from typing import Any

import pytest
from sqlalchemy import text

from storage.database import Database, StorageError
from tests.support.databases import opened

Tasks = set[asyncio.Task[Any]]


@pytest.fixture
async def empty(sqlite_url: str) -> AsyncIterator[Database]:
    async with opened(sqlite_url) as db:
        gc.freeze()  # else each collection looks through all that pytest holds
        yield db
        gc.unfreeze()


async def reading(db: Database) -> None:
    async with db.read() as connection:
        await connection.execute(text("SELECT 1"))


async def writing(db: Database) -> None:
    async with db.write() as connection:
        await connection.execute(text("DELETE FROM rollup_state"))


class Interrupted:
    """Does its work, and calls `interrupt` before it waits for the nth time, for each n of `at`."""

    def __init__(
        self, work: Coroutine[Any, Any, None], at: tuple[int, ...], interrupt: Callable[[], None]
    ) -> None:
        self._work, self._at, self._interrupt = work, at, interrupt
        self.waits = 0

    def __await__(self) -> Generator[Any, Any, None]:
        step: Callable[[Any], Any] = self._work.send
        given: Any = None
        while True:
            try:
                waiting = step(given)
            except StopIteration:
                return
            self.waits += 1
            if self.waits in self._at:
                self._interrupt()
            try:
                step, given = self._work.send, (yield waiting)
            except BaseException as error:
                step, given = self._work.throw, error


async def interrupted(work: Coroutine[Any, Any, None], at: tuple[int, ...], *, all_: bool) -> int:
    """How often it waited. The task itself is cancelled, or with it all that it started."""
    before = asyncio.all_tasks()

    def cancel() -> None:
        own = asyncio.current_task()
        for task in asyncio.all_tasks() - before:
            if all_ or task is own:
                task.cancel()

    doing = Interrupted(work, at, cancel)

    async def do() -> None:
        await doing

    await asyncio.gather(asyncio.create_task(do()), return_exceptions=True)
    async with asyncio.timeout(30):
        while left := asyncio.all_tasks() - before:
            await asyncio.gather(*left, return_exceptions=True)
    return doing.waits


async def test_closing_waits_for_what_is_under_way_and_begins_nothing_more(
    empty: Database,
) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def lengthy() -> None:
        async with empty.write() as connection:
            inside.set()
            await go_on.wait()
            await connection.execute(text("INSERT INTO rollup_state VALUES ('late', 7)"))

    under_way = asyncio.create_task(lengthy())
    await inside.wait()
    next_one = asyncio.create_task(writing(empty))
    closing = asyncio.create_task(empty.close())
    await asyncio.sleep(0)
    with pytest.raises(StorageError, match="not open"):
        await reading(empty)
    assert not closing.done()
    go_on.set()
    await asyncio.gather(under_way, closing)
    with pytest.raises(StorageError, match="not open"):
        await next_one
    await empty.open({})
    async with empty.read() as connection:
        assert await connection.scalar(text("SELECT watermark FROM rollup_state")) == 7


async def test_closing_does_not_wait_for_ever(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.connection.PATIENCE_S", 0.01)
    async with empty.read() as connection:
        await empty.close()
        await connection.invalidate()  # nobody else closes it any more


@pytest.mark.parametrize("all_", [False, True], ids=["the task", "all tasks"])
@pytest.mark.parametrize("connected", [False, True])
@pytest.mark.parametrize("work", [reading, writing])
async def test_cancelled_at_every_wait_once_or_twice(
    empty: Database, work: Callable[[Database], Any], connected: bool, all_: bool
) -> None:
    engine = empty._engine if work is writing else empty._reader
    assert engine is not None
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        first, waits = 0, 0
        while first <= waits:
            first += 1
            for second in (first, first + 1, first + 3):
                await engine.dispose()
                if connected:
                    await work(empty)
                waits = await interrupted(work(empty), (first, second), all_=all_)
                assert engine.pool.checkedout() == 0, (first, second)  # type: ignore[attr-defined]
                gc.collect()
                assert [str(one.message) for one in warned] == [], (first, second)
    assert first > 1
    await writing(empty)
