"""How quickly people get an answer."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..rollups import HOUR_MS
from ..tables import activity_days, activity_hours, answers, community_days
from .base import Base, out_of, written_by_out
from .packing import packed
from .span import Span


class Responding(Base):
    """The part of the store about answers."""

    async def responses(
        self, community_id: int, span: Span, until: int
    ) -> tuple[int, int, int | None, int | None]:
        """Fields of `Responses`; answers count that came before `until`."""
        async with self._db.read() as connection:
            opened = await _opened(connection, community_id, span)
            [waits] = await packed(connection, _waits(community_id, span, until))
        count = len(waits)
        if not count:
            return opened, 0, None, None
        # by nearest rank: a wait that there was
        ranks = [-(-count * share // 100) - 1 for share in (50, 90)]
        middle, late = np.partition(waits, ranks)[ranks].tolist()
        return opened, count, middle, late


def _waits(home: int, span: Span, until: int) -> Select[Any]:
    """How long each message waited that was answered."""
    out = out_of(home)
    return (
        select((func.min(answers.c.answered_at) - answers.c.sent_at).label("wait"))
        .where(
            answers.c.community_id == home,
            answers.c.sent_at >= span.start,
            answers.c.sent_at < span.end,
            answers.c.answered_at < until,
            answers.c.author_id.not_in(out),
            answers.c.answerer_id.not_in(out),
        )
        .group_by(answers.c.sent_at, answers.c.message_id)
    )


async def _opened(connection: AsyncConnection, home: int, span: Span) -> int:
    if span.days is None:
        hours = activity_hours.c
        query = select(func.sum(hours.openings)).where(
            hours.community_id == home,
            hours.hour >= span.start // HOUR_MS,
            hours.hour < span.end // HOUR_MS,
            hours.member_id.not_in(out_of(home)),
        )
        return int(await connection.scalar(query) or 0)
    whole = community_days.c
    total = select(func.sum(whole.openings)).where(
        whole.community_id == home, whole.day >= span.days[0], whole.day < span.days[1]
    )
    theirs = select(func.sum(activity_days.c.openings)).where(written_by_out(home, *span.days))
    return int((await connection.scalar(total) or 0) - (await connection.scalar(theirs) or 0))
