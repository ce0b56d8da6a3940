"""Who wrote: daily, weekly, monthly; cohorts; and how evenly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, and_, case, func, or_, select

from ..rollups import HOUR_MS
from ..rollups.adding import grouped
from ..tables import (
    activity_days,
    activity_hours,
    activity_months,
    activity_weeks,
    arrivals,
    community_days,
    reactions,
)
from .base import Base, out_of, written_by_out
from .packing import packed
from .span import Span

WINDOW = 28


class Acting(Base):
    """The part of the store about who writes."""

    async def active(self, community_id: int, day: int) -> tuple[int, int, int, float]:
        """Fields of `Active`."""
        async with self._db.read() as connection:
            daily = dict.fromkeys(range(day - WINDOW, day), 0)
            for query, sign in (
                (_daily(community_id, day), 1),
                (_daily_out(community_id, day), -1),
            ):
                for one, count in await connection.execute(query):
                    daily[one] += sign * count
            week, month = [
                await connection.scalar(_distinct(community_id, day - days, day)) or 0
                for days in (7, WINDOW)
            ]
        return daily[day - 1], week, month, sum(daily.values()) / WINDOW

    async def retention(
        self, community_id: int, unit: Literal["week", "month"], starts: Sequence[int]
    ) -> list[tuple[int, int, tuple[int, ...]]]:
        """Rows of `Cohort`: `starts` are the first days of the units, and the end of the last."""
        table = activity_weeks if unit == "week" else activity_months
        units = list(map(week_of if unit == "week" else month_of, starts[:-1]))
        bounds = [(arrivals.c.first_day < end, place) for place, end in enumerate(starts[1:])]
        cohort = case(*bounds).label("cohort")
        came = (
            arrivals.c.community_id == community_id,
            arrivals.c.first_day >= starts[0],
            arrivals.c.first_day < starts[-1],
            arrivals.c.member_id.not_in(out_of(community_id)),
        )
        # each by its key: there is no index by member
        wrote = (table.c.community_id == community_id, table.c[unit].in_(units))
        kept = select(cohort, table.c[unit], func.count()).join_from(
            arrivals, table, table.c.member_id == arrivals.c.member_id
        )
        async with self._db.read() as connection:
            came_in = await connection.execute(
                grouped(select(cohort, func.count()).where(*came), 1)
            )
            sizes = {row.cohort: row[1] for row in came_in}
            rows = await connection.execute(grouped(kept.where(*came, *wrote), 2))
            counts = {(place, one): count for place, one, count in rows}
        return [
            (start, sizes.get(place, 0), tuple(counts.get((place, u), 0) for u in units[place:]))
            for place, start in enumerate(starts[:-1])
        ]

    async def spread(
        self, community_id: int, span: Span, until: int
    ) -> tuple[int, float | None, float | None, int, int]:
        """Fields of `Spread`; members as they were at `until`."""
        reacted = select(reactions.c.member_id).where(
            reactions.c.community_id == community_id,
            reactions.c.at >= span.start,
            reactions.c.at < span.end,
            reactions.c.member_id.not_in(out_of(community_id)),
        )
        wrote = _writers(community_id, span).subquery()
        took_part = select(wrote.c.member_id).union(reacted).subquery()
        async with self._db.read() as connection:
            [counts] = await packed(connection, select(wrote.c.n))
            reach = await connection.scalar(select(func.count()).select_from(took_part))
            here = await self.members_at(connection, community_id, until)
        return len(counts), *_evenness(np.sort(counts)), reach or 0, here


def week_of(day: int) -> int:
    """The number of a week from Monday to Sunday."""
    return (day - 1) // 7


def month_of(day: int) -> int:
    """The number of a calendar month."""
    local = date.fromordinal(day)
    return local.year * 12 + local.month - 1


def _daily(home: int, day: int) -> Select[Any]:
    whole = community_days.c
    return select(whole.day, whole.active).where(
        whole.community_id == home, whole.day >= day - WINDOW, whole.day < day
    )


def _daily_out(home: int, day: int) -> Select[Any]:
    return (
        select(activity_days.c.day, func.count())
        .where(written_by_out(home, day - WINDOW, day))
        .group_by(activity_days.c.day)
    )


def _distinct(home: int, first: int, end: int) -> Select[Any]:
    """How many wrote on days [first, end), read from the bits of weeks."""
    weeks = activity_weeks.c
    parts = []
    for week in range(week_of(first), week_of(end - 1) + 1):
        monday = week * 7 + 1
        bits = sum(1 << (day - monday) for day in range(max(first, monday), min(end, monday + 7)))
        whole = weeks.week == week
        parts.append(whole if bits == 127 else and_(whole, weeks.days.bitwise_and(bits) != 0))
    return select(func.count(weeks.member_id.distinct())).where(
        weeks.community_id == home, or_(*parts), weeks.member_id.not_in(out_of(home))
    )


def _writers(home: int, span: Span) -> Select[Any]:
    """(member, messages) of the period."""
    first, end = span.days or (0, 0)
    table, unit = activity_hours, activity_hours.c.hour
    bounds = span.start // HOUR_MS, span.end // HOUR_MS
    if span.days and (first - 1) % 7 == (end - 1) % 7 == 0:
        table, unit, bounds = activity_weeks, activity_weeks.c.week, (week_of(first), week_of(end))
    elif span.days:
        table, unit, bounds = activity_days, activity_days.c.day, span.days
    return (
        select(table.c.member_id, func.sum(table.c.messages).label("n"))
        .where(
            table.c.community_id == home,
            unit >= bounds[0],
            unit < bounds[1],
            table.c.member_id.not_in(out_of(home)),
        )
        .group_by(table.c.member_id)
    )


def _evenness(each: NDArray[np.int64]) -> tuple[float | None, float | None]:
    """The Gini coefficient of numbers in order, and the share of the highest tenth of them (rounded
    up to whole people)."""
    n = len(each)
    if n < 2:
        return None, None
    total = int(each.sum())
    ranked = int((each * np.arange(1, n + 1)).sum())
    gini = (2 * ranked - (n + 1) * total) / (n * total)
    return gini, int(each[-((n + 9) // 10) :].sum()) / total
