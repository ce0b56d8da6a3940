"""The runs: as fast as it goes, at an offered rate, and the two peers."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import orjson
from sqlalchemy import Select, func, select

from bot.app import App
from bot.serve import calm_collector
from storage.database import Database
from storage.ingest import Kept, MessageFact
from storage.ingest.keeping import end, keep
from storage.ingest.writing import write_batch
from storage.tables import inbox
from storage.tables import messages as facts

from .town import NAME, SENT_AT, Ear, bot, messages, pages

LANES = 8
PAGE = 100
TICK_S = 0.01
WARM_UP = 1_000
BATCH = 500


async def _gone(app: App, expected: int) -> None:
    """Every event was heard and has left the inbox, and its fact is there."""
    await app.settle()
    left = select(func.count()).select_from(inbox)
    stored = select(func.count()).select_from(facts)
    while await _count(app, left):  # noqa: ASYNC110 - the condition is in the database
        await asyncio.sleep(0.01)
    if Ear.heard != expected or await _count(app, stored) != expected:
        raise SystemExit(f"{expected - Ear.heard} events were not heard, or not all were stored")


async def _count(app: App, query: Select[tuple[int]]) -> int:
    async with app.db.read() as connection:
        return (await connection.execute(query)).scalar_one()


async def throughput(folder: Path, count: int) -> tuple[float, float]:
    """Events a second, as fast as they are taken: by the clock, and by the CPU's time of this
    process, which is what a core of its own would give where others use the machine."""
    Ear.heard = 0
    async with bot(folder) as app:
        waiting = iter(pages(messages(count), PAGE))

        async def lane() -> None:
            for page in waiting:
                await app.intake.receive_many(NAME, page)

        begun, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(lane() for _ in range(LANES)))
        await _gone(app, count)
        return count / (time.perf_counter() - begun), count / (time.process_time() - cpu)


async def latencies(folder: Path, per_s: int, seconds: int) -> list[float]:
    """Seconds from the moment when an event was due to come until its acknowledgement, for each
    event. What is late does not hold up what comes after it."""
    Ear.heard = 0
    async with bot(folder) as app:
        took: list[float] = []
        size = round(per_s * TICK_S)
        for page in pages(messages(WARM_UP), PAGE):  # people are met, statements prepared
            await app.intake.receive_many(NAME, page)
        # made before the clock begins: those who write are not on this machine
        offered = pages(messages(per_s * seconds, 1 + WARM_UP), size)
        calm_collector()

        async def hand_over(page: Sequence[object], at: float) -> None:
            await app.intake.receive_many(NAME, page)  # type: ignore[arg-type]
            took.extend([time.perf_counter() - at] * len(page))

        due = time.perf_counter() + TICK_S
        async with asyncio.TaskGroup() as group:
            for page in offered:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                group.create_task(hand_over(page, due))
                due += TICK_S
        await _gone(app, WARM_UP + per_s * seconds)
        return took


def _fact(n: int) -> MessageFact:
    return MessageFact(1, 1, 1 + n % 5, 1 + n % 50, n, SENT_AT + n, 739_000, 56, 0)


def _kept(n: int) -> Kept:
    return Kept(NAME, "InMessage", orjson.dumps(messages(1, n)[0]), str(n % 50), SENT_AT)


async def one_by_one(folder: Path, count: int) -> float:
    """The same statements, a transaction for each event and one for its end."""
    db = Database(f"sqlite:///{folder}/naive.db")
    await db.open({})
    prepared = [(_fact(n), _kept(n)) for n in range(1, count + 1)]
    begun = time.perf_counter()
    for fact, kept in prepared:
        async with db.write() as connection:
            await write_batch(db, connection, [fact])
            [row] = await keep(db, connection, [kept])
        async with db.write() as connection:
            await end(db, connection, [row] if row else [])
    took = time.perf_counter() - begun
    await db.close()
    return count / took


def bare(folder: Path, count: int) -> float:
    """Python's sqlite3 with tuples made beforehand: facts and rows in, rows out."""
    path = folder / "bare.db"
    db = Database(f"sqlite:///{path}")
    asyncio.run(_make(db))
    rows = [
        (1, 1, 1 + n % 5, 1 + n % 50, n, SENT_AT + n, 739_000, 56, 0) for n in range(1, count + 1)
    ]
    kept = [(k.platform, k.kind, k.body, k.user_native, SENT_AT) for k in map(_kept, range(count))]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(
            "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; "
            "PRAGMA wal_autocheckpoint = 16384"
        )
        begun = time.perf_counter()
        for start in range(0, count, BATCH):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM inbox")
            connection.executemany(
                "INSERT INTO messages (community_id, space_id, channel_id, member_id, native_id, "
                "sent_at, day, length, attachments) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows[start : start + BATCH],
            )
            connection.executemany(
                "INSERT INTO inbox (platform, kind, body, user_native, received_at, tries, begun) "
                "VALUES (?, ?, ?, ?, ?, 0, 0)",
                kept[start : start + BATCH],
            )
            connection.execute("COMMIT")
        connection.execute("DELETE FROM inbox")
        return count / (time.perf_counter() - begun)


async def _make(db: Database) -> None:
    await db.open({})
    await db.close()
