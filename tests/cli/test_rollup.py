"""`townhall rollup rebuild`: the same numbers again, from the facts alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import delete

from bot.engine import loader
from storage.database import Database
from storage.ingest import Ingest, MessageFact
from storage.measures import MeasureStore
from storage.people import People
from storage.rollups import Rollups
from storage.tables import activity_days, community_days
from tests.support.shell import Said, townhall

__all__ = ["townhall"]

CONFIG = '[storage]\nurl = "sqlite:///kept.db"\n[[communities]]\nname = "Bakery"\n'
DAY = 738_000


async def furnish() -> list[tuple[int, ...]]:
    """A community whose sums somebody has spoiled by hand; what they should say."""
    db = Database("sqlite:///kept.db")
    await db.open(loader.migrations(list(loader.discover().values())))
    people, ingest = People(db), Ingest(db)
    home = (await people.ensure_community("Bakery", "Bakery", "en", "UTC")).id
    ingest.start()
    await ingest.add_many(
        MessageFact(home, 1, 1, 1, number, number, DAY + number % 3, 5, 0) for number in range(30)
    )
    await ingest.close()
    await Rollups(db).advance()
    expected = await MeasureStore(db).days(home, DAY, DAY + 2)
    async with db.write() as connection:
        for table in (activity_days, community_days):
            await connection.execute(delete(table))
    await db.close()
    return expected


async def days() -> list[tuple[int, ...]]:
    db = Database("sqlite:///kept.db")
    await db.open({})
    found = await MeasureStore(db).days(1, DAY, DAY + 2)
    await db.close()
    return found


def test_the_numbers_come_back(townhall: Callable[..., Said]) -> None:
    Path("config.toml").write_text(CONFIG, encoding="utf-8")
    code, _, err = townhall("rollup", "rebuild")
    assert code == 2 and "There is no database kept.db yet" in err[0]
    expected = asyncio.run(furnish())
    assert [row[1] for row in expected] == [10, 10, 10]
    assert asyncio.run(days()) != expected
    assert townhall("rollup", "rebuild")[:2] == (
        0,
        "Everything was counted anew: 30 messages.\n",
    )
    assert asyncio.run(days()) == expected
