"""Transactions that take turns."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")


async def take_turn(conn: AsyncConnection, key: str) -> None:
    """Of two transactions with the same key the second waits here until the first has ended, and
    sees what it did. `key` begins with the cog's name. On SQLite, which has one writer, every
    write takes its turn as it begins."""
    if conn.dialect.name == "postgresql":
        await conn.execute(_LOCK, {"key": key})
