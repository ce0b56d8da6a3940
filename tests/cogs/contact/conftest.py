"""Databases with the tables of the contact policy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import cogs.contact
from storage.database import Database
from tests.support.databases import (
    opened,
    postgres_server,
    postgres_url,
    sqlite_url,
)

__all__ = ["postgres_server", "postgres_url", "sqlite_url"]

BRANCH = {"contact": Path(cogs.contact.__file__).parent / "migrations"}


@pytest.fixture(params=["sqlite", "postgresql"])
def contact_url(request: pytest.FixtureRequest) -> str:
    """The address of a database, once of each kind."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(kind))


@pytest.fixture
async def contact_db(contact_url: str) -> AsyncIterator[Database]:
    """Open and empty, once of each kind."""
    async with opened(contact_url, BRANCH) as db:
        yield db
