"""What outlives a decision in the database: figures, and forgetting."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update

from storage.database import Database

from ..tables import alerts, messages, reports, warnings
from .model import about_member, median
from .store import UNDECIDED

BATCH = 100


class RecordStore:
    """Figures, retention, and the rules for linked and erased members."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- figures

    async def flags(self, community_id: int, start: int, end: int) -> int:
        """Alerts made in [start, end)."""
        made = (alerts.c.created_at >= start, alerts.c.created_at < end)
        return await self._count(community_id, *made, alerts.c.state != "observed")

    async def observed(self, community_id: int, since: int) -> int:
        """What would have been flagged since then."""
        # one with its text is held until its author has reconsidered
        seen = (*_ONLY_OBSERVED, alerts.c.created_at >= since)
        return await self._count(community_id, *seen)

    async def undecided(self, community_id: int) -> int:
        """Alerts that wait for a decision now."""
        return await self._count(community_id, UNDECIDED)

    async def waiting(self, community_id: int) -> tuple[int, int] | None:
        """(when the oldest alert that waits for a decision was made, number of the newest); None
        where none waits."""
        query = select(func.min(alerts.c.created_at), func.max(alerts.c.id)).where(
            alerts.c.community_id == community_id, UNDECIDED
        )
        async with self._db.read() as conn:
            oldest, newest = (await conn.execute(query)).one()
        return None if oldest is None else (oldest, newest)

    async def settled(self, community_id: int, start: int, end: int) -> int:
        """Alerts that people decided in [start, end)."""
        return len(await self._took(community_id, start, end))

    async def median_settle_ms(self, community_id: int, start: int, end: int) -> int | None:
        """Median time from alert to decision, of those that people decided in [start, end)."""
        return median(await self._took(community_id, start, end))

    async def _took(self, community_id: int, start: int, end: int) -> list[int]:
        query = select(alerts.c.settled_at - alerts.c.created_at, alerts.c.detail).where(
            alerts.c.community_id == community_id,
            alerts.c.settled_at >= start,
            alerts.c.settled_at < end,
        )
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).all()
        # nobody is named where who decided asked to be forgotten, so that would not tell
        return [took for took, detail in rows if not (detail or {}).get("automatic")]

    async def _count(self, community_id: int, *where: Any) -> int:
        mine = alerts.c.community_id == community_id
        async with self._db.read() as conn:
            query = select(func.count()).select_from(alerts).where(mine, *where)
            return await conn.scalar(query) or 0

    # ---- forgetting

    async def forget_texts(self, community_id: int, before: int) -> list[int]:
        """Erase the words of alerts decided before then; their ids, some at a time."""
        said = exists().where(reports.c.alert_id == alerts.c.id, reports.c.reason != "")
        held = exists().where(messages.c.alert_id == alerts.c.id, messages.c.text.is_not(None))
        old = (
            select(alerts.c.id)
            .where(
                alerts.c.community_id == community_id,
                alerts.c.settled_at < before,
                or_(alerts.c.text.is_not(None), said, held),
            )
            .limit(BATCH)
        )
        async with self._db.write() as conn:
            ids = list((await conn.scalars(old)).all())
            await conn.execute(
                update(alerts).where(alerts.c.id.in_(ids)).values(text=None, words=None)
            )
            await conn.execute(update(reports).where(reports.c.alert_id.in_(ids)).values(reason=""))
            await conn.execute(
                update(messages).where(messages.c.alert_id.in_(ids)).values(text=None)
            )
            return ids

    async def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        other = reports.alias()
        double = exists().where(
            other.c.alert_id == reports.c.alert_id,
            other.c.message_id == reports.c.message_id,
            other.c.member_id == kept,
        )
        async with self._db.write() as conn:
            await conn.execute(delete(reports).where(reports.c.member_id == gone, double))
            open_one = select(alerts.c.id).where(alerts.c.open_key == about_member(kept))
            if await conn.scalar(open_one) is None:
                await conn.execute(
                    update(alerts)
                    .where(alerts.c.open_key == about_member(gone))
                    .values(open_key=about_member(kept))
                )
            for column in _PEOPLE:
                await conn.execute(
                    update(column.table).where(column == gone).values({column: kept})
                )

    async def erase(self, member_id: int) -> list[tuple[int, int]]:
        """Forget a member: their words, warnings and name. (community, alert) of what changed."""
        mine = alerts.c.author_id == member_id
        wrote = messages.c.author_id == member_id
        parts = select(messages.c.alert_id).where(or_(wrote, messages.c.target_id == member_id))
        seen = or_(*(column == member_id for column in _ON_CARDS))
        reported = select(reports.c.alert_id).where(reports.c.member_id == member_id)
        async with self._db.write() as conn:
            touched = select(alerts.c.community_id, alerts.c.id).where(
                or_(mine, seen, alerts.c.id.in_(parts), alerts.c.id.in_(reported))
            )
            rows = [(row.community_id, row.id) for row in await conn.execute(touched)]
            theirs = select(messages.c.alert_id).where(wrote)
            about = select(alerts.c.id).where(or_(mine, alerts.c.id.in_(theirs)))
            said = update(reports).where(reports.c.alert_id.in_(about), ~_of_another(member_id))
            await conn.execute(said.values(reason=""))
            await conn.execute(
                update(reports)
                .where(reports.c.member_id == member_id)
                .values(member_id=None, reason="")
            )
            await conn.execute(
                update(alerts).where(mine).values(author_id=None, text=None, words=None, url=None)
            )
            await conn.execute(
                update(messages).where(wrote).values(author_id=None, text=None, url=None)
            )
            await conn.execute(delete(warnings).where(warnings.c.member_id == member_id))
            for column in (*_NAMED, *_GIVEN_BY):
                await conn.execute(
                    update(column.table).where(column == member_id).values({column: None})
                )
            return rows


def _of_another(member_id: int) -> ColumnElement[bool]:
    """Reports on a message of somebody else, or on somebody else as a person, in an alert of
    several authors."""
    message = exists().where(
        messages.c.alert_id == reports.c.alert_id,
        messages.c.message_id == reports.c.message_id,
        messages.c.author_id != member_id,
    )
    person = exists().where(alerts.c.id == reports.c.alert_id, alerts.c.author_id != member_id)
    return or_(message, and_(reports.c.message_id == 0, person))


_ONLY_OBSERVED = (alerts.c.state == "observed", alerts.c.text.is_(None))
_GIVEN_BY = (warnings.c.by_id, warnings.c.revoked_by)
_ON_CARDS = (
    alerts.c.target_id,
    alerts.c.settled_by,
    alerts.c.undone_by,
    alerts.c.claimed_by,
    alerts.c.asked_id,
)
_NAMED = (*_ON_CARDS, messages.c.target_id)
_PEOPLE = (
    alerts.c.author_id,
    *_NAMED,
    messages.c.author_id,
    reports.c.member_id,
    warnings.c.member_id,
    *_GIVEN_BY,
)
