"""What was suggested and then done or put aside, in the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select, update

from storage.database import Database

from ..tables import suggestions
from .keys import about, moved, names

State = Literal["done", "dismissed"]


@dataclass(frozen=True, slots=True)
class Settled:
    """One suggestion that was done or dismissed; `member_id` is None once they are forgotten."""

    key: str
    state: State
    at: int
    member_id: int | None


_COLUMNS = [suggestions.c[name] for name in Settled.__dataclass_fields__]


class SuggestionStore:
    """The last thing that happened to each suggestion."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def settle(
        self, community_id: int, key: str, state: State, by: int | None, now: int, *, since: int
    ) -> bool:
        """Note what was done with a suggestion; False when that (or the doing of it) is noted
        since then already. What is done stays done, whatever is put aside after."""
        values = {"state": state, "at": now, "member_id": by}
        insert = self._db.insert(suggestions).values(community_id=community_id, key=key, **values)
        stale = suggestions.c.at < since
        if state == "done":
            stale |= suggestions.c.state != "done"
        statement = insert.on_conflict_do_update(
            index_elements=[suggestions.c.community_id, suggestions.c.key], set_=values, where=stale
        )
        async with self._db.write() as conn:
            return (await conn.execute(statement)).rowcount == 1

    async def settled(
        self, community_id: int, start: int, end: int, *, states: Collection[State] = ()
    ) -> list[Settled]:
        """What was settled in [start, end), the earliest first."""
        query = select(*_COLUMNS).where(
            suggestions.c.community_id == community_id,
            suggestions.c.at >= start,
            suggestions.c.at < end,
        )
        if states:
            query = query.where(suggestions.c.state.in_(list(states)))
        async with self._db.read() as conn:
            rows = await conn.execute(query.order_by(suggestions.c.at, suggestions.c.key))
            return [Settled(*row) for row in rows]

    async def prune(self, before: int) -> int:
        """Forget what was settled before then; how many."""
        async with self._db.write() as conn:
            old = delete(suggestions).where(suggestions.c.at < before)
            return (await conn.execute(old)).rowcount

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one: what was settled about either is settled about them;
        of two rows the later one holds."""
        async with self._db.write() as conn:
            mine = suggestions.c.member_id == gone
            await conn.execute(update(suggestions).where(mine).values(member_id=kept))
            query = select(suggestions.c.community_id, *_COLUMNS)
            rows = await conn.execute(query.where(suggestions.c.key.contains(about(gone))))
            for community_id, key, state, at, by in rows.all():
                if not names(key, gone):
                    continue
                await conn.execute(
                    delete(suggestions).where(
                        suggestions.c.community_id == community_id, suggestions.c.key == key
                    )
                )
                values = {"state": state, "at": at, "member_id": by}
                insert = self._db.insert(suggestions).values(
                    community_id=community_id, key=moved(key, gone, kept), **values
                )
                await conn.execute(
                    insert.on_conflict_do_update(
                        index_elements=[suggestions.c.community_id, suggestions.c.key],
                        set_=values,
                        where=suggestions.c.at < at,
                    )
                )

    async def erase(self, member_id: int) -> None:
        """What they settled stays without a name; what was about them goes."""
        async with self._db.write() as conn:
            mine = suggestions.c.member_id == member_id
            await conn.execute(update(suggestions).where(mine).values(member_id=None))
            query = select(suggestions.c.community_id, suggestions.c.key)
            rows = await conn.execute(query.where(suggestions.c.key.contains(about(member_id))))
            for community_id, key in rows.all():
                if names(key, member_id):
                    await conn.execute(
                        delete(suggestions).where(
                            suggestions.c.community_id == community_id, suggestions.c.key == key
                        )
                    )
