"""Measures of a community as cogs read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from bot.api.calendar import midnight
from bot.api.services.measures import (
    Activation,
    Active,
    Cohort,
    Day,
    Growth,
    Histories,
    Links,
    Responses,
    Spread,
)
from bot.engine.clock import local_day
from bot.engine.services.people.directory import Registry
from storage.measures import MeasureStore, Span
from storage.rollups import Rollups

HOUR_MS = 3_600_000


class Measured:
    """Implements `Measures`; brings the rollups up to date before it reads."""

    def __init__(self, store: MeasureStore, rollups: Rollups, registry: Registry) -> None:
        self._store = store
        self._rollups = rollups
        self._registry = registry

    async def days(self, community_id: int, first: int, last: int) -> Sequence[Day]:
        """Every local day, both ends included."""
        await self._rollups.advance()
        return [Day(*row) for row in await self._store.days(community_id, first, last)]

    async def growth(self, community_id: int, start: int, end: int) -> Growth:
        """Joins and leaves."""
        await self._rollups.advance()
        return Growth(*await self._store.growth(community_id, start, end))

    async def activation(
        self, community_id: int, start: int, end: int, *, within_days: int, now: int
    ) -> Activation:
        """What became of newcomers."""
        await self._rollups.advance()
        found = await self._store.activation(community_id, start, end, within_days, now)
        return Activation(*found)

    async def retention(
        self, community_id: int, unit: Literal["week", "month"], cohorts: int, day: int
    ) -> Sequence[Cohort]:
        """The last cohorts whose own week or month was over when `day` began."""
        await self._rollups.advance()
        starts = _week_starts(cohorts, day) if unit == "week" else _month_starts(cohorts, day)
        return [Cohort(*row) for row in await self._store.retention(community_id, unit, starts)]

    async def active(self, community_id: int, day: int) -> Active:
        """Who wrote in the days before."""
        await self._rollups.advance()
        return Active(*await self._store.active(community_id, day))

    async def responses(self, community_id: int, start: int, end: int) -> Responses:
        """How quickly people get an answer."""
        await self._rollups.advance()
        span = await self._span(community_id, start, end)
        return Responses(*await self._store.responses(community_id, span, end))

    async def spread(self, community_id: int, start: int, end: int) -> Spread:
        """How many take part, and how evenly."""
        await self._rollups.advance()
        span = await self._span(community_id, start, end)
        return Spread(*await self._store.spread(community_id, span, end))

    async def links(self, community_id: int, first: int, last: int) -> Links:
        """Who turned to whom, both days included."""
        await self._rollups.advance()
        return Links(*await self._store.links(community_id, first, last))

    async def histories(self, community_id: int, day: int, weeks: int) -> Histories:
        """Seven-day columns."""
        await self._rollups.advance()
        return Histories(*await self._store.histories(community_id, day, weeks))

    async def leave_out(self, member_id: int, out: bool) -> None:
        """Leave a member out, or count them again."""
        await self._store.leave_out(member_id, out)

    async def left_out(self, community_id: int) -> frozenset[int]:
        """Members who asked to be left out."""
        return await self._store.left_out(community_id)

    async def _span(self, community_id: int, start: int, end: int) -> Span:
        """Whole local days where the period is made of such; else whole hours, each of which
        belongs to the period in which it begins."""
        zone = (await self._registry.community(community_id)).timezone
        days = local_day(start, zone), local_day(end, zone)
        if (start, end) == tuple(midnight(date.fromordinal(day), zone) for day in days):
            return Span(start, end, days)
        return Span(_next_hour(start), _next_hour(end))


def _next_hour(at: int) -> int:
    return -(-at // HOUR_MS) * HOUR_MS


def _week_starts(count: int, day: int) -> list[int]:
    this = (day - 1) // 7
    return [week * 7 + 1 for week in range(this - count, this + 1)]


def _month_starts(count: int, day: int) -> list[int]:
    today = date.fromordinal(day)
    this = today.year * 12 + today.month - 1
    return [date(m // 12, m % 12 + 1, 1).toordinal() for m in range(this - count, this + 1)]
