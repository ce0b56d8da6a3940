"""Up to which number each kind of fact has been added up."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database
from ..tables import rollup_state


async def watermark(connection: AsyncConnection, name: str) -> int:
    """The highest id of that table that is counted."""
    query = select(rollup_state.c.watermark).where(rollup_state.c.name == name)
    return await connection.scalar(query) or 0


async def set_watermark(db: Database, connection: AsyncConnection, name: str, end: int) -> None:
    """Everything up to `end` is counted."""
    state = db.insert(rollup_state).values(name=name, watermark=end)
    await connection.execute(
        state.on_conflict_do_update(index_elements=[rollup_state.c.name], set_={"watermark": end})
    )
