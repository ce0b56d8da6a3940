"""Reported periods and counted moods in the database."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from storage.database import Database

from .tables import moods, runs
from .tally import Tally

REMEMBERED = 60


class RunStore:
    """Which periods have been reported."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def posted(self, community_id: int) -> frozenset[str]:
        """The periods reported last."""
        query = (
            select(runs.c.period)
            .where(runs.c.community_id == community_id)
            .order_by(runs.c.posted_at.desc())
            .limit(REMEMBERED)
        )
        async with self._db.read() as conn:
            return frozenset(await conn.scalars(query))

    async def mark(self, community_id: int, period: str, now: int) -> None:
        """This period has been reported."""
        async with self._db.write() as conn:
            await conn.execute(
                self._db.insert(runs)
                .values(community_id=community_id, period=period, posted_at=now)
                .on_conflict_do_nothing()
            )


class MoodStore:
    """Counts a day and community, from which nobody can tell who wrote what."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, tallies: Mapping[tuple[int, int], Tally]) -> None:
        """Add to the counts of (community id, start of the local day in UTC ms)."""
        async with self._db.write() as conn:
            # in order, so that two bots on one database never wait for each other in a circle
            for (community_id, day), tally in sorted(tallies.items()):
                counts = {
                    "positive": tally.positive,
                    "neutral": tally.neutral,
                    "negative": tally.negative,
                    "score_sum": tally.score_sum,
                }
                insert = self._db.insert(moods).values(community_id=community_id, day=day, **counts)
                await conn.execute(
                    insert.on_conflict_do_update(
                        index_elements=[moods.c.community_id, moods.c.day],
                        set_={name: moods.c[name] + insert.excluded[name] for name in counts},
                    )
                )

    async def total(self, community_id: int, start: int, end: int) -> Tally:
        """The counts of the days that begin in [start, end)."""
        columns = (moods.c.positive, moods.c.neutral, moods.c.negative, moods.c.score_sum)
        query = select(*(func.coalesce(func.sum(column), 0) for column in columns)).where(
            moods.c.community_id == community_id, moods.c.day >= start, moods.c.day < end
        )
        async with self._db.read() as conn:
            return Tally(*(await conn.execute(query)).one())
