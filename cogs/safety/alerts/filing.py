"""Filing flags and reports in the database: one open alert for one matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..tables import alerts, reports
from .model import Alert, Draft
from .store import MINUTE_MS, alert_in

WAVE_MS = 10 * MINUTE_MS


@dataclass(frozen=True, slots=True)
class Filed:
    """`new`: the matter was not open before. `repeated`: this member had reported it already."""

    alert: Alert
    new: bool
    repeated: bool = False


class FilingStore:
    """Takes in what the model flags and members report."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def file(
        self,
        draft: Draft,
        *,
        observed: bool = False,
        cards_a_minute: int = 10,
        report: tuple[int, str] | None = None,
    ) -> Filed:
        """Make an alert, or join the open one about the same matter, in one transaction.

        `report` is (reporting member, reason). An observed one keeps no text and gets no card.
        """
        async with self._db.write() as conn:
            row = await self._insert(conn, draft, observed)
            if values := _merged(row, draft, observed):
                await conn.execute(update(alerts).where(alerts.c.id == row.id).values(**values))
            # committed open alerts have their card granted, so this one is new
            new = not observed and row.card == "none"
            if new:
                await self._grant(conn, draft, row.id, cards_a_minute)
            repeated = report is not None and not await self._report(conn, row.id, draft, report)
            return Filed(await alert_in(conn, row.id), new, repeated)

    async def _insert(
        self, conn: AsyncConnection, draft: Draft, observed: bool
    ) -> Row[tuple[Any, ...]]:
        score = draft.score
        statement = self._db.insert(alerts).values(
            community_id=draft.community_id,
            space_id=draft.space_id,
            channel_id=draft.channel_id,
            message_id=draft.message_id,
            author_id=draft.author_id,
            author_is_staff=draft.author_is_staff,
            state="observed" if observed else "open",
            open_key=draft.about,
            card="none",
            url=draft.url,
            text=None if observed else draft.text,
            sent_at=draft.sent_at,
            created_at=draft.now,
            scores=dict(score.labels) if score else None,
            flagged=list(draft.flagged),
            model=score.model if score else None,
            edited="worse" if draft.edit else "no",
            gone=False,
        )
        # the update changes nothing: it locks and returns the row that was there
        upsert = statement.on_conflict_do_update(
            index_elements=[alerts.c.open_key],
            set_={"open_key": statement.excluded.open_key},
        )
        return (await conn.execute(upsert.returning(*alerts.c))).one()

    async def _grant(
        self, conn: AsyncConnection, draft: Draft, alert_id: int, cards_a_minute: int
    ) -> None:
        """A card of its own while there are few, else a place in the summary of the wave."""
        mine = alerts.c.community_id == draft.community_id
        recent = alerts.c.card_at > draft.now - MINUTE_MS
        cards = await conn.scalar(select(func.count()).select_from(alerts).where(mine, recent))
        values: dict[str, Any] = {"card": "due", "card_at": draft.now}
        if (cards or 0) >= cards_a_minute:
            wave = (
                select(alerts.c.flood)
                .where(
                    mine,
                    alerts.c.flood.is_not(None),
                    alerts.c.space_id.is_not_distinct_from(draft.space_id),
                    alerts.c.created_at > draft.now - WAVE_MS,
                )
                .order_by(alerts.c.id.desc())
            )
            values = {"card": "folded", "flood": await conn.scalar(wave.limit(1)) or alert_id}
        await conn.execute(update(alerts).where(alerts.c.id == alert_id).values(**values))

    async def _report(
        self, conn: AsyncConnection, alert_id: int, draft: Draft, report: tuple[int, str]
    ) -> bool:
        """False when this member had reported it before; the newer reason stays."""
        member_id, reason = report
        mine = (reports.c.alert_id == alert_id, reports.c.member_id == member_id)
        if reason:
            again = update(reports).where(*mine).values(reason=reason)
            if (await conn.execute(again)).rowcount:
                return False
        row = {"alert_id": alert_id, "community_id": draft.community_id, "member_id": member_id}
        added = self._db.insert(reports).values(**row, reason=reason, at=draft.now)
        once = added.on_conflict_do_nothing(
            index_elements=[reports.c.alert_id, reports.c.member_id]
        )
        return bool((await conn.execute(once)).rowcount)


def _merged(row: Row[tuple[Any, ...]], draft: Draft, observed: bool) -> dict[str, Any]:
    """What a draft changes in the row of its matter."""
    values: dict[str, Any] = {}
    newer = draft.edit and bool(draft.flagged)
    if row.state == "observed" and not observed:
        values |= {"state": "open", "created_at": draft.now, "text": draft.text}
    if newer:
        values |= {"edited": "worse", "words": None}
        if not observed:
            values["text"] = draft.text
    if draft.score is not None and (newer or row.scores is None):
        values |= {
            "scores": dict(draft.score.labels),
            "flagged": list(draft.flagged),
            "model": draft.score.model,
        }
    return values
