"""Facts: committed in groups, counted once, in order, and none lost for another's fault."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import event, func, insert, select

from storage.database import Database, StorageError
from storage.ingest import DeleteFact, EditFact, Ingest, Kept, intake
from storage.tables import inbox, memberships, messages, movements, rollup_state
from tests.support.databases import opened

from .conftest import EPOCH, World


@asynccontextmanager
async def _ingest(db: Database, **options: float) -> AsyncIterator[Ingest]:
    ingest = Ingest(db, **options)  # type: ignore[arg-type]
    ingest.start()
    yield ingest
    await ingest.close()


async def test_a_fact_counts_once(world: World) -> None:
    fact = world.message(1, 100)
    assert await world.ingest.add(fact)
    assert not await world.ingest.add(fact)
    again = world.message(1, 101)
    assert await world.ingest.add_many([again, fact, again]) == [True, False, False]
    assert await world.count(messages) == 2


async def test_all_columns_arrive(world: World) -> None:
    await world.ingest.add(
        world.message(1, 5, 86_400_123, reply_to=4, reply_member_id=2, attachments=3)
    )
    [row] = await world.rows(messages)
    expected = (
        world.community,
        world.space,
        world.channel,
        1,
        5,
        86_400_123,
        EPOCH + 1,
        4,
        2,
        5,
        3,
    )
    assert row[1:] == (*expected, None, None)


async def test_a_true_answer_means_committed(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two, _ingest(one) as ingest:
        world = World(two, None, ingest, 1, 1, 1)  # type: ignore[arg-type]
        await ingest.add(world.message(1, 1))
        assert await world.count(messages) == 1


async def test_many_callers_share_few_commits(world: World) -> None:
    commits = 0

    def count(_: object) -> None:
        nonlocal commits
        commits += 1

    engine = world.db._engine
    assert engine is not None
    event.listen(engine.sync_engine, "commit", count)
    async with _ingest(world.db, max_batch=100) as ingest:
        facts = [world.message(n % 7, n) for n in range(1000)]
        assert all(await asyncio.gather(*map(ingest.add, facts)))
    assert commits == 10
    assert await world.count(messages) == 1000


async def test_order_is_kept(world: World) -> None:
    await asyncio.gather(*(world.ingest.add(world.message(1, n)) for n in range(50)))
    async with world.db.read() as connection:
        ids = (await connection.scalars(select(messages.c.native_id).order_by(messages.c.id))).all()
    assert ids == list(range(50))


async def test_close_commits_what_was_handed_in(world: World) -> None:
    ingest = Ingest(world.db, max_batch=3, max_wait_s=30, capacity=4)
    ingest.start()
    adding = [asyncio.create_task(ingest.add(world.message(1, n))) for n in range(21)]
    await asyncio.wait(adding, return_when=asyncio.FIRST_COMPLETED)
    assert ingest.pending > 0
    await ingest.close()
    assert all(await asyncio.gather(*adding))
    assert await world.count(messages) == 21
    assert ingest.pending == 0
    with pytest.raises(StorageError, match="not taken in"):
        await ingest.add(world.message(1, 99))


async def test_a_bad_fact_does_not_lose_the_others(world: World) -> None:
    facts = [world.message(1, n) for n in range(20)]
    facts[7] = world.message(1, 2**70)
    facts[13] = world.message(None, 13)  # type: ignore[arg-type]
    results = await asyncio.gather(*map(world.ingest.add, facts), return_exceptions=True)
    bad = [n for n, result in enumerate(results) if isinstance(result, Exception)]
    assert bad == [7, 13]
    assert await world.count(messages) == 18


async def test_a_database_that_fails_is_told_to_every_caller(database_url: str) -> None:
    async with opened(database_url) as db, _ingest(db) as ingest:
        world = World(db, None, ingest, 1, 1, 1)  # type: ignore[arg-type]
        await db.close()
        adding = (ingest.add(world.message(1, n)) for n in range(3))
        results = await asyncio.gather(*adding, return_exceptions=True)
        assert [type(result) for result in results] == [StorageError] * 3
        await db.open({})
        assert await ingest.add(world.message(1, 1))


async def test_a_locked_file_fails_and_recovers(sqlite_url: str) -> None:
    async with (
        opened(sqlite_url, busy_timeout_ms=20) as db,
        opened(sqlite_url) as other,
        _ingest(db) as ingest,
    ):
        world = World(db, None, ingest, 1, 1, 1)  # type: ignore[arg-type]
        async with other.write() as connection:
            await connection.execute(insert(rollup_state).values(name="held", watermark=0))
            with pytest.raises(StorageError, match="locked"):
                await ingest.add(world.message(1, 1))
        assert await ingest.add(world.message(1, 1))


async def test_an_end_that_could_not_be_noted_is_noted_later(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "END_AGAIN_S", 0.01)
    async with (
        opened(sqlite_url, busy_timeout_ms=20) as db,
        opened(sqlite_url) as other,
        _ingest(db) as ingest,
    ):
        [outcome] = await ingest.take([(None, Kept("local", "InButton", b"{}", None, 1))])
        assert not isinstance(outcome, BaseException) and outcome.row is not None
        async with other.write() as connection:
            await connection.execute(insert(rollup_state).values(name="held", watermark=0))
            ingest.end(outcome.row)
            with pytest.raises(StorageError, match="locked"):
                await ingest.settled()
        async with asyncio.timeout(30):
            while await World(db, None, ingest, 1, 1, 1).count(inbox):  # type: ignore[arg-type]  # noqa: ASYNC110 - the condition is in the database
                await asyncio.sleep(0)


async def test_edits_and_deletions(world: World) -> None:
    space = world.space
    assert await world.ingest.add_many(
        [
            EditFact(space, 1, 10),  # arrives with the message it is about
            world.message(1, 1),
            world.message(1, 2),
            world.message(1, 3),
            EditFact(space, 1, 10),
            EditFact(space, 1, 20),
            EditFact(space, 99, 20),
            DeleteFact(space, (2, 3), 30),
            DeleteFact(space, (2,), 40),
            DeleteFact(space, (), 40),
        ]
    ) == [True, True, True, True, False, True, False, True, False, False]
    async with world.db.read() as connection:
        query = select(messages.c.edited_at, messages.c.deleted_at).order_by(messages.c.native_id)
        found = [tuple(row) for row in await connection.execute(query)]
    assert found == [(20, None), (None, 30), (None, 30)]


async def test_joins_and_leaves(world: World) -> None:
    anna = await world.member("anna")
    steps = [
        ("joined", 10, True),
        ("joined", 10, False),  # delivered twice
        ("left", 5, False),  # older than the join
        ("left", 20, True),
        ("left", 21, False),
        ("joined", 15, False),  # replayed
        ("joined", 30, True),
    ]
    facts = [world.movement(anna, kind, at) for kind, at, _ in steps]
    assert await world.ingest.add_many(facts) == [news for *_, news in steps]
    assert await world.rows(memberships) == [(world.space, anna.account_id, 30, None, 2, 0)]
    assert await world.count(movements) == 3
    member = await world.people.member(anna.id)
    assert member is not None
    assert member.joined_at == 30


async def test_leaving_without_a_known_join(world: World) -> None:
    anna = await world.member("anna")
    await world.people.set_level(world.space, anna.account_id, 2)
    assert await world.ingest.add(world.movement(anna, "left", 20))
    assert await world.rows(memberships) == [(world.space, anna.account_id, None, 20, 0, 2)]


async def test_two_replicas_take_the_same_fact_once(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as two:
        async with _ingest(one) as first, _ingest(two) as second:
            world = World(one, None, first, 1, 1, 1)  # type: ignore[arg-type]
            facts = [world.message(1, n) for n in range(200)]
            told = await asyncio.gather(first.add_many(facts), second.add_many(facts[::-1]))
        assert [a + b for a, b in zip(told[0], told[1][::-1], strict=True)] == [1] * 200
        async with one.read() as connection:
            assert await connection.scalar(select(func.count()).select_from(messages)) == 200
