"""Threads and topics that were opened beside messages."""

from __future__ import annotations

from sqlalchemy import select

from .database import Database
from .tables import threads


class ThreadStore:
    """One thread a message; ids of channels are ours, the message's number is its platform's."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, channel_id: int, native_id: int) -> int | None:
        """The channel id of a message's thread; None when none was opened."""
        query = select(threads.c.thread_id).where(
            threads.c.channel_id == channel_id, threads.c.native_id == native_id
        )
        async with self._db.read() as connection:
            found: int | None = await connection.scalar(query)
            return found

    async def keep(self, channel_id: int, native_id: int, thread_id: int) -> None:
        """Note the thread of a message, instead of any before."""
        statement = self._db.insert(threads).values(
            channel_id=channel_id, native_id=native_id, thread_id=thread_id
        )
        async with self._db.write() as connection:
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=list(threads.primary_key), set_={"thread_id": thread_id}
                )
            )
