"""Databases with the tables of the polls."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import delete

from cogs.polls.tables import metadata
from storage.database import Database
from tests.support.databases import (
    database_url,
    furnish,
    migrated_url,
    opened,
    postgres_server,
    postgres_url,
    sqlite_url,
)

from .booth import BRANCH, Booth

__all__ = ["database_url", "migrated_url", "postgres_server", "postgres_url", "sqlite_url"]


@pytest.fixture(params=["sqlite", "postgresql"])
def polls_url(request: pytest.FixtureRequest) -> str:
    """The address of a database, once of each kind."""
    kind = "sqlite_url" if request.param == "sqlite" else "migrated_url"
    return str(request.getfixturevalue(kind))


@pytest.fixture
async def polls_db(polls_url: str) -> AsyncIterator[Database]:
    """An open database with the tables of the polls, all empty, once of each kind."""
    await furnish(polls_url, BRANCH)
    async with opened(polls_url, BRANCH) as db:
        async with db.write() as conn:
            for table in metadata.sorted_tables:
                await conn.execute(delete(table))
        yield db


@pytest.fixture
def booth(polls_db: Database) -> Booth:
    """On that database."""
    return Booth(polls_db)
