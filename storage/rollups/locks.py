"""Who may write facts and who may add them up."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database

# PostgreSQL: intake holds this lock shared, rollups alone. An id below the watermark can then not
# belong to a transaction that commits later.
INTAKE_LOCK = 0x544F574E01


async def hold_rollups(db: Database, connection: AsyncConnection) -> None:
    """Until the transaction ends no fact comes in and no other rollup runs (SQLite: always so)."""
    if db.dialect == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": INTAKE_LOCK})


async def hold_intake(db: Database, connection: AsyncConnection) -> None:
    """Until the transaction ends no rollup runs; other intake does."""
    if db.dialect == "postgresql":
        await connection.execute(
            text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": INTAKE_LOCK}
        )
