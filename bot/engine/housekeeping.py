"""What the bot does for itself, again and again."""

from __future__ import annotations

from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.services import Clock
from bot.api.text import T
from storage.database import Database
from storage.inbox import InboxStore
from storage.outbox import OutboxStore
from storage.queue import Tasks
from storage.rollups import Rollups

from .scheduler import TableScheduler

ROLLUP_EVERY_S = 60
PRUNE_EVERY_S = 3600
DAY_MS = 86_400_000
DAYS = 90
UNHANDLED_DAYS = 2
"""Longer than a platform delivers anything a second time (Telegram: a day)."""
POSTS, TASKS, INBOX = "engine.posts", "engine.tasks", "engine.inbox"


def housekeeping(
    scheduler: TableScheduler, db: Database, rollups: Rollups, clock: Clock, retention: Retention
) -> None:
    """Sums are kept up to date; tasks and posts that are long done need not be kept, nor old copies
    of the database."""
    retention.offer(
        "",
        Expiring(POSTS, T("what the bot sent, where nothing refers to it"), lambda _: DAYS),
        Expiring(
            INBOX, T("what was written and could not be handled yet"), lambda _: UNHANDLED_DAYS
        ),
        Expiring(TASKS, T("what the bot had to do and has done"), lambda _: DAYS, personal=False),
    )
    tasks, posts, inbox = Tasks(db), OutboxStore(db), InboxStore(db)

    async def roll_up() -> None:
        await rollups.advance()

    async def prune() -> None:
        now = clock.now()
        before = now - DAYS * DAY_MS
        retention.removed(TASKS, await tasks.prune(before))
        retention.removed(POSTS, await posts.prune(before))
        retention.removed(INBOX, await inbox.prune(now - UNHANDLED_DAYS * DAY_MS))
        await db.expire_copies()

    scheduler.tick(roll_up, ROLLUP_EVERY_S)
    scheduler.tick(prune, PRUNE_EVERY_S)
