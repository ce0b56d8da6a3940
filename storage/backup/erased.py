"""Who was forgotten, so that a backup from before does not bring them back."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import NullPool, select, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import Database
from storage.database.connection import parse
from storage.tables import members

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Erased:
    """Members without name or account: their number and when it was given (UTC ms), which together
    are nobody else's, even where the backup is another community's."""

    members: list[tuple[int, int]] = field(default_factory=list)

    async def still_in(self, db: Database) -> list[int]:
        """Those of them whom this database still knows."""
        key = tuple_(members.c.id, members.c.created_at)
        found: list[int] = []
        async with db.read() as connection:
            for start in range(0, len(self.members), _AT_ONCE):
                some = self.members[start : start + _AT_ONCE]
                query = select(members.c.id).where(members.c.erased_at.is_(None), key.in_(some))
                found += await connection.scalars(query.order_by(members.c.id))
        return found


async def erased_in(url: str) -> Erased | None:
    """All who were erased in the database at `url`, of whatever revision; None when it cannot be
    read."""
    engine = create_async_engine(parse(url), poolclass=NullPool)
    query = select(members.c.id, members.c.created_at).where(members.c.erased_at.is_not(None))
    try:
        async with engine.connect() as connection:
            return Erased([(row.id, row.created_at) for row in await connection.execute(query)])
    except (DBAPIError, OSError):
        return None
    finally:
        await engine.dispose()
