"""kill -9 while messages go out: each arrives once, none is lost; and a crowd goes in batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from cogs.sequences.running.engine import BATCH
from cogs.sequences.tables import outcomes, people
from storage.database import Database
from storage.people import People, Sight
from storage.tables import memberships, outbox
from tests.support.community import Community, Opener
from tests.support.databases import opened_as_it_is
from tests.support.killed import run

from .killed_process import PEOPLE, later
from .stage import LOUD, Said, at, clock, cog, draft, rows, until

POINTS = ("asked", "marked", "queued", "half-queued")


async def killed(url: str, point: str) -> int:
    return await run("tests.cogs.sequences.killed_process", url, point)


@pytest.mark.parametrize("point", POINTS)
async def test_nothing_twice_and_nothing_lost(tmp_path: Path, point: str) -> None:
    url = f"sqlite:///{tmp_path}/townhall.db"
    assert await killed(url, point) == -9
    async with opened_as_it_is(url) as db:
        before = await queued(db)
        left = [row for row in await rows(db, people) if row["state"] == "active"]
    assert len(left) == PEOPLE and max(before.values(), default=0) <= 1
    expected = {"asked": 0, "marked": 0, "queued": PEOPLE, "half-queued": PEOPLE // 2}
    assert len(before) == expected[point]
    await later(url)
    async with opened_as_it_is(url) as db:
        after = await queued(db)
        settled = [row for row in await rows(db, outcomes) if row["settled"]]
        states = Counter(row["state"] for row in await rows(db, people))
    assert len(after) == PEOPLE and set(after.values()) == {1}
    assert before.keys() <= after.keys()
    assert len(settled) == PEOPLE and states["done"] == PEOPLE


async def queued(db: Database) -> Counter[str]:
    """How often each member was written to."""
    async with db.read() as conn:
        found = await conn.execute(
            select(outbox.c.user_native).where(outbox.c.key.like("sequence:%"))
        )
        return Counter(row.user_native for row in found)


@pytest.mark.parametrize("point", ["post-marked", "post-queued"])
async def test_one_post_for_all_of_them(tmp_path: Path, point: str) -> None:
    url = f"sqlite:///{tmp_path}/townhall.db"
    assert await killed(url, point) == -9
    await later(url)
    async with opened_as_it_is(url) as db:
        async with db.read() as conn:
            keys = list(
                await conn.scalars(select(outbox.c.key).where(outbox.c.key.like("sequence:%")))
            )
        settled = [row for row in await rows(db, outcomes) if row["settled"]]
    assert len(keys) == 1 and {row["post"] for row in settled} == set(keys)
    assert len(settled) == PEOPLE


CROWD = 2 * BATCH


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


async def all_queued(chat: Community) -> int:
    async with chat.app.db.read() as conn:
        mine = outbox.c.key.like("sequence:%")
        return await conn.scalar(select(func.count()).select_from(outbox).where(mine)) or 0


async def test_a_crowd_goes_in_batches(open_chat: Opener) -> None:
    chat = await open_chat(cogs=LOUD, clock=clock(2026, 6, 1, 12))
    await chat.person("Olga")
    made = await draft(chat, Said(1, "10:00", "Hello {first_name}"))
    await crowd(chat, CROWD)
    await cog(chat)._sequences.switch_on(made, chat.clock.now(), everyone=False, before=())
    await cog(chat)._look_at(await chat.id, chat.clock.now())
    await chat.advance(seconds=1)
    seen: list[int] = []

    async def other(data: Mapping[str, Any], due: int) -> None:
        seen.append(await all_queued(chat))

    chat.app.scheduler.handle("tests.other", other)
    for n in range(5):
        due = at(2026, 6, 2, 10) + n
        await chat.app.scheduler.at(due, "tests.other", {}, key=f"other{n}")
    await until(chat, 2026, 6, 2, 10)
    assert await all_queued(chat) == CROWD
    # what was due at that time did not wait for all of them
    await chat.advance(seconds=1)
    assert len(seen) == 5 and seen[0] <= BATCH
