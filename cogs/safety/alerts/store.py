"""Alerts in the database, until they are decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..detection.seen import Finding
from ..tables import alerts, messages, reports
from .gathering import said_in
from .model import RANK, Alert, Failure, Said, severity

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

    async def note_words(self, alert_id: int, words: Sequence[str], text: str) -> None:
        """What weighed most in the score of that text; not when it was changed or erased."""
        async with self._db.write() as conn:
            await conn.execute(
                update(alerts)
                .where(alerts.c.id == alert_id, alerts.c.text == text)
                .values(words=list(words))
            )

    async def changed(
        self, channel_id: int, message_id: int, *, edited: str | None = None, gone: bool = False
    ) -> Alert | None:
        """The open alert with that message, noting that it was edited or deleted; None if none."""
        here = (messages.c.channel_id == channel_id, messages.c.message_id == message_id)
        own = and_(alerts.c.channel_id == channel_id, alerts.c.message_id == message_id)
        holds = alerts.c.id.in_(select(messages.c.alert_id).where(*here))
        query = select(alerts.c.id, own).where(UNDECIDED, or_(own, holds))
        async with self._db.write() as conn:
            found = (await conn.execute(query.limit(1).with_for_update())).one_or_none()
            if found is None:
                return None
            alert_id, is_own = found
            values: dict[str, Any] = {"edited": edited}
            if gone:
                mine = (messages.c.alert_id == alert_id, *here)
                await conn.execute(update(messages).where(*mine).values(gone=True))
                said = await said_in(conn, alert_id)
                values = {"gone": all(one.gone for one in said) if said else is_own}
            await conn.execute(update(alerts).where(alerts.c.id == alert_id).values(**values))
            return await alert_in(conn, alert_id)

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
        """Undecided alerts, serious ones first, then the oldest, and how many there are in all.

        `after` is the alert where the page before ended, 0 for the first page.
        """
        mine = (alerts.c.community_id == community_id, or_(UNDECIDED, alerts.c.id == after))
        async with self._db.read() as conn:
            rows = (await conn.execute(select(*_GRADED).where(*mine))).all()
            said = select(messages.c.alert_id, messages.c.scores, messages.c.flagged).where(
                messages.c.alert_id.in_(select(alerts.c.id).where(*mine))
            )
            ranks = _ranks(rows, (await conn.execute(said)).all())
            keys = {row.id: (-ranks[row.id], row.created_at, row.id) for row in rows}
            start = keys.get(after)
            waiting = [row.id for row in rows if row.state in ("open", "acting")]
            later = sorted(
                (i for i in waiting if i != after and (start is None or keys[i] > start)),
                key=keys.__getitem__,
            )
            return [await alert_in(conn, found) for found in later[:limit]], len(waiting)

    async def undecided(self, community_id: int) -> list[int]:
        """The ids of all that wait for a decision."""
        query = select(alerts.c.id).where(alerts.c.community_id == community_id, UNDECIDED)
        async with self._db.read() as conn:
            return list((await conn.scalars(query.order_by(alerts.c.id))).all())

    async def touched(self, community_id: int, since: int) -> list[int]:
        """Undecided alerts with a card, which a message has joined since then."""
        joined = select(messages.c.alert_id).where(messages.c.sent_at >= since)
        query = select(alerts.c.id).where(
            alerts.c.community_id == community_id,
            UNDECIDED,
            alerts.c.card.in_(("shown", "folded")),
            alerts.c.created_at < since,
            alerts.c.id.in_(joined),
        )
        async with self._db.read() as conn:
            return list((await conn.scalars(query)).all())

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


async def alert_in(conn: AsyncConnection, alert_id: int) -> Alert:
    """An alert with its messages and reports, within a transaction."""
    row = (await conn.execute(select(alerts).where(alerts.c.id == alert_id))).one()
    said = select(reports.c.reason).where(reports.c.alert_id == alert_id).order_by(reports.c.id)
    reasons = (await conn.scalars(said)).all()
    alert = alert_of(row)
    found = await said_in(conn, alert_id) or _own(alert)
    told = tuple(r for r in reasons if r)
    return replace(alert, reports=len(reasons), reasons=told, messages=found)


def _own(alert: Alert) -> tuple[Said, ...]:
    """Alerts from before there were several messages, and observed ones."""
    if alert.channel_id is None or alert.message_id is None:
        return ()
    own = Said(
        channel_id=alert.channel_id,
        message_id=alert.message_id,
        author_id=alert.author_id,
        sent_at=alert.sent_at or alert.created_at,
        target_id=alert.target_id,
        text=alert.text,
        url=alert.url,
        scores=alert.scores,
        flagged=alert.flagged,
        gone=alert.gone,
    )
    return (own,)


def _ranks(rows: Iterable[Any], said: Iterable[Any]) -> dict[int, int]:
    """How bad each alert is, with all of its messages."""
    ranks: dict[int, int] = {}
    for row in rows:
        names = [found["name"] for found in row.findings or ()]
        ranks[row.id] = RANK[severity(row.scores or {}, row.flagged or (), names)]
    for one in said:
        rank = RANK[severity(one.scores or {}, one.flagged or ())]
        ranks[one.alert_id] = max(ranks[one.alert_id], rank)
    return ranks


_GRADED = (
    alerts.c.id,
    alerts.c.state,
    alerts.c.created_at,
    alerts.c.scores,
    alerts.c.flagged,
    alerts.c.findings,
)


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
