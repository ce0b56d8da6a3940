"""What the bot does for itself, again and again."""

from __future__ import annotations

from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.services import Clock
from bot.api.text import T
from storage.database import Database
from storage.outbox import OutboxStore
from storage.queue import Tasks
from storage.rollups import Rollups

from .scheduler import TableScheduler

ROLLUP_EVERY_S = 60
PRUNE_EVERY_S = 3600
DAYS = 90
POSTS, TASKS = "engine.posts", "engine.tasks"


def housekeeping(
    scheduler: TableScheduler, db: Database, rollups: Rollups, clock: Clock, retention: Retention
) -> None:
    """Sums are kept up to date; tasks and posts that are long done need not be kept, nor old copies
    of the database."""
    retention.offer(
        "",
        Expiring(POSTS, T("what the bot sent, where nothing refers to it"), lambda _: DAYS),
        Expiring(TASKS, T("what the bot had to do and has done"), lambda _: DAYS, personal=False),
    )
    tasks, posts = Tasks(db), OutboxStore(db)

    async def roll_up() -> None:
        await rollups.advance()

    async def prune() -> None:
        before = clock.now() - DAYS * 86_400_000
        retention.removed(TASKS, await tasks.prune(before))
        retention.removed(POSTS, await posts.prune(before))
        await db.expire_copies()

    scheduler.tick(roll_up, ROLLUP_EVERY_S)
    scheduler.tick(prune, PRUNE_EVERY_S)
