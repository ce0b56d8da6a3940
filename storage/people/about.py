"""All rows that are about a member, in whichever table: those with a column `member_id`.

Rows that say who else did something to them leave that out, for it is about the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, select

from ..database import Database
from ..tables import accounts

_OTHERS = re.compile(r"(^|_)by(_id|_member_id)?$|^(other|actor_member)_id$")


class AboutMember:
    """Reads the tables that there are now, also those of features that are switched off."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def counts(self, member_id: int) -> dict[str, int]:
        """Rows by table; none where there are none."""
        found = {}
        async with self._db.read() as connection:
            for table in await connection.run_sync(_tables):
                query = select(func.count()).where(table.c.member_id == member_id)
                if count := await connection.scalar(query):
                    found[str(table.name)] = int(count)
        return found

    async def rows(self, member_id: int) -> dict[str, list[dict[str, Any]]]:
        """The same rows as plain values, by table."""
        found = {}
        async with self._db.read() as connection:
            for table in await connection.run_sync(_tables):
                shown = [c for c in table.columns if not _OTHERS.search(c.name)]
                query = select(*shown).where(table.c.member_id == member_id)
                if rows := (await connection.execute(query)).mappings().all():
                    found[str(table.name)] = [_plain(dict(row)) for row in rows]
        return found


def _tables(connection: Connection) -> Sequence[Table]:
    known = MetaData()
    known.reflect(connection, resolve_fks=False)
    with_member = [table for table in known.tables.values() if "member_id" in table.columns]
    return sorted(with_member, key=lambda table: (table.name != accounts.name, table.name))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        str(key): value.hex() if isinstance(value, bytes) else value for key, value in row.items()
    }
