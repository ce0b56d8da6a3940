"""kill -9 while messages go out: each arrives in the outbox once, none is lost."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from cogs.sequences.tables import outcomes, people
from storage.database import Database
from storage.tables import outbox
from tests.support.databases import opened_as_it_is

from .killed_process import PEOPLE, later
from .stage import rows

POINTS = ("asked", "marked", "queued", "half-queued")
COMMAND = (sys.executable, "-m", "tests.cogs.sequences.killed_process")


async def killed(url: str, point: str) -> int:
    process = await asyncio.create_subprocess_exec(*COMMAND, url, point)
    return await process.wait()


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
