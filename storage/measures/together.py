"""Who turned to whom, and what each member did week by week: whole columns of numbers."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
from sqlalchemy import Select, func, select

from ..rollups.adding import grouped
from ..tables import activity_days, arrivals, comings, pair_days, written
from .base import Base, out_of
from .packing import Numbers, packed

_COUNTS = ("replies", "mentions", "reactions")
Columns = tuple[Numbers, ...]


class Together(Base):
    """The part of the store about pairs and courses."""

    async def links(self, community_id: int, first: int, last: int) -> tuple[Numbers, ...]:
        """Columns of `Links`."""
        pairs, out = pair_days.c, out_of(community_id)
        query = (
            select(pairs.source_id, pairs.target_id, *(func.sum(pairs[name]) for name in _COUNTS))
            .where(
                pairs.community_id == community_id,
                pairs.day >= first,
                pairs.day <= last,
                pairs.source_id.not_in(out),
                pairs.target_id.not_in(out),
            )
            .group_by(pairs.source_id, pairs.target_id)
        )
        async with self._db.read() as connection:
            return await packed(connection, query)

    async def histories(self, community_id: int, day: int, weeks: int) -> tuple[Any, ...]:
        """Columns of `Histories`."""
        begin = day - 7 * weeks
        async with self._db.read() as connection:
            wrote = await packed(connection, _wrote(community_id, begin, day))
            heard = await packed(connection, _heard(community_id, begin, day))
            people = await packed(connection, _people(community_id, day))
        return await asyncio.to_thread(_laid_out, people, wrote, heard, weeks)


def _wrote(home: int, begin: int, day: int) -> Select[Any]:
    days = activity_days.c
    week = ((days.day - begin) // 7).label("week")
    sums = (func.sum(days.messages), func.sum(days.replies), func.count())
    inside = (days.community_id == home, days.day >= begin, days.day < day)
    return grouped(select(days.member_id, week, *sums).where(*inside), 2)


def _heard(home: int, begin: int, day: int) -> Select[Any]:
    pairs = pair_days.c
    week = ((pairs.day - begin) // 7).label("week")
    query = select(pairs.target_id, week, func.sum(pairs.replies)).where(
        pairs.community_id == home,
        pairs.day >= begin,
        pairs.day < day,
        pairs.source_id.not_in(out_of(home)),
    )
    return grouped(query, 2)


def _people(home: int, day: int) -> Select[Any]:
    """(member, first day, net comings) of all who had written before that day, by member."""
    here = (
        select(func.coalesce(func.sum(comings.c.net), 0))
        .where(comings.c.member_id == arrivals.c.member_id, comings.c.day < day)
        .scalar_subquery()
    )
    wrote = select(written.c.member_id).where(
        written.c.community_id == home, written.c.first_day < day
    )
    return select(arrivals.c.member_id, arrivals.c.first_day, here.label("net")).where(
        arrivals.c.community_id == home,
        arrivals.c.member_id.in_(wrote),
        arrivals.c.member_id.not_in(out_of(home)),
    )


def _laid_out(people: Columns, wrote: Columns, heard: Columns, weeks: int) -> tuple[Any, ...]:
    members, first, net = (column[np.argsort(people[0])] for column in people)
    tables = np.zeros((4, len(members), weeks), np.int32)
    messages, replies, answered, days = tables
    for (who, week, *counts), filled in ((wrote, (messages, replies, days)), (heard, (answered,))):
        known = np.isin(who, members)
        place = np.searchsorted(members, who[known])
        for column, count in zip(filled, counts, strict=True):
            column[place, week[known]] = count[known]
    return members, first, net > 0, messages, replies, answered, days
