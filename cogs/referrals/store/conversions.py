"""Sales by code, as a shop or the command line tells them."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import func, select

from storage.database import Database

from ..model import plain
from ..tables import codes, conversions

Converted = Literal["noted", "again", "unknown"]


class Conversions:
    """Each sale once, by its own number."""

    _db: Database

    async def convert(
        self, community_id: int, word: str, *, outside_id: str, hundredths: int, at: int
    ) -> Converted:
        """Note a sale: "noted"; "again" when that number was noted before (nothing changes);
        "unknown" when no code of that name is in use."""
        number = conversions.c.community_id == community_id, conversions.c.outside_id == outside_id
        code = select(codes.c.id).where(
            codes.c.community_id == community_id,
            codes.c.code == plain(word),
            codes.c.ended_at.is_(None),
        )
        async with self._db.write() as conn:
            if (await conn.execute(select(conversions.c.id).where(*number))).first() is not None:
                return "again"  # also when the code has ended since
            code_id = await conn.scalar(code)
            if code_id is None:
                return "unknown"
            made = self._db.insert(conversions).values(
                community_id=community_id, code_id=code_id, outside_id=outside_id,
                hundredths=hundredths, at=at,
            ).on_conflict_do_nothing()  # fmt: skip
            return "noted" if (await conn.execute(made)).rowcount == 1 else "again"

    async def converted(self, community_id: int, start: int, end: int) -> int:
        """Sales in [start, end)."""
        return (await self._sum(community_id, start, end))[0]

    async def turnover(self, community_id: int, start: int, end: int) -> int:
        """What the sales in [start, end) were worth, in whole units."""
        return round((await self._sum(community_id, start, end))[1] / 100)

    async def _sum(self, community_id: int, start: int, end: int) -> tuple[int, int]:
        here = conversions.c.community_id == community_id
        query = select(func.count(), func.sum(conversions.c.hundredths)).where(
            here, conversions.c.at >= start, conversions.c.at < end
        )
        async with self._db.read() as conn:
            count, worth = (await conn.execute(query)).one()
            return count, int(worth or 0)

    async def sales(self, community_id: int) -> dict[int | None, int]:
        """Sales by code; under None those by codes whose member is forgotten."""
        query = (
            select(conversions.c.code_id, func.count())
            .where(conversions.c.community_id == community_id)
            .group_by(conversions.c.code_id)
        )
        async with self._db.read() as conn:
            return {row[0]: row[1] for row in await conn.execute(query)}
