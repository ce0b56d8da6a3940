"""Lessons and manners of channels in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, insert, select, update

from storage.database import Database

from ...tables import channels, lessons

Manner = Literal["rough", "usual"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one alert's decision taught about one label: a step in logits."""

    alert_id: int
    label: str
    step: float


class LessonStore:
    """What decisions taught, and which channels are rough."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def lesson(
        self, community_id: int, alert_id: int, labels: tuple[str, ...], step: float, now: int
    ) -> None:
        """Learn from a decision; a later one on the same alert takes its place."""
        rows = [
            {
                "community_id": community_id,
                "alert_id": alert_id,
                "label": label,
                "step": step,
                "at": now,
            }
            for label in labels
        ]
        async with self._db.write() as conn:
            await conn.execute(delete(lessons).where(lessons.c.alert_id == alert_id))
            if rows:
                await conn.execute(insert(lessons), rows)

    async def lessons(self, community_id: int) -> list[Lesson]:
        """All that count, the oldest first."""
        query = (
            select(lessons.c.alert_id, lessons.c.label, lessons.c.step)
            .where(lessons.c.community_id == community_id)
            .order_by(lessons.c.at, lessons.c.id)
        )
        async with self._db.read() as conn:
            return [Lesson(*row) for row in await conn.execute(query)]

    async def undo_lessons(
        self, community_id: int, *, label: str | None = None, alert_id: int | None = None
    ) -> int:
        """Forget the lessons of a label, or of an alert, or of both; how many there were."""
        if label is None and alert_id is None:
            raise ValueError("undo_lessons needs a label or an alert")
        where = [lessons.c.community_id == community_id]
        if label is not None:
            where.append(lessons.c.label == label)
        if alert_id is not None:
            where.append(lessons.c.alert_id == alert_id)
        async with self._db.write() as conn:
            return (await conn.execute(delete(lessons).where(*where))).rowcount

    async def manners(self, community_id: int) -> dict[int, str]:
        """The channels with manners of their own."""
        query = select(channels.c.channel_id, channels.c.manner).where(
            channels.c.community_id == community_id
        )
        async with self._db.read() as conn:
            return {row.channel_id: row.manner for row in await conn.execute(query)}

    async def set_manner(
        self, community_id: int, channel_id: int, manner: Manner, by: int, now: int
    ) -> None:
        """From now on a channel is rough, or as usual."""
        row = {"community_id": community_id, "manner": manner, "by_id": by, "at": now}
        async with self._db.write() as conn:
            if manner == "usual":
                this = (
                    channels.c.channel_id == channel_id,
                    channels.c.community_id == community_id,
                )
                await conn.execute(delete(channels).where(*this))
                return
            new = self._db.insert(channels).values(channel_id=channel_id, **row)
            await conn.execute(
                new.on_conflict_do_update(index_elements=[channels.c.channel_id], set_=row)
            )

    async def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        await self._rename(gone, kept)

    async def erase(self, member_id: int) -> None:
        """Who made a channel rough is forgotten; lessons name nobody."""
        await self._rename(member_id, None)

    async def _rename(self, member_id: int, to: int | None) -> None:
        async with self._db.write() as conn:
            await conn.execute(
                update(channels).where(channels.c.by_id == member_id).values(by_id=to)
            )
