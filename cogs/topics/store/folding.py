"""Rows that become part of others, with their counts added up."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, ColumnElement, Table, delete, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

# writers of counts wait for each other, so that they never wait in a circle
TURN = "topics:counts"
TONE = ("judged", "positive", "negative")
COUNTS = ("messages", *TONE)


async def fold(
    db: Database,
    conn: AsyncConnection,
    table: Table,
    which: Sequence[ColumnElement[bool]],
    column: Column[int],
    kept: int,
    counts: Sequence[str] = COUNTS,
) -> None:
    """The rows of `which` get another value in a column of their key; the counts of rows that are
    there already grow by theirs."""
    keys = list(table.primary_key.columns)
    chosen = [literal(kept).label(c.name) if c is column else c for c in table.columns]
    insert = db.insert(table).from_select(
        [c.name for c in table.columns], select(*chosen).where(*which)
    )
    grown = {name: table.c[name] + insert.excluded[name] for name in counts}
    await conn.execute(insert.on_conflict_do_update(index_elements=keys, set_=grown))
    await conn.execute(delete(table).where(*which))
