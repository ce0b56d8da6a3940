"""What was before, in the database: of an author, and of cases like this one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, distinct, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..detection.patterns import MANY
from ..tables import alerts, messages, reports, warnings
from ..times import DAY_MS
from .model import RANK, Alert, History, Outcome, Similar
from .store import GRADED, ranks_in

SIMILAR_MS = 90 * DAY_MS
LOOKED_AT = 300
FEW = 3
"""Fewer cases than this say nothing; fewer reports that were not borne out are nobody's matter."""
ABOUT_ONE: frozenset[Outcome | None] = frozenset({"talked", "warned", "timed_out", "banned"})
"""Decisions about one person; the others are about every message."""


class HistoryStore:
    """Counts for cards; nothing here is written."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def apart(self, community_id: int) -> set[tuple[int, int]]:
        """Who is not to be brought together: of whom one was acted on for what they wrote to the
        other (also as one of several), or was reported by them."""
        stands = (
            alerts.c.community_id == community_id,
            alerts.c.state == "settled",
            alerts.c.outcome != "dismissed",
            alerts.c.undone_at.is_(None),
        )
        acted = (
            select(alerts.c.author_id, alerts.c.target_id)
            .where(*stands, alerts.c.author_id.is_not(None), alerts.c.target_id.is_not(None))
            .distinct()
        )
        among = (
            select(messages.c.author_id, messages.c.target_id)
            .join_from(messages, alerts, alerts.c.id == messages.c.alert_id)
            .where(
                *stands,
                or_(
                    alerts.c.outcome.not_in([one for one in ABOUT_ONE if one is not None]),
                    messages.c.author_id == alerts.c.author_id,
                ),
                messages.c.author_id.is_not(None),
                messages.c.target_id.is_not(None),
            )
            .distinct()
        )
        reported = (
            select(alerts.c.author_id, reports.c.member_id)
            .join_from(reports, alerts, alerts.c.id == reports.c.alert_id)
            .where(
                alerts.c.community_id == community_id,
                alerts.c.author_id.is_not(None),
                reports.c.member_id.is_not(None),
            )
            .distinct()
        )
        async with self._db.read() as conn:
            return {
                (one, other)
                for query in (acted, among, reported)
                for one, other in await conn.execute(query)
                if one != other
            }

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
        # that they reported somebody is sealed; only that it was often for nothing is said
        refused = (
            reports.c.community_id == alert.community_id,
            reports.c.member_id == who,
            reports.c.upheld.is_(False),
        )
        about = select(alerts.c.id).where(*earlier)
        async with self._db.read() as conn:
            vain = await _count(conn, distinct(reports.c.alert_id), *refused)
            return History(
                warnings=await _count(conn, warnings.c.id, *standing),
                acted=await _count(
                    conn, alerts.c.id, *earlier, *acted, alerts.c.undone_at.is_(None)
                ),
                against=await _count(
                    conn, distinct(reports.c.alert_id), reports.c.alert_id.in_(about)
                ),
                by=vain if vain >= FEW else 0,
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

    async def left(self, alert: Alert) -> Sequence[int]:
        """Of a decision about one of several authors: the others, whoever wrote the worst first, as
        far as none of their messages in it is part of another alert about themselves."""
        ordered = sorted(alert.messages, key=lambda said: said.weight, reverse=True)
        wrote = (said.author_id for said in ordered)
        rest = [i for i in dict.fromkeys(wrote) if i not in (None, alert.author_id)]
        if alert.outcome not in ABOUT_ONE or not rest:
            return ()
        places = [(said.channel_id, said.message_id) for said in alert.messages]
        place = tuple_(messages.c.channel_id, messages.c.message_id)
        taken = (
            select(alerts.c.author_id)
            .join(messages, messages.c.alert_id == alerts.c.id)
            .where(
                alerts.c.id != alert.id,
                alerts.c.state != "observed",
                alerts.c.author_id.in_(rest),
                messages.c.author_id == alerts.c.author_id,
                place.in_(places),
            )
        )
        async with self._db.read() as conn:
            known = set(await conn.scalars(taken))
        return [i for i in rest if i is not None and i not in known]

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
    names = {one["name"] for one in row.findings or ()} - {MANY}
    return (
        set(row.flagged or ()) == set(alert.flagged)
        and names == {found.name for found in alert.findings} - {MANY}
        and not (row.detail or {}).get("automatic")
    )


async def _count(conn: AsyncConnection, what: Any, *where: ColumnElement[bool]) -> int:
    return await conn.scalar(select(func.count(what)).where(*where)) or 0
