"""Polls that are asked again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, exists, insert, or_, select, update

from storage.database import Database

from ..model import Draft
from ..tables import polls, series


@dataclass(frozen=True, slots=True)
class Series:
    """A draft with its rhythm: "weekly mon 09:00", "monthly 1 09:00" or "daily 09:00", in the zone
    of the community. `member_id` is None once its author was forgotten."""

    id: int
    community_id: int
    member_id: int | None
    channel_id: int
    draft: Draft
    rhythm: str
    created_at: int


class SeriesStore:
    """Series; ids are never used again."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(
        self,
        draft: Draft,
        community_id: int,
        member_id: int | None,
        channel_id: int,
        rhythm: str,
        now: int,
    ) -> int:
        """Keep a new series; gives its id."""
        row = {
            "community_id": community_id,
            "member_id": member_id,
            "channel_id": channel_id,
            "draft": draft.to_json(),
            "rhythm": rhythm,
            "created_at": now,
        }
        async with self._db.write() as conn:
            made = await conn.execute(insert(series).values(row).returning(series.c.id))
            return int(made.scalar_one())

    async def get(self, series_id: int) -> Series | None:
        """A series that goes on."""
        async with self._db.read() as conn:
            row = (await conn.execute(select(series).where(series.c.id == series_id))).one_or_none()
        return _series(row) if row is not None else None

    async def all(self, community_id: int | None = None) -> list[Series]:
        """All series, of one community or all, the oldest first."""
        query = select(series)
        if community_id is not None:
            query = query.where(series.c.community_id == community_id)
        async with self._db.read() as conn:
            return [_series(row) for row in await conn.execute(query.order_by(series.c.id))]

    async def stop(self, community_id: int, series_id: int) -> bool:
        """End a series; its polls stay. False when there is none."""
        mine = (series.c.id == series_id, series.c.community_id == community_id)
        async with self._db.write() as conn:
            return bool((await conn.execute(delete(series).where(*mine))).rowcount)

    async def claim(self, series_id: int, period: str) -> bool:
        """Whether the poll of that period (the local day, "2026-03-02") is still to be asked.

        True makes it the period that `PollStore.create(..., series_id=...)` asks for. That asks
        once for each period, so claiming again after a crash, or twice at once, is harmless. Once
        a later period was claimed, an earlier one is False.
        """
        mine = series.c.id == series_id
        asked = exists().where(polls.c.series_id == series_id, polls.c.period == period)
        free = or_(series.c.period.is_(None), series.c.period <= period)
        async with self._db.write() as conn:
            done = await conn.execute(
                update(series).where(mine, free, ~asked).values(period=period)
            )
            return bool(done.rowcount)


def _series(row: Row[Any]) -> Series:
    return Series(
        id=row.id,
        community_id=row.community_id,
        member_id=row.member_id,
        channel_id=row.channel_id,
        draft=Draft.from_json(row.draft),
        rhythm=row.rhythm,
        created_at=row.created_at,
    )
