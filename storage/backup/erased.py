"""Who was forgotten, so that a backup from before does not bring them back."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, NullPool, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import Database
from storage.database.connection import parse
from storage.people.tombstones import bury, mark, standing
from storage.tables import accounts, members, tombstones


@dataclass(frozen=True, slots=True)
class Erased:
    """What a database knows of those it has forgotten: its tombstones, and its members without name
    or account, by their number and when it was given (UTC ms), which together are nobody else's.

    The numbers tell also of those who were forgotten when there were no tombstones yet, or whose
    key is lost.
    """

    members: set[tuple[int, int]] = field(default_factory=set)
    tombstones: dict[bytes, int] = field(default_factory=dict)

    async def still_in(self, db: Database, key: bytes | None) -> list[int]:
        """Those whom this database still knows, though it was before they were forgotten."""
        query = select(
            members.c.id,
            members.c.created_at,
            accounts.c.community_id,
            accounts.c.platform,
            accounts.c.native_id,
        ).outerjoin_from(members, accounts)
        found: set[int] = set()
        async with db.read() as connection:
            # who came back after an erasure that the backup knows of is somebody new
            known = await standing(connection)
            since = {one for one, at in self.tombstones.items() if known.get(one, -1) < at}
            for row in await connection.execute(query.where(members.c.erased_at.is_(None))):
                if (row.id, row.created_at) in self.members or (
                    key is not None
                    and row.native_id is not None
                    and mark(key, row.community_id, row.platform, row.native_id) in since
                ):
                    found.add(row.id)
        return sorted(found)

    async def bury(self, db: Database) -> None:
        """Take the tombstones over, with the times of theirs."""
        async with db.write() as connection:
            await bury(db, connection, self.tombstones)


async def erased_in(url: str) -> Erased | None:
    """What the database at `url`, of whatever revision, knows; None when it cannot be read."""
    engine = create_async_engine(parse(url), poolclass=NullPool)
    query = select(members.c.id, members.c.created_at).where(members.c.erased_at.is_not(None))
    try:
        async with engine.connect() as connection:
            numbers = {(row.id, row.created_at) for row in await connection.execute(query)}
            there = await connection.run_sync(_has_tombstones)
            return Erased(numbers, await standing(connection) if there else {})
    except (DBAPIError, OSError):
        return None
    finally:
        await engine.dispose()


def _has_tombstones(connection: Connection) -> bool:
    return inspect(connection).has_table(tombstones.name)
