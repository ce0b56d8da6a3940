"""What outlives a decision in the database: warnings, figures, and forgetting."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, and_, delete, exists, func, insert, or_, select, update

from storage.database import Database

from ..tables import alerts, reports, warnings
from .model import Alert, Warned, median
from .store import UNDECIDED, alert_of

BATCH = 100


class RecordStore:
    """Warnings and figures, retention, and the rules for linked and erased members."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- warnings

    async def warn(
        self, community_id: int, member_id: int, by_id: int, reason: str, now: int
    ) -> int:
        """A warning that is not about an alert; its id."""
        async with self._db.write() as conn:
            made = await conn.execute(
                insert(warnings)
                .values(
                    community_id=community_id,
                    member_id=member_id,
                    by_id=by_id,
                    reason=reason,
                    at=now,
                )
                .returning(warnings.c.id)
            )
            warning_id: int = made.scalar_one()
            return warning_id

    async def revoke(
        self,
        community_id: int,
        by: int,
        now: int,
        *,
        warning_id: int | None = None,
        alert_id: int | None = None,
    ) -> Warned | None:
        """Take back one warning; None when there is none or it was taken back before."""
        one = warnings.c.id == warning_id if alert_id is None else warnings.c.alert_id == alert_id
        standing = (warnings.c.community_id == community_id, warnings.c.revoked_at.is_(None))
        taken_back = (
            update(warnings)
            .where(one, *standing)
            .values(revoked_at=now, revoked_by=by)
            .returning(*warnings.c)
        )
        async with self._db.write() as conn:
            row = (await conn.execute(taken_back)).one_or_none()
            if row is None:
                return None
            await conn.execute(
                update(alerts)
                .where(alerts.c.id == row.alert_id)
                .values(undone_by=by, undone_at=now)
            )
            return _warned(row)

    async def warnings_of(self, community_id: int, member_id: int, limit: int) -> list[Warned]:
        """A member's warnings, the newest first."""
        query = select(warnings).where(
            warnings.c.community_id == community_id, warnings.c.member_id == member_id
        )
        async with self._db.read() as conn:
            rows = await conn.execute(query.order_by(warnings.c.id.desc()).limit(limit))
            return [_warned(row) for row in rows]

    async def acted_on(self, community_id: int, member_id: int, limit: int) -> list[Alert]:
        """Alerts about a member's messages that led to something, the newest first."""
        query = select(alerts).where(
            alerts.c.author_id == member_id,
            alerts.c.community_id == community_id,
            alerts.c.state == "settled",
            alerts.c.outcome != "dismissed",
        )
        async with self._db.read() as conn:
            rows = await conn.execute(query.order_by(alerts.c.settled_at.desc()).limit(limit))
            return [alert_of(row) for row in rows]

    # ---- figures

    async def flags(self, community_id: int, start: int, end: int) -> int:
        """Alerts made in [start, end)."""
        made = (alerts.c.created_at >= start, alerts.c.created_at < end)
        return await self._count(community_id, *made, alerts.c.state != "observed")

    async def observed(self, community_id: int, since: int) -> int:
        """What would have been flagged since then."""
        seen = (alerts.c.state == "observed", alerts.c.created_at >= since)
        return await self._count(community_id, *seen)

    async def undecided(self, community_id: int) -> int:
        """Alerts that wait for a decision now."""
        return await self._count(community_id, UNDECIDED)

    async def settled(self, community_id: int, start: int, end: int) -> int:
        """Alerts decided in [start, end)."""
        return await self._count(
            community_id, alerts.c.settled_at >= start, alerts.c.settled_at < end
        )

    async def median_settle_ms(self, community_id: int, start: int, end: int) -> int | None:
        """Median time from alert to decision, of those decided in [start, end)."""
        took = select(alerts.c.settled_at - alerts.c.created_at).where(
            alerts.c.community_id == community_id,
            alerts.c.settled_at >= start,
            alerts.c.settled_at < end,
        )
        async with self._db.read() as conn:
            return median((await conn.scalars(took)).all())

    async def _count(self, community_id: int, *where: Any) -> int:
        mine = alerts.c.community_id == community_id
        async with self._db.read() as conn:
            query = select(func.count()).select_from(alerts).where(mine, *where)
            return await conn.scalar(query) or 0

    # ---- forgetting

    async def forget_texts(self, community_id: int, before: int) -> list[int]:
        """Erase the words of alerts decided before then; their ids, some at a time."""
        said = exists().where(reports.c.alert_id == alerts.c.id, reports.c.reason != "")
        old = (
            select(alerts.c.id)
            .where(
                alerts.c.community_id == community_id,
                alerts.c.settled_at < before,
                or_(alerts.c.text.is_not(None), said),
            )
            .limit(BATCH)
        )
        observed = and_(
            alerts.c.community_id == community_id,
            alerts.c.state == "observed",
            alerts.c.created_at < before,
        )
        async with self._db.write() as conn:
            ids = list((await conn.scalars(old)).all())
            await conn.execute(
                update(alerts).where(alerts.c.id.in_(ids)).values(text=None, words=None)
            )
            await conn.execute(update(reports).where(reports.c.alert_id.in_(ids)).values(reason=""))
            await conn.execute(delete(alerts).where(observed))
            return ids

    async def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        other = reports.alias()
        double = exists().where(other.c.alert_id == reports.c.alert_id, other.c.member_id == kept)
        async with self._db.write() as conn:
            await conn.execute(delete(reports).where(reports.c.member_id == gone, double))
            for column in _PEOPLE:
                await conn.execute(
                    update(column.table).where(column == gone).values({column: kept})
                )

    async def erase(self, member_id: int) -> list[tuple[int, int]]:
        """Forget a member: their words, warnings and name. (community, alert) of what changed."""
        mine = alerts.c.author_id == member_id
        reported = select(reports.c.alert_id).where(reports.c.member_id == member_id)
        async with self._db.write() as conn:
            touched = select(alerts.c.community_id, alerts.c.id).where(
                or_(mine, alerts.c.id.in_(reported))
            )
            rows = [(row.community_id, row.id) for row in await conn.execute(touched)]
            about = select(alerts.c.id).where(mine)
            await conn.execute(
                update(reports).where(reports.c.alert_id.in_(about)).values(reason="")
            )
            await conn.execute(
                update(reports)
                .where(reports.c.member_id == member_id)
                .values(member_id=None, reason="")
            )
            await conn.execute(
                update(alerts).where(mine).values(author_id=None, text=None, words=None, url=None)
            )
            await conn.execute(delete(warnings).where(warnings.c.member_id == member_id))
            for column in (alerts.c.settled_by, alerts.c.undone_by, *_GIVEN_BY):
                await conn.execute(
                    update(column.table).where(column == member_id).values({column: None})
                )
            return rows


_GIVEN_BY = (warnings.c.by_id, warnings.c.revoked_by)
_PEOPLE = (
    alerts.c.author_id,
    alerts.c.settled_by,
    alerts.c.undone_by,
    reports.c.member_id,
    warnings.c.member_id,
    *_GIVEN_BY,
)


def _warned(row: Row[tuple[Any, ...]]) -> Warned:
    plain = row._mapping
    return Warned(**{name: plain[name] for name in Warned.__dataclass_fields__})
