"""Alerts in the database, until they are decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..detection.seen import Finding
from ..tables import alerts, messages, reports
from ..times import MINUTE_MS
from .gathering import said_in
from .model import RANK, Alert, Failure, Said, limits_of, severity

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

    async def happened_in(self, alert_id: int, space_id: int, *, staff: bool) -> None:
        """What was reported without a place belongs to this one."""
        unknown = (alerts.c.id == alert_id, alerts.c.space_id.is_(None), UNDECIDED)
        values = {"space_id": space_id, "author_is_staff": staff}
        async with self._db.write() as conn:
            await conn.execute(update(alerts).where(*unknown).values(**values))

    async def changed(
        self, channel_id: int, message_id: int, *, edited: str | None = None, gone: bool = False
    ) -> list[Alert]:
        """The undecided alerts with that message, noting that it was edited or deleted."""
        here = (messages.c.channel_id == channel_id, messages.c.message_id == message_id)
        own = and_(alerts.c.channel_id == channel_id, alerts.c.message_id == message_id)
        holds = alerts.c.id.in_(select(messages.c.alert_id).where(*here))
        query = select(alerts.c.id, own).where(UNDECIDED, or_(own, holds)).order_by(alerts.c.id)
        async with self._db.read() as conn:
            if (await conn.execute(query.limit(1))).first() is None:
                return []  # nearly always; nobody has to wait for that
        async with self._db.write() as conn:
            found = (await conn.execute(query.with_for_update())).all()
            for alert_id, is_own in found:
                values: dict[str, Any] = {"edited": edited}
                if gone:
                    mine = (messages.c.alert_id == alert_id, *here)
                    await conn.execute(update(messages).where(*mine).values(gone=True))
                    said = await said_in(conn, alert_id)
                    values = {"gone": all(one.gone for one in said) if said else is_own}
                await conn.execute(update(alerts).where(alerts.c.id == alert_id).values(**values))
            return [await alert_in(conn, alert_id) for alert_id, _ in found]

    # ---- looking

    async def get(self, community_id: int, alert_id: int) -> Alert | None:
        """An alert of that community."""
        async with self._db.read() as conn:
            known = select(alerts.c.id).where(
                alerts.c.id == alert_id, alerts.c.community_id == community_id
            )
            found = await conn.scalar(known)
            return None if found is None else await alert_in(conn, found)

    async def queue(
        self, community_id: int, after: int, limit: int, *, but: int | None = None
    ) -> tuple[list[Alert], int]:
        """Undecided alerts, serious ones first, then the oldest, and how many there are in all.

        `after` is the alert where the page before ended, 0 for the first page. Those about the
        member `but` are left out.
        """
        mine = [alerts.c.community_id == community_id, or_(UNDECIDED, alerts.c.id == after)]
        if but is not None:
            wrote = select(messages.c.alert_id).where(messages.c.author_id == but)
            mine += [alerts.c.author_id.is_distinct_from(but), alerts.c.id.not_in(wrote)]
        async with self._db.read() as conn:
            rows = (await conn.execute(select(*GRADED).where(*mine))).all()
            these = select(alerts.c.id).where(*mine)
            ranks = await ranks_in(conn, rows, these)
            asked = select(reports.c.alert_id).where(reports.c.alert_id.in_(these))
            # what people report does not wait behind what a model likes a little less
            for alert_id in await conn.scalars(asked):
                ranks[alert_id] = max(ranks[alert_id], RANK["medium"])
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

    async def touched(self, community_id: int, limit: int) -> list[int]:
        """The undecided alerts with a card that a message has joined last."""
        joined = func.max(messages.c.sent_at)
        query = (
            select(alerts.c.id)
            .join(messages, messages.c.alert_id == alerts.c.id)
            .where(alerts.c.community_id == community_id, UNDECIDED, alerts.c.card == "shown")
            .group_by(alerts.c.id)
            .order_by(joined.desc(), alerts.c.id.desc())
        )
        async with self._db.read() as conn:
            return list((await conn.scalars(query.limit(limit))).all())

    async def without_card(self, community_id: int, before: int) -> list[Alert]:
        """Alerts whose card was granted before then and never posted (after a crash)."""
        lost = select(alerts.c.id).where(
            alerts.c.community_id == community_id,
            UNDECIDED,
            alerts.c.card == "due",
            alerts.c.card_at < before,
        )
        return await self._all(lost.order_by(alerts.c.id).limit(50))

    async def waves(self, community_id: int) -> list[Alert]:
        """The first undecided alert of each summary."""
        query = select(func.min(alerts.c.id)).where(
            alerts.c.community_id == community_id, UNDECIDED, alerts.c.card == "folded"
        )
        return await self._all(query.group_by(alerts.c.flood))

    async def _all(self, ids: Select[tuple[Any]]) -> list[Alert]:
        async with self._db.read() as conn:
            return [await alert_in(conn, i) for i in (await conn.scalars(ids)).all()]

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
    reported = select(reports.c.id, reports.c.member_id, reports.c.reason).where(
        reports.c.alert_id == alert_id
    )
    told = (await conn.execute(reported.order_by(reports.c.id))).all()
    alert = alert_of(row)
    found = await said_in(conn, alert_id) or _own(alert)
    reasons = tuple(one.reason for one in told if one.reason)
    # somebody may have reported several messages of it
    people = {one.member_id or -one.id for one in told}
    return replace(alert, reports=len(people), reasons=reasons, messages=found)


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
        limits=alert.limits,
        gone=alert.gone,
    )
    return (own,)


async def ranks_in(
    conn: AsyncConnection, rows: Sequence[Any], which: Sequence[int] | Select[Any]
) -> dict[int, int]:
    """How bad each alert is, with all of its messages: of `rows` of `GRADED` by id; `which` are
    their ids."""
    ranks: dict[int, int] = {}
    for row in rows:
        ranks[row.id] = RANK[severity(row.scores or {}, row.flagged or (), row.findings or ())]
    said = select(messages.c.alert_id, messages.c.scores, messages.c.flagged)
    for one in await conn.execute(said.where(messages.c.alert_id.in_(which))):
        rank = RANK[severity(one.scores or {}, one.flagged or ())]
        ranks[one.alert_id] = max(ranks[one.alert_id], rank)
    return ranks


GRADED = (
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
    values["limits"] = limits_of(row.flagged)
    values["words"] = None if row.words is None else tuple(row.words)
    values["failure"] = Failure(**row.failure) if row.failure else None
    values["detail"] = row.detail or {}
    values["findings"] = tuple(
        Finding(found["name"], found["detail"]) for found in row.findings or ()
    )
    return Alert(**values)
