"""One-time keys and signed-in browsers in the database, as hashes."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Table, delete, insert, select, update

from storage.database import Database

from .tables import keys, passes


class DoorStore:
    """Who may come in, until when (UTC milliseconds)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add_key(self, key: str, member_id: int, expires_at: int) -> None:
        """A link that signs in once."""
        await self._add(keys, key, member_id, expires_at)

    async def use_key(self, key: str, now: int) -> int | None:
        """Use a key up: whose it was, None when it is not good. Of two at once one gets it."""
        used = delete(keys).where(keys.c.hash == _hash(key), keys.c.expires_at > now)
        async with self._db.write() as conn:
            member_id: int | None = await conn.scalar(used.returning(keys.c.member_id))
            return member_id

    async def add_pass(self, token: str, member_id: int, expires_at: int) -> None:
        """A browser that is signed in."""
        await self._add(passes, token, member_id, expires_at)

    async def who(self, token: str, now: int) -> int | None:
        """Whose browser it is."""
        query = select(passes.c.member_id).where(
            passes.c.hash == _hash(token), passes.c.expires_at > now
        )
        async with self._db.read() as conn:
            found: int | None = await conn.scalar(query)
            return found

    async def leave(self, token: str) -> None:
        """This browser is out."""
        async with self._db.write() as conn:
            await conn.execute(delete(passes).where(passes.c.hash == _hash(token)))

    async def erase(self, member_id: int) -> None:
        """Out everywhere."""
        async with self._db.write() as conn:
            for table in (keys, passes):
                await conn.execute(delete(table).where(table.c.member_id == member_id))

    async def link(self, kept: int, gone: int) -> None:
        """Two accounts are one person."""
        async with self._db.write() as conn:
            for table in (keys, passes):
                await conn.execute(
                    update(table).where(table.c.member_id == gone).values(member_id=kept)
                )

    async def prune(self, now: int) -> int:
        """What is over goes; how many."""
        gone = 0
        async with self._db.write() as conn:
            for table in (keys, passes):
                over = await conn.execute(delete(table).where(table.c.expires_at <= now))
                gone += over.rowcount
        return gone

    async def _add(self, table: Table, secret: str, member_id: int, expires_at: int) -> None:
        values = {"hash": _hash(secret), "member_id": member_id, "expires_at": expires_at}
        async with self._db.write() as conn:
            await conn.execute(insert(table).values(**values))


def _hash(secret: str) -> bytes:
    """Keys are random and long, so a plain hash is enough."""
    return sha256(secret.encode("utf-8", "replace")).digest()
