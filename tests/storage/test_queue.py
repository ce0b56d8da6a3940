"""Tasks run once although several workers look; claims are granted once."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from storage.queue import Tasks
from storage.tables import tasks
from tests.support.databases import opened

from .conftest import World

MINUTE = 60_000


async def test_due_tasks_come_in_order(world: World) -> None:
    queue = Tasks(world.db)
    assert await queue.next_due() is None
    await queue.put("later", {}, 300, 0)
    await queue.put("second", {"n": [1, None]}, 200, 0, "key", world.community)
    await queue.put("first", {}, 100, 0)
    assert await queue.next_due() == 100
    assert await queue.claim_due(99, 10, MINUTE) == []
    rows = await queue.claim_due(200, 10, MINUTE)
    assert [row.task for row in rows] == ["first", "second"]
    assert (rows[1].data, rows[1].due_at, rows[1].key) == ({"n": [1, None]}, 200, "key")
    assert (rows[1].community_id, rows[1].attempts) == (world.community, 1)
    assert await queue.claim_due(200, 10, MINUTE) == []
    assert await queue.next_due() == 300


async def test_the_limit_is_kept(world: World) -> None:
    queue = Tasks(world.db)
    for due in range(5):
        await queue.put("t", {}, due, 0)
    sizes = [len(await queue.claim_due(9, 2, MINUTE)) for _ in range(4)]
    assert sizes == [2, 2, 1, 0]


async def test_the_same_key_replaces(world: World) -> None:
    queue = Tasks(world.db)
    await queue.put("t", {"v": 1}, 100, 0, "k")
    await queue.put("t", {"v": 2}, 200, 0, "k")
    assert await queue.claim_due(150, 10, MINUTE) == []
    assert [row.data for row in await queue.claim_due(200, 10, MINUTE)] == [{"v": 2}]


async def test_a_handler_may_put_its_own_key_again(world: World) -> None:
    queue = Tasks(world.db)
    await queue.put("t", {}, 100, 0, "k")
    [running] = await queue.claim_due(100, 10, MINUTE)
    await queue.put("t", {}, 200, 0, "k")
    await queue.finish(running.id)
    assert await queue.next_due() == 200


async def test_cancel(world: World) -> None:
    queue = Tasks(world.db)
    await queue.put("t", {}, 100, 0, "k")
    assert await queue.cancel("k")
    assert not await queue.cancel("k")
    assert await queue.claim_due(100, 10, MINUTE) == []


async def test_failures(world: World) -> None:
    queue = Tasks(world.db)
    await queue.put("t", {"member": 7}, 100, 0)
    [row] = await queue.claim_due(100, 10, MINUTE)
    await queue.fail(row.id, "incident 1", 500)
    assert await queue.next_due() == 500
    [row] = await queue.claim_due(500, 10, MINUTE)
    assert row.attempts == 2
    await queue.fail(row.id, "incident 2", None)
    assert await queue.claim_due(10**9, 10, MINUTE) == []
    await queue.finish(row.id)  # a late word changes nothing
    [stored] = await world.rows(tasks)
    kept = dict(zip(tasks.c.keys(), stored, strict=True))
    assert (kept["state"], kept["error"]) == ("failed", "incident 2")


async def test_a_worker_that_died_is_taken_over(world: World) -> None:
    queue = Tasks(world.db)
    await queue.put("t", {}, 100, 0)
    await queue.claim_due(100, 10, MINUTE)
    assert await queue.claim_due(99 + MINUTE, 10, MINUTE) == []
    [again] = await queue.claim_due(100 + MINUTE, 10, MINUTE)
    assert again.attempts == 2


async def test_prune_keeps_what_is_open(world: World) -> None:
    queue = Tasks(world.db)
    for due in (100, 110, 120):
        await queue.put("t", {}, due, 0)
    done, failed = await queue.claim_due(110, 10, MINUTE)
    await queue.finish(done.id)
    await queue.fail(failed.id, "x", None)
    assert await queue.prune(110) == 1
    assert await queue.prune(1_000) == 1
    assert await world.count(tasks) == 1


@pytest.mark.parametrize("replicas", [1, 2])
async def test_each_task_goes_to_one_worker(database_url: str, replicas: int) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        queues = [Tasks(one), Tasks(two)][:replicas]
        for due in range(40):
            await queues[0].put("t", {}, due, 0)
        workers = (queues[n % replicas].claim_due(100, 7, MINUTE) for n in range(10))
        claimed = [row.id for rows in await asyncio.gather(*workers) for row in rows]
        # a worker that met the others' locks may have got fewer than it could
        while rows := await queues[0].claim_due(100, 7, MINUTE):
            claimed += [row.id for row in rows]
        assert len(claimed) == len(set(claimed)) == 40


async def test_replicas_put_the_same_key_at_once(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        queues = (Tasks(one), Tasks(two))
        await asyncio.gather(*(queues[n % 2].put("t", {"n": n}, 100, 0, "k") for n in range(10)))
        assert len(await queues[0].claim_due(100, 20, MINUTE)) == 1


async def test_a_claim_is_granted_to_exactly_one(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        queues = (Tasks(one), Tasks(two))
        period = "2026-10-25"
        asked = (queues[n % 2].claim(1, "digest", period, n) for n in range(20))
        assert sum(await asyncio.gather(*asked)) == 1
        assert not await queues[0].claim(1, "digest", period, 999)
        assert await queues[0].claim(1, "digest", "2026-11-01", 999)
        assert await queues[0].claim(2, "digest", period, 999)


async def test_what_is_over_says_of_whom_it_was_no_more(world: World) -> None:
    queue = Tasks(world.db)
    for due in (100, 200, 300):
        await queue.put("letter", {"writer": 7, "text": "Dear testers"}, due, 0)
    done, failed = await queue.claim_due(200, 10, MINUTE)
    await queue.finish(done.id)
    await queue.fail(failed.id, "incident 1", None)
    async with world.db.read() as connection:
        kept = await connection.execute(select(tasks.c.state, tasks.c.data).order_by(tasks.c.id))
    about = {"writer": 7, "text": "Dear testers"}
    assert list(kept) == [("done", {}), ("failed", {}), ("waiting", about)]
