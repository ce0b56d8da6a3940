"""What a crash left in the inbox. Rows are written and ended by `storage.ingest`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .database import Database
from .database.writing.first_write import Mark
from .tables import inbox


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An event that was taken in; `tries` counts how often it was begun again after a crash.

    `begun` says that its handler has changed something.
    """

    id: int
    kind: str
    body: bytes
    received_at: int
    tries: int
    begun: bool


_COLUMNS = [inbox.c[name] for name in InboxRow.__dataclass_fields__]
_open = inbox.c.body.is_not(None)


class InboxStore:
    """The table of events whose handlers have not ended."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def newest(self) -> int:
        """The number of the newest row; 0 when there is none."""
        async with self._db.read() as connection:
            found: int | None = await connection.scalar(select(func.max(inbox.c.id)))
            return found or 0

    async def left(self, platform: str, after: int, up_to: int, limit: int) -> list[InboxRow]:
        """Open rows of a platform with a number above `after`, oldest first."""
        query = (
            select(*_COLUMNS)
            .where(_open, inbox.c.platform == platform)
            .where(inbox.c.id > after, inbox.c.id <= up_to)
            .order_by(inbox.c.id)
            .limit(limit)
        )
        async with self._db.read() as connection:
            return [InboxRow(**row) for row in (await connection.execute(query)).mappings()]

    async def again(self, ids: Sequence[int]) -> None:
        """These are about to be tried once more."""
        async with self._db.write() as connection:
            await connection.execute(
                update(inbox).where(inbox.c.id.in_(ids)).values(tries=inbox.c.tries + 1)
            )

    def begins(self, row_id: int) -> Mark:
        """For `first_write.marking`: the handler of that row has changed something."""

        async def mark(connection: AsyncConnection) -> None:
            await connection.execute(update(inbox).where(inbox.c.id == row_id).values(begun=True))

        return mark

    async def prune(self, before: int) -> int:
        """Delete rows taken in before that time: keys that are no longer needed, and what nobody
        could handle since (how many; their platform is switched off)."""
        old = inbox.c.received_at < before
        async with self._db.write() as connection:
            unhandled = await connection.scalar(select(func.count()).where(old, _open))
            await connection.execute(delete(inbox).where(old))
            return unhandled or 0
