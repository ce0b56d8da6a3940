"""Databases with the tables of the events, and a community on two platforms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from cogs.events.tables import metadata
from storage.database import Database
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.community import Community, Opener
from tests.support.community import sqlite_url as file_url
from tests.support.databases import (
    furnish,
    migrated_url,
    opened,
    postgres_server,
    sqlite_url,
)
from tests.support.scripted import FakeClock

from .stage import BRANCH, MORNING, Books

__all__ = ["migrated_url", "postgres_server", "sqlite_url"]


@pytest.fixture(params=["sqlite", "postgresql"])
def books_url(request: pytest.FixtureRequest) -> str:
    """The address of a database, once of each kind."""
    kind = "sqlite_url" if request.param == "sqlite" else "migrated_url"
    return str(request.getfixturevalue(kind))


@pytest.fixture
async def books(books_url: str) -> AsyncIterator[Books]:
    """The stores on an open database with all tables empty."""
    await furnish(books_url, BRANCH)
    async with opened(books_url, BRANCH) as db:
        await _empty(db)
        yield Books(db)


async def _empty(db: Database) -> None:
    async with db.write() as conn:
        for table in metadata.sorted_tables:
            await conn.execute(delete(table))


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    """A bot on the local chat, in the morning."""
    return await open_chat(clock=FakeClock(MORNING))


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    """One community on Discord and on Telegram."""
    community = Community(
        [DiscordRig(), TelegramRig()], file_url(tmp_path), clock=FakeClock(MORNING)
    )
    await community.open()
    yield community
    await community.close()
