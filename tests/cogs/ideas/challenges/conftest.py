"""Databases of both kinds, and an idea or two in them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cogs.ideas.cog import Ideas
from storage.database import Database
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

BRANCH = {"ideas": Path(str(Ideas.migrations))}


@pytest.fixture
async def ideas_db(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url, BRANCH) as db:
        yield db
