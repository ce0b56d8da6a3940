"""How much went because its time was over."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, func, select

from storage.database import Database

from ..tables import removed

NIGHT = "privacy.night"


class RemovedStore:
    """Numbers by day and kind."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, day: int, counts: Mapping[str, int]) -> None:
        """So many more went on that day."""
        insert = self._db.insert(removed)
        more = insert.on_conflict_do_update(
            index_elements=[removed.c.day, removed.c.kind],
            set_={"count": removed.c.count + insert.excluded["count"]},
        )
        rows = [{"day": day, "kind": kind, "count": n} for kind, n in sorted(counts.items())]
        async with self._db.write() as conn:
            await conn.execute(more, rows)

    async def since(self, day: int) -> Mapping[str, int]:
        """Sums from that day on."""
        total = func.sum(removed.c.count)
        query = select(removed.c.kind, total).where(removed.c.day >= day)
        async with self._db.read() as conn:
            rows = await conn.execute(query.group_by(removed.c.kind))
            return {kind: int(count) for kind, count in rows}

    async def sign(self, day: int) -> None:
        """The night before that day was looked after."""
        row = self._db.insert(removed).values(day=day, kind=NIGHT, count=1)
        async with self._db.write() as conn:
            await conn.execute(row.on_conflict_do_nothing())

    async def signed(self) -> int | None:
        """The last such day."""
        query = select(func.max(removed.c.day)).where(removed.c.kind == NIGHT)
        async with self._db.read() as conn:
            day: int | None = await conn.scalar(query)
            return day

    async def prune(self, before: int) -> int:
        """Forget numbers of long ago; how many."""
        async with self._db.write() as conn:
            return (await conn.execute(delete(removed).where(removed.c.day < before))).rowcount
