"""What was before, in the database: of an author, and of cases like this one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..tables import alerts, reports, warnings
from ..times import DAY_MS
from .model import RANK, Alert, History, Similar
from .store import GRADED, ranks_in

SIMILAR_MS = 90 * DAY_MS
LOOKED_AT = 300
FEW = 3
"""Fewer cases than this say nothing."""


class HistoryStore:
    """Counts for cards; nothing here is written."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, alert: Alert, now: int) -> History:
        """What is known of the author of an alert, without that alert."""
        who = alert.author_id
        if who is None:
            return History()
        here = alerts.c.community_id == alert.community_id
        earlier = (here, alerts.c.id != alert.id, alerts.c.author_id == who)
        acted = (alerts.c.state == "settled", alerts.c.outcome != "dismissed")
        standing = (
            warnings.c.community_id == alert.community_id,
            warnings.c.member_id == who,
            warnings.c.revoked_at.is_(None),
            or_(warnings.c.expires_at.is_(None), warnings.c.expires_at > now),
        )
        mine = (reports.c.community_id == alert.community_id, reports.c.member_id == who)
        about = select(alerts.c.id).where(*earlier)
        async with self._db.read() as conn:
            return History(
                warnings=await _count(conn, warnings.c.id, *standing),
                acted=await _count(
                    conn, alerts.c.id, *earlier, *acted, alerts.c.undone_at.is_(None)
                ),
                against=await _count(conn, reports.c.id, reports.c.alert_id.in_(about)),
                by=await _count(conn, reports.c.id, *mine),
                between=await self._between(conn, alert),
            )

    async def _between(self, conn: AsyncConnection, alert: Alert) -> int:
        """Alerts about what one of the two wrote to the other, whoever it was."""
        one, other = alert.author_id, alert.target_id
        if other is None:
            return 0
        there = and_(alerts.c.author_id == one, alerts.c.target_id == other)
        back = and_(alerts.c.author_id == other, alerts.c.target_id == one)
        return await _count(
            conn,
            alerts.c.id,
            alerts.c.community_id == alert.community_id,
            alerts.c.id != alert.id,
            alerts.c.state != "observed",
            or_(there, back),
        )

    async def similar(self, alert: Alert, now: int) -> Similar | None:
        """What most cases with the same labels, severity and patterns were decided to be in the
        last 90 days; None when there were too few of them. What was taken back is no example, nor
        what the bot did by itself: it would only agree with itself."""
        decided = (
            alerts.c.community_id == alert.community_id,
            alerts.c.state == "settled",
            alerts.c.settled_at > now - SIMILAR_MS,
            alerts.c.undone_at.is_(None),
            alerts.c.id != alert.id,
        )
        query = select(*GRADED, alerts.c.outcome, alerts.c.detail).where(*decided)
        newest = query.order_by(alerts.c.settled_at.desc()).limit(LOOKED_AT)
        async with self._db.read() as conn:
            rows = [row for row in await conn.execute(newest) if _alike(alert, row)]
            ranks = await ranks_in(conn, rows, [row.id for row in rows])
        rank = RANK[alert.severity]
        outcomes = Counter[Any](row.outcome for row in rows if ranks[row.id] == rank)
        total = outcomes.total()
        if total < FEW:
            return None
        outcome, n = outcomes.most_common(1)[0]
        return Similar(outcome, n, total)


def _alike(alert: Alert, row: Any) -> bool:
    """The same labels and patterns, decided by people."""
    names = {one["name"] for one in row.findings or ()}
    return (
        set(row.flagged or ()) == set(alert.flagged)
        and names == {found.name for found in alert.findings}
        and not (row.detail or {}).get("automatic")
    )


async def _count(conn: AsyncConnection, what: Any, *where: ColumnElement[bool]) -> int:
    return await conn.scalar(select(func.count(what)).where(*where)) or 0
