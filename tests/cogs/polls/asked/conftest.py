"""A bot with a cog of the tests' own that asks for polls; databases of both kinds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support import community as fresh
from tests.support.community import Community, Opener
from tests.support.databases import (
    database_url,
    migrated_url,
    postgres_server,
    postgres_url,
    sqlite_url,
)

from .asker import MORE

__all__ = ["database_url", "migrated_url", "postgres_server", "postgres_url", "sqlite_url"]


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    """A bot on the local chat that has the cog."""
    return await open_chat(more=MORE)


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    """The same on Discord and Telegram at once."""
    community = Community([DiscordRig(), TelegramRig()], fresh.sqlite_url(tmp_path), more=MORE)
    await community.open()
    yield community
    await community.close()
