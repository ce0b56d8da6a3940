"""Two thousand people who are due in one hour: in batches, and others get their turn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, insert, select

from cogs.sequences.running.engine import BATCH
from storage.people import People, Sight
from storage.tables import memberships, outbox
from tests.support.community import Community, Opener

from .stage import LOUD, Said, at, clock, cog, draft, until

CROWD = 2000


async def crowd(chat: Community, count: int) -> None:
    """People who have just joined, written straight into the database."""
    here, now = await chat.id, chat.clock.now()
    [space] = await chat.app.registry.spaces(here)
    sights = [Sight(here, chat.rig.name, f"guest{n}", f"Guest {n}") for n in range(count)]
    met = await People(chat.app.db).ensure_accounts(sights, now)
    rows = [
        {
            "space_id": space.id,
            "account_id": row.account_id,
            "joined_at": now,
            "joins": 1,
            "level": 0,
        }
        for row in met
    ]
    async with chat.app.db.write() as conn:
        await conn.execute(insert(memberships), rows)


async def queued(chat: Community) -> int:
    async with chat.app.db.read() as conn:
        mine = outbox.c.key.like("sequence:%")
        return await conn.scalar(select(func.count()).select_from(outbox).where(mine)) or 0


async def test_two_thousand_in_batches(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    await chat.person("Olga")
    made = await draft(chat, Said(1, "10:00", "Hello {first_name}"))
    await crowd(chat, CROWD)
    await cog(chat)._sequences.switch_on(made, chat.clock.now(), everyone=False, before=())
    await cog(chat)._look_at(await chat.id, chat.clock.now())
    await chat.advance(seconds=1)
    seen: list[int] = []

    async def other(data: Mapping[str, Any], due: int) -> None:
        seen.append(await queued(chat))

    chat.app.scheduler.handle("tests.other", other)
    for n in range(5):
        due = at(2026, 6, 2, 10) + n
        await chat.app.scheduler.at(due, "tests.other", {}, key=f"other{n}")
    worst, watching = 0.0, asyncio.Event()

    async def watch() -> None:
        nonlocal worst
        while not watching.is_set():
            before = time.thread_time()
            await asyncio.sleep(0)
            worst = max(worst, time.thread_time() - before)

    watcher = asyncio.create_task(watch())
    began = time.process_time()
    await until(chat, 2026, 6, 2, 10)
    spent = time.process_time() - began
    watching.set()
    await watcher
    print(f"CPU for {CROWD} steps: {spent:.1f} s, longest without a turn: {worst * 1000:.0f} ms")
    assert await queued(chat) == CROWD
    # what was due at that time did not wait for all of them
    await chat.advance(seconds=1)
    assert len(seen) == 5 and seen[0] <= BATCH
    assert worst < 1.0
