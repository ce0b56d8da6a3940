"""The messages of an alert in the database: taking them in, and keeping as many as help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ...tables import messages
from ..model import Draft, Edited, Said, flags_of, limits_of, weight

AlertRow = Row[tuple[Any, ...]]
Place = tuple[int, int]
_SAME = ("channel_id", "message_id", "author_id", "target_id", "text", "url")
MOST_KEPT, NEWEST_KEPT, WORST_KEPT = 60, 40, 10
"""With more messages than the first an alert keeps so many, so that a flood is not read as a whole
with each of its messages."""


async def keep(db: Database, conn: AsyncConnection, row: AlertRow, draft: Draft) -> Edited | None:
    """Add the draft's messages to the alert, or bring them up to date; what an edit made of it.

    Who edits something bad into something milder does not hide it: the worse words are kept.
    """
    for one in draft.also:
        same = {name: getattr(one, name) for name in _SAME}
        extra = {"community_id": draft.community_id, "sent_at": one.sent_at, "gone": one.gone}
        await _add(db, conn, row.id, same | extra | judged(one))
    if draft.message_id is None or draft.channel_id is None:
        return None
    said = {
        "community_id": draft.community_id,
        "channel_id": draft.channel_id,
        "message_id": draft.message_id,
        "author_id": draft.author_id,
        "target_id": target_of(draft),
        "text": draft.text,
        "url": draft.url,
        "sent_at": draft.sent_at or draft.now,
        "gone": False,
    }
    found = judged(draft)
    if await _add(db, conn, row.id, said | found):
        return "worse" if draft.edit else None
    mine = and_(messages.c.alert_id == row.id, at(((draft.channel_id, draft.message_id),)))
    known = said_of((await conn.execute(select(messages).where(mine))).one())
    if draft.edit and (draft.flagged or draft.findings):
        if known.text is not None and weight_of(draft) < known.weight:
            return "milder"
        await conn.execute(update(messages).where(mine).values(text=draft.text, **found))
        return "worse"
    if draft.score is not None and not known.scores:
        await conn.execute(update(messages).where(mine).values(**found))
    return None


def judged(one: Draft | Said) -> dict[str, Any]:
    """What the model said, as it is kept."""
    if isinstance(one, Draft):
        scores = dict(one.score.labels) if one.score else None
    else:
        scores = dict(one.scores) or None
    return {"scores": scores, "flagged": flags_of(one.flagged, one.limits)}


def at(places: Sequence[Place]) -> ColumnElement[bool]:
    return tuple_(messages.c.channel_id, messages.c.message_id).in_(places)


def weight_of(draft: Draft) -> tuple[int, float]:
    scores = draft.score.labels if draft.score else {}
    return weight(scores, flags_of(draft.flagged, draft.limits))


async def _add(db: Database, conn: AsyncConnection, alert_id: int, said: dict[str, Any]) -> bool:
    statement = db.insert(messages).values(alert_id=alert_id, **said)
    place = [messages.c.alert_id, messages.c.channel_id, messages.c.message_id]
    once = statement.on_conflict_do_nothing(index_elements=place)
    return bool((await conn.execute(once)).rowcount)


async def said_in(conn: AsyncConnection, alert_id: int) -> tuple[Said, ...]:
    """The messages of an alert, oldest first."""
    query = select(messages).where(messages.c.alert_id == alert_id)
    # where a platform counts in seconds, its numbers go on in the order of writing
    rows = await conn.execute(query.order_by(messages.c.sent_at, messages.c.message_id))
    return tuple(said_of(row) for row in rows)


def said_of(row: Row[tuple[Any, ...]]) -> Said:
    plain = row._mapping
    values = {name: plain[name] for name in Said.__dataclass_fields__ if name in plain}
    values |= {"scores": row.scores or {}, "flagged": tuple(row.flagged or ())}
    return Said(**values, limits=limits_of(row.flagged))


async def trim(conn: AsyncConnection, row: AlertRow) -> int:
    """Keep no more than the worst and the newest messages of an alert; how many went."""
    mine = messages.c.alert_id == row.id
    count = await conn.scalar(select(func.count()).select_from(messages).where(mine)) or 0
    if count <= MOST_KEPT:
        return 0
    columns = [messages.c[name] for name in ("id", "scores", "flagged")]
    newest = messages.c.sent_at.desc(), messages.c.message_id.desc()
    rows = (await conn.execute(select(*columns).where(mine).order_by(*newest))).all()
    older = sorted(
        rows[NEWEST_KEPT:],
        key=lambda one: weight(one.scores or {}, one.flagged or ()),
        reverse=True,
    )
    gone = [one.id for one in older[WORST_KEPT:]]
    # what the card shows stays, whatever is worse
    shown = and_(messages.c.channel_id == row.channel_id, messages.c.message_id == row.message_id)
    done = await conn.execute(delete(messages).where(messages.c.id.in_(gone), ~shown))
    return done.rowcount


def target_of(draft: Draft) -> int | None:
    found = (f.target_id for f in draft.findings if f.target_id is not None)
    return next(found, draft.target_id)
