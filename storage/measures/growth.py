"""Days in sums; who came and went; and what became of those who came."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..rollups.presence import JOINED, LEFT, RETURNED
from ..tables import activity_days, comings, community_days, messages
from .base import Base, out_of, written_by_out

DAY_MS = 86_400_000
_SUMS = ("messages", "replies", "active", "joins", "leaves", "net")
_moved = comings.c


def _counted(*kinds: int) -> Any:
    return func.coalesce(func.sum(case((_moved.kind.in_(kinds), 1), else_=0)), 0)


class Growing(Base):
    """The part of the store about numbers of members."""

    async def days(self, community_id: int, first: int, last: int) -> list[tuple[int, ...]]:
        """Rows of `Day`."""
        async with self._db.read() as connection:
            here = await self._here_before(connection, community_id, first)
            found = {day: [0] * len(_SUMS) for day in range(first, last + 1)}
            for sign, query in self._parts(community_id, first, last):
                for day, *sums in await connection.execute(query):
                    for place, number in enumerate(sums):
                        found[day][place] += sign * int(number)
        rows = []
        for day, (*sums, net) in found.items():
            here += net
            rows.append((day, *sums, here))
        return rows

    def _parts(self, home: int, first: int, last: int) -> list[tuple[int, Select[Any]]]:
        """The days of all, less those of members who are left out."""
        whole = community_days.c
        total = select(whole.day, *(whole[name] for name in _SUMS)).where(
            whole.community_id == home, whole.day >= first, whole.day <= last
        )
        days = activity_days.c
        wrote = (
            select(days.day, func.sum(days.messages), func.sum(days.replies), func.count())
            .where(written_by_out(home, first, last + 1))
            .group_by(days.day)
        )
        moved = (
            select(
                _moved.day,
                *([func.sum(0)] * 3),
                _counted(JOINED, RETURNED),
                _counted(LEFT),
                func.sum(_moved.net),
            )
            .where(_moved.member_id.in_(out_of(home)), _moved.day >= first, _moved.day <= last)
            .group_by(_moved.day)
        )
        return [(1, total), (-1, wrote), (-1, moved)]

    async def _here_before(self, connection: AsyncConnection, home: int, day: int) -> int:
        total = select(func.sum(community_days.c.net)).where(
            community_days.c.community_id == home, community_days.c.day < day
        )
        out = select(func.sum(_moved.net)).where(
            _moved.member_id.in_(out_of(home)), _moved.day < day
        )
        return int((await connection.scalar(total) or 0) - (await connection.scalar(out) or 0))

    async def growth(self, community_id: int, start: int, end: int) -> tuple[int, ...]:
        """Fields of `Growth`."""
        query = select(_counted(JOINED, RETURNED), _counted(LEFT), _counted(RETURNED)).where(
            _moved.community_id == community_id,
            _moved.at >= start,
            _moved.at < end,
            _moved.member_id.not_in(out_of(community_id)),
        )
        async with self._db.read() as connection:
            counts = (await connection.execute(query)).one()
            here = await self.members_at(connection, community_id, end)
        return here, *(int(count) for count in counts)

    async def activation(
        self, community_id: int, start: int, end: int, within_days: int, now: int
    ) -> tuple[int, ...]:
        """Fields of `Activation`. Two steps in an index for each who joined."""
        out, limit = out_of(community_id), _moved.at + within_days * DAY_MS
        wrote = exists().where(
            messages.c.member_id == _moved.member_id,
            messages.c.sent_at >= _moved.at,
            messages.c.sent_at < limit,
            messages.c.sent_at < now,
        )
        heard = exists().where(
            messages.c.reply_member_id == _moved.member_id,
            messages.c.member_id != _moved.member_id,
            messages.c.member_id.not_in(out),
            messages.c.sent_at >= _moved.at,
            messages.c.sent_at < limit,
            messages.c.sent_at < now,
        )
        newcomers = (
            select(
                case((wrote, 1), else_=0).label("wrote"),
                case((and_(wrote, heard), 1), else_=0).label("answered"),
                case((limit > now, 1), else_=0).label("early"),
            )
            .where(
                _moved.community_id == community_id,
                _moved.kind == JOINED,
                _moved.at >= start,
                _moved.at < end,
                _moved.member_id.not_in(out),
            )
            .subquery()
        )
        open_ = case((newcomers.c.answered == 0, newcomers.c.early), else_=0)
        sums = (newcomers.c.wrote, newcomers.c.answered, open_)
        query = select(func.count(), *(func.coalesce(func.sum(each), 0) for each in sums))
        async with self._db.read() as connection:
            row = (await connection.execute(query.select_from(newcomers))).one()
        return tuple(int(number) for number in row)
