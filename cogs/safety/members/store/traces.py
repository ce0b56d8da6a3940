"""What is kept of a member's messages and reports in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, distinct, exists, func, select, update

from bot.api.services import Score
from storage.database import Database

from ...alerts.model import Alert, Draft, flags_of
from ...alerts.store import UNDECIDED, alert_of
from ...tables import alerts, messages, reports
from ..model import Trace

BATCH = 50


class TraceStore:
    """Messages that led to something, messages that are held back, and reports."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- what led to it

    async def of_member(self, alert_ids: Sequence[int], member_id: int) -> dict[int, list[Trace]]:
        """The member's own messages in these alerts, the oldest first; nobody else's."""
        each = select(messages).where(
            messages.c.alert_id.in_(alert_ids), messages.c.author_id == member_id
        )
        whole = select(alerts).where(
            alerts.c.id.in_(alert_ids),
            alerts.c.author_id == member_id,
            alerts.c.message_id.is_not(None),
        )
        found: dict[int, list[Trace]] = defaultdict(list)
        async with self._db.read() as conn:
            for row in await conn.execute(each.order_by(messages.c.sent_at, messages.c.id)):
                found[row.alert_id].append(_trace(row, row.alert_id))
            for row in await conn.execute(whole):
                if row.id not in found:  # from before an alert could have several messages
                    found[row.id].append(_trace(row, row.id))
        return dict(found)

    async def alerts(self, alert_ids: Sequence[int]) -> dict[int, Alert]:
        """Alerts by id, without their reports."""
        query = select(alerts).where(alerts.c.id.in_(alert_ids))
        async with self._db.read() as conn:
            return {row.id: alert_of(row) for row in await conn.execute(query)}

    async def let_go(self, community_id: int, member_id: int, limit: int) -> list[Alert]:
        """Alerts of the model about a member's messages that were dismissed, the newest first."""
        query = select(alerts).where(
            alerts.c.author_id == member_id,
            alerts.c.community_id == community_id,
            alerts.c.state == "settled",
            alerts.c.outcome == "dismissed",
        )
        async with self._db.read() as conn:
            rows = await conn.execute(query.order_by(alerts.c.settled_at.desc()).limit(limit))
            return [found for row in rows if (found := alert_of(row)).flagged]

    # ---- held back: observed, but with the text that moderators may have to see

    async def hold(self, draft: Draft) -> Alert | None:
        """Keep a draft from the moderators; None when its matter, or one of its author, is
        before them already."""
        score = draft.score
        values: dict[str, Any] = {
            "author_is_staff": draft.author_is_staff,
            "url": draft.url,
            "text": draft.text,
            "scores": dict(score.labels) if score else None,
            "flagged": flags_of(draft.flagged, draft.limits),
            "model": score.model if score else None,
            "edited": "worse" if draft.edit else "no",
        }
        fixed: dict[str, Any] = {
            "community_id": draft.community_id,
            "space_id": draft.space_id,
            "channel_id": draft.channel_id,
            "message_id": draft.message_id,
            "author_id": draft.author_id,
            "state": "observed",
            "open_key": draft.about,
            "card": "none",
            "sent_at": draft.sent_at,
            "created_at": draft.now,
            "gone": False,
        }
        upsert = self._db.insert(alerts).values(**fixed, **values)
        still = upsert.on_conflict_do_update(
            index_elements=[alerts.c.open_key], set_=values, where=alerts.c.state == "observed"
        )
        seen = exists().where(
            alerts.c.author_id == draft.author_id,
            alerts.c.community_id == draft.community_id,
            UNDECIDED,
        )
        async with self._db.write() as conn:
            if await conn.scalar(select(seen)):
                return None
            row = (await conn.execute(still.returning(*alerts.c))).one_or_none()
            return None if row is None else alert_of(row)

    async def held(self, about: str) -> Alert | None:
        """What is held back about that matter."""
        return await self._held(alerts.c.open_key == about)

    async def held_by_id(self, alert_id: int) -> Alert | None:
        """What is held back under that number."""
        return await self._held(alerts.c.id == alert_id)

    async def _held(self, which: Any) -> Alert | None:
        query = select(alerts).where(
            which, alerts.c.state == "observed", alerts.c.text.is_not(None)
        )
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
            return None if row is None else alert_of(row)

    async def drop(self, about: str) -> bool:
        """The author has reconsidered: nothing of it is kept. False when nothing was held."""
        held = (
            alerts.c.open_key == about,
            alerts.c.state == "observed",
            alerts.c.text.is_not(None),
        )
        async with self._db.write() as conn:
            return bool((await conn.execute(delete(alerts).where(*held))).rowcount)

    # ---- reports

    async def reported_since(self, member_id: int, since: int) -> int:
        """How many reports a member has made since then."""
        mine = (reports.c.member_id == member_id, reports.c.at > since)
        async with self._db.read() as conn:
            return await conn.scalar(select(func.count()).select_from(reports).where(*mine)) or 0

    async def bear_out(self, alert_id: int, upheld: bool) -> list[int]:
        """Note whether the decision bore the reports out; the members who made them."""
        mine = reports.c.alert_id == alert_id
        noted = update(reports).where(mine).values(upheld=upheld).returning(reports.c.member_id)
        async with self._db.write() as conn:
            known = (m for m in (await conn.scalars(noted)).all() if m is not None)
            return list(dict.fromkeys(known))  # one may have reported several messages of it

    async def unheard(self, since: int) -> list[Alert]:
        """Alerts decided since then whose reporters have not been told (after a crash)."""
        waiting = exists().where(reports.c.alert_id == alerts.c.id, reports.c.upheld.is_(None))
        query = select(alerts).where(
            alerts.c.state == "settled", alerts.c.settled_at >= since, waiting
        )
        async with self._db.read() as conn:
            return [alert_of(row) for row in await conn.execute(query.limit(BATCH))]

    async def standing(self, alert_id: int) -> list[tuple[int, int]]:
        """For each reporter of an alert: (reports not borne out, reports decided) of before. What
        somebody reported of one alert counts as one."""
        mine = reports.alias()
        before = distinct(reports.c.alert_id)
        rejected = func.count(before).filter(reports.c.upheld.is_(False))
        query = (
            select(rejected, func.count(before))
            .select_from(reports.join(mine, mine.c.member_id == reports.c.member_id))
            .where(
                mine.c.alert_id == alert_id,
                reports.c.alert_id != alert_id,
                reports.c.community_id == mine.c.community_id,
                reports.c.upheld.is_not(None),
            )
            .group_by(mine.c.member_id)
            .order_by(func.min(mine.c.id))
        )
        async with self._db.read() as conn:
            return [(row[0], row[1]) for row in await conn.execute(query)]


def draft_of(alert: Alert, now: int) -> Draft:
    """What is held back, on its way to the moderators."""
    score = Score(dict(alert.scores), alert.flagged, alert.model) if alert.model else None
    return Draft(
        community_id=alert.community_id,
        about=f"message:{alert.channel_id}:{alert.message_id}",
        author_id=alert.author_id or 0,
        author_is_staff=alert.author_is_staff,
        now=now,
        space_id=alert.space_id,
        channel_id=alert.channel_id,
        message_id=alert.message_id,
        url=alert.url,
        text=alert.text,
        sent_at=alert.sent_at,
        score=score,
        flagged=alert.flagged,
        limits=alert.limits,
        edit=alert.edited == "worse",
    )


def _trace(row: Any, alert_id: int) -> Trace:
    return Trace(
        alert_id,
        row.channel_id,
        row.sent_at or row.created_at,
        row.text,
        row.scores or {},
        tuple(row.flagged or ()),
    )
