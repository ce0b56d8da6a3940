"""Communities on platforms with threads, and a database without a chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from cogs.faq.cog import Faq
from storage.database import Database
from tests.contract.conftest import make_rig
from tests.support.community import Community, Opener
from tests.support.community import sqlite_url as file_url
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]


@pytest.fixture(params=["local", "discord", "telegram"])
async def open_anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Opener]:
    """`await open_anywhere(cogs={...})`: a bot on each of the three platforms."""
    communities: list[Community] = []

    async def opener(**options: Any) -> Community:
        community = Community([make_rig(request.param)], file_url(tmp_path), **options)
        communities.append(community)
        await community.open()
        return community

    yield opener
    for community in communities:
        await community.close()


@pytest.fixture
async def anywhere(open_anywhere: Opener) -> Community:
    """The same, with English as its language."""
    return await open_anywhere()


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """Tables of the FAQ on both databases."""
    async with opened(database_url, {"faq": Path(str(Faq.migrations))}) as database:
        yield database
