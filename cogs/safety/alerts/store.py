"""Alerts in the database: deciding and looking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Row, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..detection.seen import Finding
from ..tables import alerts, reports, warnings
from .model import Alert, Failure, Outcome

MINUTE_MS = 60_000
STALE_MS = MINUTE_MS  # an action that takes longer was cut off by a crash

UNDECIDED = alerts.c.state.in_(("open", "acting"))


class AlertStore:
    """What happens to an alert until it is decided."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def shown(self, alert_id: int) -> None:
        """Its card has been handed to the outbox."""
        async with self._db.write() as conn:
            await conn.execute(
                update(alerts)
                .where(alerts.c.id == alert_id, alerts.c.card == "due")
                .values(card="shown")
            )

    async def note_words(self, alert_id: int, words: Sequence[str]) -> None:
        """What weighed most in the score; not when the text was erased meanwhile."""
        async with self._db.write() as conn:
            await conn.execute(
                update(alerts)
                .where(alerts.c.id == alert_id, alerts.c.text.is_not(None))
                .values(words=list(words))
            )

    async def changed(
        self, channel_id: int, message_id: int, *, edited: str | None = None, gone: bool = False
    ) -> Alert | None:
        """The open alert about a message, noting that it was edited or deleted; None if none."""
        values: dict[str, Any] = {"gone": True} if gone else {"edited": edited}
        about = (alerts.c.channel_id == channel_id, alerts.c.message_id == message_id, UNDECIDED)
        async with self._db.write() as conn:
            done = update(alerts).where(*about).values(**values).returning(alerts.c.id)
            alert_id = await conn.scalar(done)
            return None if alert_id is None else await alert_in(conn, alert_id)

    # ---- deciding

    async def claim(self, community_id: int, alert_id: int, member_id: int, now: int) -> bool:
        """True for the one moderator who may carry out a decision now."""
        free = or_(
            alerts.c.state == "open",
            and_(alerts.c.state == "acting", alerts.c.acting_at <= now - STALE_MS),
        )
        async with self._db.write() as conn:
            claimed = await conn.execute(
                update(alerts)
                .where(alerts.c.id == alert_id, alerts.c.community_id == community_id, free)
                .values(state="acting", acting_at=now, settled_by=member_id, failure=None)
            )
            return claimed.rowcount == 1

    async def settle(
        self,
        alert: Alert,
        by: int,
        outcome: Outcome,
        now: int,
        *,
        detail: dict[str, Any] | None = None,
        warning: str | None = None,
    ) -> bool:
        """Write the decision that was carried out, and the warning if it is one."""
        mine = (alerts.c.state == "acting", alerts.c.settled_by == by)
        async with self._db.write() as conn:
            settled = await conn.execute(
                update(alerts)
                .where(alerts.c.id == alert.id, *mine)
                .values(
                    state="settled",
                    open_key=None,
                    outcome=outcome,
                    settled_at=now,
                    detail=detail or {},
                )
            )
            if settled.rowcount and warning is not None:
                await conn.execute(
                    insert(warnings).values(
                        community_id=alert.community_id,
                        member_id=alert.author_id,
                        by_id=by,
                        alert_id=alert.id,
                        reason=warning,
                        at=now,
                    )
                )
            return settled.rowcount == 1

    async def release(self, alert_id: int, by: int, failure: Failure) -> None:
        """It could not be carried out: open again, with the reason."""
        async with self._db.write() as conn:
            await conn.execute(
                update(alerts)
                .where(
                    alerts.c.id == alert_id, alerts.c.state == "acting", alerts.c.settled_by == by
                )
                .values(state="open", acting_at=None, settled_by=None, failure=asdict(failure))
            )

    # ---- looking

    async def get(self, community_id: int, alert_id: int) -> Alert | None:
        """An alert of that community."""
        async with self._db.read() as conn:
            known = select(alerts.c.id).where(
                alerts.c.id == alert_id, alerts.c.community_id == community_id
            )
            found = await conn.scalar(known)
            return None if found is None else await alert_in(conn, found)

    async def queue(self, community_id: int, after: int, limit: int) -> tuple[list[Alert], int]:
        """Undecided alerts with a higher id, oldest first, and how many there are in all."""
        mine = (alerts.c.community_id == community_id, UNDECIDED)
        async with self._db.read() as conn:
            total = await conn.scalar(select(func.count()).select_from(alerts).where(*mine))
            some = select(alerts.c.id).where(*mine, alerts.c.id > after)
            ids = (await conn.scalars(some.order_by(alerts.c.id).limit(limit))).all()
            return [await alert_in(conn, alert_id) for alert_id in ids], total or 0

    async def without_card(self, before: int) -> list[Alert]:
        """Alerts whose card was granted before then and never posted (after a crash)."""
        lost = (UNDECIDED, alerts.c.card == "due", alerts.c.card_at < before)
        async with self._db.read() as conn:
            ids = (await conn.scalars(select(alerts.c.id).where(*lost).limit(50))).all()
            return [await alert_in(conn, alert_id) for alert_id in ids]

    async def wave(self, flood: int) -> tuple[int, int]:
        """(alerts folded into this summary, how many of them are undecided)."""
        async with self._db.read() as conn:
            undecided = func.count().filter(UNDECIDED)
            query = select(func.count(), undecided).where(alerts.c.flood == flood)
            total, left = (await conn.execute(query.select_from(alerts))).one()
            return total, left

    async def reporters(self, alert_id: int) -> list[int]:
        """Members who reported it."""
        query = select(reports.c.member_id).where(
            reports.c.alert_id == alert_id, reports.c.member_id.is_not(None)
        )
        async with self._db.read() as conn:
            return list((await conn.scalars(query)).all())

    async def reported_since(self, member_id: int, since: int) -> int:
        """How many reports a member has made since then."""
        mine = (reports.c.member_id == member_id, reports.c.at > since)
        async with self._db.read() as conn:
            return await conn.scalar(select(func.count()).select_from(reports).where(*mine)) or 0


async def alert_in(conn: AsyncConnection, alert_id: int) -> Alert:
    """An alert with its reports, within a transaction."""
    row = (await conn.execute(select(alerts).where(alerts.c.id == alert_id))).one()
    said = select(reports.c.reason).where(reports.c.alert_id == alert_id).order_by(reports.c.id)
    reasons = (await conn.scalars(said)).all()
    return replace(alert_of(row), reports=len(reasons), reasons=tuple(r for r in reasons if r))


def alert_of(row: Row[tuple[Any, ...]]) -> Alert:
    """The alert in a row, without its reports."""
    plain = row._mapping
    values = {name: plain[name] for name in Alert.__dataclass_fields__ if name in plain}
    values["scores"] = row.scores or {}
    values["flagged"] = tuple(row.flagged or ())
    values["words"] = None if row.words is None else tuple(row.words)
    values["failure"] = Failure(**row.failure) if row.failure else None
    values["detail"] = row.detail or {}
    values["findings"] = tuple(
        Finding(found["name"], found["detail"]) for found in row.findings or ()
    )
    return Alert(**values)
