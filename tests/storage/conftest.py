"""Fixtures of the storage suite: each test runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Table, func, select

from storage.database import Database
from storage.ingest import Ingest, MessageFact, MovementFact
from storage.people import MemberRow, People
from tests.support.databases import *  # noqa: F403 - the fixtures

HOUR = 3_600_000
DAY = 24 * HOUR
EPOCH = date(1970, 1, 1).toordinal()


def local_day(at: int) -> int:
    """The local day of a moment; all is in UTC here."""
    return at // DAY + EPOCH


@dataclass
class World:
    """A community with one space and one channel."""

    db: Database
    people: People
    ingest: Ingest
    community: int
    space: int
    channel: int

    async def member(self, native_id: str, now: int = 0, **account: Any) -> MemberRow:
        """A member by their account on "local" (or `platform`), named like their id."""
        values = {"platform": "local", "name": native_id, "username": None, "is_bot": False}
        values |= {"locale": None} | account
        return await self.people.ensure_account(
            self.community, native_id=native_id, now=now, **values
        )

    def message(self, member: int, native_id: int, at: int = 0, **changes: Any) -> MessageFact:
        """A message of five characters at a time in UTC ms."""
        fact = MessageFact(
            self.community, self.space, self.channel, member, native_id, at, local_day(at), 5, 0
        )
        return replace(fact, **changes)

    def movement(self, member: MemberRow, kind: Any, at: int) -> MovementFact:
        """A join or leave."""
        return MovementFact(
            self.community, self.space, member.account_id, member.id, kind, at, local_day(at)
        )

    async def count(self, table: Table) -> int:
        """Rows of a table."""
        async with self.db.read() as connection:
            return await connection.scalar(select(func.count()).select_from(table)) or 0

    async def rows(self, table: Table) -> list[tuple[Any, ...]]:
        """All rows of a table, sorted."""
        async with self.db.read() as connection:
            found = await connection.execute(select(table).order_by(*table.primary_key))
            return [tuple(row) for row in found]


@pytest.fixture
async def world(db: Database) -> AsyncIterator[World]:
    """A community ready to take facts in."""
    people = People(db)
    community = await people.ensure_community("bakery", "Bakery", "en", "UTC")
    space = await people.ensure_space(community.id, "local", "s1", "Bakery")
    channel = await people.ensure_channel("local", "c1", "general", space.id, None, False)
    ingest = Ingest(db, max_wait_s=0)
    ingest.start()
    yield World(db, people, ingest, community.id, space.id, channel.id)
    await ingest.close()
