"""What the bot does for itself, again and again."""

from __future__ import annotations

from bot.api.services import Clock
from storage.database import Database
from storage.outbox import OutboxStore
from storage.queue import Tasks
from storage.rollups import Rollups

from .scheduler import TableScheduler

ROLLUP_EVERY_S = 60
PRUNE_EVERY_S = 3600
KEPT_MS = 90 * 86_400_000


def housekeeping(scheduler: TableScheduler, db: Database, rollups: Rollups, clock: Clock) -> None:
    """Sums are kept up to date; tasks and posts that are long done need not be kept, nor old copies
    of the database."""
    tasks, posts = Tasks(db), OutboxStore(db)

    async def roll_up() -> None:
        await rollups.advance()

    async def prune() -> None:
        before = clock.now() - KEPT_MS
        await tasks.prune(before)
        await posts.prune(before)
        await db.expire_copies()

    scheduler.tick(roll_up, ROLLUP_EVERY_S)
    scheduler.tick(prune, PRUNE_EVERY_S)
