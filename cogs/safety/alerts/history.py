"""What was before, in the database: of an author, and of cases like this one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..tables import alerts, reports, warnings
from .gathering import said_in
from .model import RANK, Alert, History, Similar, severity

SIMILAR_MS = 90 * 86_400_000
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
                between=0
                if alert.target_id is None
                else await _count(
                    conn,
                    alerts.c.id,
                    *earlier,
                    alerts.c.target_id == alert.target_id,
                    alerts.c.state != "observed",
                ),
            )

    async def similar(self, alert: Alert, now: int) -> Similar | None:
        """What most cases with the same labels, severity and patterns were decided to be in the
        last 90 days; None when there were too few of them."""
        decided = (
            alerts.c.community_id == alert.community_id,
            alerts.c.state == "settled",
            alerts.c.settled_at > now - SIMILAR_MS,
            alerts.c.id != alert.id,
        )
        query = select(
            alerts.c.id, alerts.c.scores, alerts.c.flagged, alerts.c.findings, alerts.c.outcome
        )
        newest = query.where(*decided).order_by(alerts.c.settled_at.desc()).limit(LOOKED_AT)
        labels, kinds = set(alert.flagged), {found.name for found in alert.findings}
        outcomes: Counter[Any] = Counter()
        async with self._db.read() as conn:
            for row in await conn.execute(newest):
                names = [one["name"] for one in row.findings or ()]
                if set(row.flagged or ()) != labels or set(names) != kinds:
                    continue
                rank = RANK[severity(row.scores or {}, row.flagged or (), names)]
                for said in await said_in(conn, row.id):
                    rank = max(rank, said.weight[0])
                outcomes[row.outcome] += rank == RANK[alert.severity]
        total = outcomes.total()
        if total < FEW:
            return None
        outcome, n = outcomes.most_common(1)[0]
        return Similar(outcome, n, total)


async def _count(conn: AsyncConnection, what: Any, *where: ColumnElement[bool]) -> int:
    return await conn.scalar(select(func.count(what)).where(*where)) or 0
