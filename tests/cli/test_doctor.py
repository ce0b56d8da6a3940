"""`townhall doctor`: what is wrong at work, told with what mends it; nothing is changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import update

from bot.engine.loader import discover, migrations
from cogs.safety.gate.store import WordStore
from storage.database import Database
from storage.outbox import OutboxStore
from storage.people import People
from storage.people.tombstones import bury, mark
from storage.queue import Tasks
from storage.tables import communities
from tests.support.shell import Said, shell, townhall

__all__ = ["shell", "townhall"]

HOUR_MS = 3_600_000


async def _troubled(url: str) -> None:
    """A bot that was down for three hours, after a post had failed."""
    now = round(time.time() * 1000)
    db = Database(url)
    await db.open(migrations(list(discover().values())))
    outbox = OutboxStore(db)
    for due in (now - 3 * HOUR_MS, now - 2 * HOUR_MS, now + HOUR_MS):
        await outbox.add(
            community_id=1, platform="local", payload={}, now=due, channel_native="general", tag=""
        )
    [first, *_] = await outbox.claim_due(now - 2 * HOUR_MS - 1, 1)
    await outbox.fail(first.id, "no right")
    await Tasks(db).put("remind", {}, due_at=now - HOUR_MS, now=now)
    await People(db).ensure_community("shop", "Shop", "en", "UTC")
    await db.close()


async def _since(url: str, days: int) -> None:
    """The bot has been at work for some days."""
    db = Database(url)
    await db.open(migrations(list(discover().values())))
    async with db.write() as connection:
        began = round(time.time() * 1000) - days * 24 * HOUR_MS
        await connection.execute(update(communities).values(created_at=began))
    await db.close()


def test_it_tells_what_waits_and_what_failed(townhall: Callable[..., Said]) -> None:
    code, out, err = townhall("doctor")
    assert (code, err) == (0, []), out
    assert "✓ Nothing waits: the bot was not started yet." in out
    assert "✓ The toxicity model answers." in out and out.endswith("All is well.\n")
    assert not Path("data/demo.db").exists()

    Path("data").mkdir(exist_ok=True)
    asyncio.run(_troubled("sqlite:///data/demo.db"))
    before = Path("data/demo.db").read_bytes()
    code, out, _ = townhall("doctor")
    assert code == 1
    assert "✗ 1 post could not be sent" in out and "the oldest for 2 hours" in out
    assert "✗ 1 task, such as a reminder, is late" in out
    assert "✗ 1 post failed in the last 24 hours" in out
    assert "• There is no backup of what I know." in out and "backup_folder" in out
    assert "All is well" not in out
    assert Path("data/demo.db").read_bytes() == before
    asyncio.run(_since("sqlite:///data/demo.db", days=8))  # nobody has much to lose in a week
    assert "✗ There is no backup of what I know." in townhall("doctor")[1]


async def _with_a_tombstone(url: str, key: bytes) -> None:
    """Somebody was forgotten."""
    db = Database(url)
    await db.open(migrations(list(discover().values())))
    async with db.write() as connection:
        await bury(db, connection, {mark(key, 1, "local", "ana"): 0})
    await db.close()


def test_it_tells_that_the_key_of_the_tombstones_is_lost_or_damaged(
    townhall: Callable[..., Said],
) -> None:
    keys = Path("data/keys")
    keys.mkdir(parents=True)
    (keys / "tombstones.key").write_bytes(bytes(32))
    asyncio.run(_with_a_tombstone("sqlite:///data/demo.db", bytes(32)))
    code, out, _ = townhall("doctor")
    assert code == 0 and "✓ Who was forgotten is recognised in imports and backups." in out
    (keys / "tombstones.key").write_bytes(bytes(31))
    code, out, _ = townhall("doctor")
    assert code == 1 and "✗ The key file tombstones.key is damaged or cannot be read." in out
    assert "brings back who asked to be forgotten" in out and "Put your copy of" in out
    (keys / "tombstones.key").unlink()
    code, out, _ = townhall("doctor")
    assert code == 1 and "✗ 1 account that was forgotten is not recognised any more" in out
    assert not (keys / "tombstones.key").exists()  # nor is another made


async def _with_a_word(url: str) -> None:
    """A feature has kept something."""
    db = Database(url)
    await db.open(migrations(list(discover().values())))
    await WordStore(db).add(1, ["scumbag"], by=1, now=0, most=9)
    await db.close()


def test_it_tells_what_a_feature_that_is_off_still_keeps(townhall: Callable[..., Said]) -> None:
    Path("data").mkdir()
    asyncio.run(_with_a_word("sqlite:///data/demo.db"))
    assert "is switched off" not in townhall("doctor")[1]
    off = '[storage]\nurl = "sqlite:///data/demo.db"\n[cogs.safety]\nenabled = false\n'
    Path("config.toml").write_text(off, encoding="utf-8")
    _, out, _ = townhall("doctor")
    assert "✓ Safety is switched off; 1 row of it is kept until it is switched on again." in out
