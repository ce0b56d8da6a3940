"""Which events stand in the platforms' own calendars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from storage.database import Database

from ..tables import entries


@dataclass(frozen=True, slots=True)
class Entered:
    """What is known of an event in one space: its entry there, for which sequence, and whether
    the outcome of a call was never heard."""

    entry: str | None = None
    sequence: int = -1
    trying: bool = False


class EntryStore:
    """Entries by event and space."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def get(self, event_id: int, space_id: int) -> Entered:
        """What is known."""
        query = select(entries).where(*_where(event_id, space_id))
        async with self._db.read() as conn:
            row = (await conn.execute(query)).first()
        return Entered(row.entry, row.sequence, row.trying) if row is not None else Entered()

    async def begin(self, event_id: int, space_id: int) -> None:
        """Before a call: if nothing is heard of it, it may have been carried out."""
        key = {"event_id": event_id, "space_id": space_id}
        added = self._db.insert(entries).values(**key, entry=None, sequence=-1, trying=True)
        async with self._db.write() as conn:
            await conn.execute(
                added.on_conflict_do_update(
                    index_elements=["event_id", "space_id"], set_={"trying": True}
                )
            )

    async def end(self, event_id: int, space_id: int, **heard: Any) -> None:
        """After it."""
        change = update(entries).where(*_where(event_id, space_id))
        async with self._db.write() as conn:
            await conn.execute(change.values(trying=False, **heard))


def _where(event_id: int, space_id: int) -> tuple[Any, Any]:
    return entries.c.event_id == event_id, entries.c.space_id == space_id
