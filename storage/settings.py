"""A community's own settings, on top of the file: what `/settings` writes."""

from typing import Any

from sqlalchemy import delete, select

from .database import Database
from .tables import overrides


class Overrides:
    """Values by (community, cog, key)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def all(self, community_id: int) -> dict[tuple[str, str], Any]:
        """Every override of a community by (cog, key)."""
        query = select(overrides.c.cog, overrides.c.key, overrides.c.value).where(
            overrides.c.community_id == community_id
        )
        async with self._db.read() as connection:
            rows = await connection.execute(query)
            return {(row.cog, row.key): row.value for row in rows}

    async def set(
        self,
        community_id: int,
        cog: str,
        key: str,
        value: Any,
        by_member_id: int | None,
        now: int,
    ) -> None:
        """Write one value (anything that JSON can hold)."""
        change = {"value": value, "by_member_id": by_member_id, "at": now}
        insert = self._db.insert(overrides).values(
            community_id=community_id, cog=cog, key=key, **change
        )
        async with self._db.write() as connection:
            await connection.execute(
                insert.on_conflict_do_update(
                    index_elements=[overrides.c.community_id, overrides.c.cog, overrides.c.key],
                    set_=change,
                )
            )

    async def unset(self, community_id: int, cog: str, key: str) -> bool:
        """Back to the file's value; False when there was no override."""
        async with self._db.write() as connection:
            result = await connection.execute(
                delete(overrides).where(
                    overrides.c.community_id == community_id,
                    overrides.c.cog == cog,
                    overrides.c.key == key,
                )
            )
            return result.rowcount > 0
