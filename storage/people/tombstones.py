"""Whom the bot was asked to forget, so that no look into the past brings them back.

A tombstone is a keyed hash of an account and the time of its erasure. The key is not in the
database: without it nobody can tell whose tombstone it is, nor try numbers until one fits.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database
from ..tables import tombstones

_AT_ONCE = 400
_KEY_BYTES = 4


def mark(key: bytes, community_id: int, platform: str, native_id: str) -> bytes:
    """What stands on the tombstone of an account: which key it is made with, and the hash."""
    account = f"{community_id}\0{platform}\0{native_id}"
    return _name_of(key) + hmac.digest(key, account.encode(), "sha256")


def made_with(key: bytes, mark: bytes) -> bool:
    """Whether this key can tell whose mark it is."""
    return mark.startswith(_name_of(key))


def _name_of(key: bytes) -> bytes:
    return hmac.digest(key, b"the name of this key", "sha256")[:_KEY_BYTES]


async def bury(db: Database, connection: AsyncConnection, marks: Mapping[bytes, int]) -> None:
    """Put up tombstones, by mark with the time of the erasure; of one that is there already the
    new time holds."""
    if not marks:
        return
    statement = db.insert(tombstones)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[tombstones.c.mark],
            set_={"erased_at": statement.excluded.erased_at},
        ),
        [{"mark": one, "erased_at": at} for one, at in marks.items()],
    )


async def standing(connection: AsyncConnection) -> dict[bytes, int]:
    """All tombstones, by mark with the time of the erasure."""
    found = await connection.execute(select(tombstones.c.mark, tombstones.c.erased_at))
    return {row.mark: row.erased_at for row in found}


class Burying:
    """The part of People about who is not to come back."""

    _db: Database

    async def marks(self) -> list[bytes]:
        """Those of all tombstones."""
        async with self._db.read() as connection:
            return list(await standing(connection))

    async def any_tombstone(self) -> bool:
        """Whether anybody was ever forgotten."""
        async with self._db.read() as connection:
            return await connection.scalar(select(tombstones.c.erased_at).limit(1)) is not None

    async def buried(self, marks: Iterable[bytes]) -> dict[bytes, int]:
        """When those of the accounts were erased that were, by mark."""
        wanted: Sequence[bytes] = list(marks)
        found: dict[bytes, int] = {}
        async with self._db.read() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                some = wanted[start : start + _AT_ONCE]
                query = select(tombstones.c.mark, tombstones.c.erased_at)
                rows = await connection.execute(query.where(tombstones.c.mark.in_(some)))
                found |= {row.mark: row.erased_at for row in rows}
        return found
