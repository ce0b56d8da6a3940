"""Filing flags and reports in the database: one open alert for one event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.database.writing.turns import take_turn

from ..tables import alerts, reports
from ..times import HOUR_MS, MINUTE_MS
from . import gathering
from .event import keeping, summing
from .event.keeping import AlertRow
from .model import Alert, Draft, flags_of, severity
from .store import alert_in

WAVE_MS = 10 * MINUTE_MS


@dataclass(frozen=True, slots=True)
class Filed:
    """`new`: the matter was not open before. `granted`: its card is to be posted now.
    `repeated`: this member had reported it already; `added`: other words of it. `merged`: alerts
    that turned out to be parts of this one and are gone. `waves`: summaries that stand for fewer
    alerts now."""

    alert: Alert
    new: bool
    repeated: bool = False
    granted: bool = False
    merged: tuple[int, ...] = ()
    waves: tuple[int, ...] = ()
    added: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """How many cards there may be, and how long a new message joins an open alert."""

    cards_a_minute: int = 10
    mild_an_hour: int = 60
    gather_ms: int = 0


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
        mild_an_hour: int = 60,
        gather_minutes: int = 0,
        alone: bool = False,
        report: tuple[int, str] | None = None,
    ) -> Filed:
        """Make an alert, or join the open one of the same event, in one transaction.

        `report` is (reporting member, reason). An observed one keeps no text and gets no card;
        one that is `alone` joins nothing but what is about the very same message, and takes in
        nothing.
        """
        room = Room(cards_a_minute, mild_an_hour, gather_minutes * MINUTE_MS)
        async with self._db.write() as conn:
            # so that two drafts of one event find each other
            await take_turn(conn, f"safety_drafts:{draft.community_id}")
            row = await gathering.same_matter(conn, draft)
            if not observed and not alone and (row is None or row.state == "observed"):
                event = await gathering.same_event(conn, draft, room.gather_ms)
                if event is not None and row is not None:
                    await conn.execute(delete(alerts).where(alerts.c.id == row.id))
                row = event if event is not None else row
            if row is None:
                row = await self._insert(conn, draft, observed)
            if observed:
                await self._observe(conn, row, draft)
                return Filed(await alert_in(conn, row.id), new=False)
            return await self._join(conn, row, draft, room, report, alone=alone)

    async def _join(
        self,
        conn: AsyncConnection,
        row: AlertRow,
        draft: Draft,
        room: Room,
        report: tuple[int, str] | None,
        *,
        alone: bool,
    ) -> Filed:
        folded = row.card == "folded"
        waited = folded and not (await alert_in(conn, row.id)).pressing
        new = row.card == "none"  # committed open alerts have their card granted
        if row.state == "observed":
            await self._set(conn, row.id, state="open", created_at=draft.now)
        edited = await keeping.keep(self._db, conn, row, draft)
        parts = () if alone else await self._merge(conn, row, draft, room)
        dropped = await keeping.trim(conn, row)
        await summing.redress(conn, row, draft, edited, parts, dropped)
        how = None if report is None else await self._report(conn, row.id, draft, report)
        after = await alert_in(conn, row.id)
        # an event whose card goes with one of its parts gets that part's place
        heir = folded and any(part.card in ("due", "shown") for part in parts)
        granted = new or heir or (waited and after.pressing)
        if heir:
            await self._set(conn, row.id, card="due", card_at=draft.now, flood=None)
        elif granted:
            await self._grant(conn, draft, row.id, room, mild=not after.pressing)
        if granted:
            after = await alert_in(conn, row.id)
        waves = {row.flood, *(part.flood for part in parts)} - {None, after.flood}
        merged = tuple(part.id for part in parts)
        gone = tuple(sorted(waves))
        return Filed(after, new, how == "again", granted, merged, gone, added=how == "added")

    async def _insert(self, conn: AsyncConnection, draft: Draft, observed: bool) -> AlertRow:
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
            flagged=flags_of(draft.flagged, draft.limits),
            model=score.model if score else None,
            edited="worse" if draft.edit else "no",
            gone=False,
            findings=summing.kept_of(draft.findings) if observed else [],
        )
        return (await conn.execute(statement.returning(*alerts.c))).one()

    async def _observe(self, conn: AsyncConnection, row: AlertRow, draft: Draft) -> None:
        """Only the numbers of an edit: what is observed is for nobody to read."""
        if row.state != "observed" or not draft.edit or draft.score is None:
            return
        score = draft.score
        flagged = flags_of(draft.flagged, draft.limits)
        judged = {"scores": dict(score.labels), "flagged": flagged}
        await self._set(conn, row.id, **judged, model=score.model, edited="worse")

    async def _merge(
        self, conn: AsyncConnection, row: AlertRow, draft: Draft, room: Room
    ) -> Sequence[AlertRow]:
        """Earlier alerts that are seen only now to be of one event become parts of this one."""
        parts = await gathering.other_parts(conn, draft, row.id, room.gather_ms)
        for part in parts:
            await gathering.merge(conn, row, part)
            await self._set(conn, row.id, created_at=min(row.created_at, part.created_at))
            if row.claimed_by is None and part.claimed_by is not None:
                await self._set(
                    conn, row.id, claimed_by=part.claimed_by, claimed_at=part.claimed_at
                )
        return parts

    # ---- cards

    async def _grant(
        self, conn: AsyncConnection, draft: Draft, alert_id: int, room: Room, *, mild: bool
    ) -> None:
        """A card of its own while there are few, else a place in the summary of the wave."""
        mine = alerts.c.community_id == draft.community_id
        recent = alerts.c.card_at > draft.now - MINUTE_MS
        cards = await conn.scalar(select(func.count()).select_from(alerts).where(mine, recent))
        values: dict[str, Any] = {"card": "due", "card_at": draft.now, "flood": None}
        many = (cards or 0) >= room.cards_a_minute
        if many or (mild and await self._mild_cards(conn, draft) >= room.mild_an_hour):
            wave = (
                select(alerts.c.flood)
                .where(
                    mine,
                    # its first: what was posted long ago is edited where nobody looks any more
                    alerts.c.flood == alerts.c.id,
                    alerts.c.space_id.is_not_distinct_from(draft.space_id),
                    alerts.c.created_at > draft.now - (WAVE_MS if many else HOUR_MS),
                )
                .order_by(alerts.c.id.desc())
            )
            flood = await conn.scalar(wave.limit(1)) or alert_id
            values = {"card": "folded", "flood": flood}
        await self._set(conn, alert_id, **values)

    async def _mild_cards(self, conn: AsyncConnection, draft: Draft) -> int:
        """Mild flags that got a card of their own within the hour; reports do not count."""
        query = select(alerts.c.scores, alerts.c.flagged, alerts.c.findings).where(
            alerts.c.community_id == draft.community_id,
            alerts.c.card.in_(("due", "shown")),
            alerts.c.card_at > draft.now - HOUR_MS,
        )
        found = 0
        for row in await conn.execute(query):
            findings, flagged = row.findings or (), row.flagged or ()
            if flagged or findings:
                found += severity(row.scores or {}, flagged, findings) == "mild"
        return found

    async def _set(self, conn: AsyncConnection, alert_id: int, **values: Any) -> None:
        await conn.execute(update(alerts).where(alerts.c.id == alert_id).values(**values))

    # ---- reports

    async def _report(
        self, conn: AsyncConnection, alert_id: int, draft: Draft, report: tuple[int, str]
    ) -> Literal["new", "added", "again"]:
        """Whether this member had reported the very same ("again": the newer reason stays), or
        other words of the alert ("added")."""
        member_id, reason = report
        message_id = draft.message_id or 0
        theirs = (reports.c.alert_id == alert_id, reports.c.member_id == member_id)
        same = reports.c.message_id == message_id
        if reason:
            again = update(reports).where(*theirs, same).values(reason=reason)
            if (await conn.execute(again)).rowcount:
                return "again"
        other = await conn.scalar(select(reports.c.id).where(*theirs, ~same).limit(1))
        added = self._db.insert(reports).values(
            alert_id=alert_id,
            community_id=draft.community_id,
            member_id=member_id,
            message_id=message_id,
            reason=reason,
            at=draft.now,
        )
        key = [reports.c.alert_id, reports.c.member_id, reports.c.message_id]
        if not (await conn.execute(added.on_conflict_do_nothing(index_elements=key))).rowcount:
            return "again"
        return "new" if other is None else "added"
