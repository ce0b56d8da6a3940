"""The messages of an alert in the database: which alert a draft belongs to, and its worst one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, false, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..detection.seen import Finding
from ..tables import alerts, messages, reports
from .model import Draft, Edited, Said, weight

AlertRow = Row[tuple[Any, ...]]
_SAME = ("channel_id", "message_id", "author_id", "target_id", "text", "url")
ONE_EVENT = frozenset({"repeated", "pile_on"})
"""Patterns whose messages are one event, even where each was an alert of its own before."""


# ---- finding the alert


async def same_matter(conn: AsyncConnection, draft: Draft) -> AlertRow | None:
    """The alert that is undecided, or only observed, about this very message or person."""
    holds = select(messages.c.alert_id).where(
        messages.c.channel_id == draft.channel_id, messages.c.message_id == draft.message_id
    )
    query = (
        select(alerts)
        .where(
            alerts.c.community_id == draft.community_id,
            alerts.c.state.in_(("open", "acting", "observed")),
            or_(alerts.c.open_key == draft.about, alerts.c.id.in_(holds)),
        )
        .order_by(alerts.c.state == "observed", alerts.c.id)
    )
    return (await conn.execute(query.limit(1).with_for_update())).one_or_none()


async def same_event(conn: AsyncConnection, draft: Draft, gather_ms: int) -> AlertRow | None:
    """The alert of the event that a new message belongs to.

    Of the same author, in the same space, not known to be against somebody else, and touched
    within the time; or with one of the messages that make a pattern; or, in a pile-on, about the
    same target. Not one that is being decided on right now: nobody has seen the new message.
    """
    if draft.message_id is None:
        return None
    mine = or_(alerts.c.author_id == draft.author_id, _wrote(draft.author_id))
    target = _target(draft)
    other = false() if target is None else alerts.c.target_id != target
    again = and_(
        mine,
        alerts.c.space_id.is_not_distinct_from(draft.space_id),
        or_(alerts.c.target_id.is_(None), ~other),
        _touched(draft.now - gather_ms),
    )
    found = again if gather_ms else false()
    query = _open(draft, or_(found, _of_findings(draft, draft.findings, gather_ms)))
    # what somebody has in hand goes on being theirs
    first = (alerts.c.claimed_by.is_(None), alerts.c.id)
    return (await conn.execute(query.order_by(*first).limit(1).with_for_update())).one_or_none()


async def other_parts(
    conn: AsyncConnection, draft: Draft, kept: int, gather_ms: int
) -> Sequence[AlertRow]:
    """Other open alerts that turned out to be parts of the same event."""
    findings = [finding for finding in draft.findings if finding.name in ONE_EVENT]
    if not findings:
        return []
    query = _open(draft, _of_findings(draft, findings, gather_ms)).where(alerts.c.id != kept)
    return (await conn.execute(query.order_by(alerts.c.id).with_for_update())).all()


def _open(draft: Draft, where: ColumnElement[bool]) -> Any:
    return select(alerts).where(
        alerts.c.community_id == draft.community_id,
        alerts.c.state == "open",
        alerts.c.message_id.is_not(None),
        where,
    )


def _of_findings(draft: Draft, findings: Sequence[Finding], gather_ms: int) -> ColumnElement[bool]:
    """Alerts with a message of these findings, and those about the target of a pile-on."""
    parts: list[ColumnElement[bool]] = []
    for finding in findings:
        place = tuple_(messages.c.channel_id, messages.c.message_id)
        parts.append(_has(place.in_(finding.messages)))
        if finding.name == "pile_on" and finding.target_id is not None and gather_ms:
            about = alerts.c.target_id == finding.target_id
            parts.append(and_(about, _touched(draft.now - gather_ms)))
    return or_(false(), *parts)


def _touched(since: int) -> ColumnElement[bool]:
    return or_(alerts.c.created_at > since, _has(messages.c.sent_at > since))


def _wrote(author_id: int) -> ColumnElement[bool]:
    return _has(messages.c.author_id == author_id)


def _has(where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(messages.c.alert_id == alerts.c.id, where)


def _target(draft: Draft) -> int | None:
    found = (f.target_id for f in draft.findings if f.target_id is not None)
    return next(found, draft.target_id)


# ---- keeping messages


async def keep(db: Database, conn: AsyncConnection, row: AlertRow, draft: Draft) -> Edited | None:
    """Add the draft's message to the alert, or bring it up to date; what an edit made of it.

    Who edits something bad into something milder does not hide it: the worse words are kept.
    """
    # an alert from before there were several messages; what was observed has no text to keep
    if row.message_id is not None and row.state != "observed":
        await _add(db, conn, row.id, _of_alert(row))
    for one in draft.also:
        judged = {"scores": dict(one.scores) or None, "flagged": list(one.flagged)}
        same = {name: getattr(one, name) for name in _SAME}
        extra = {"community_id": draft.community_id, "sent_at": one.sent_at, "gone": one.gone}
        await _add(db, conn, row.id, same | judged | extra)
    if draft.message_id is None or draft.channel_id is None:
        return None
    score = draft.score
    judged = {
        "scores": dict(score.labels) if score else None,
        "flagged": list(draft.flagged),
    }
    said = {
        "community_id": draft.community_id,
        "channel_id": draft.channel_id,
        "message_id": draft.message_id,
        "author_id": draft.author_id,
        "target_id": _target(draft),
        "text": draft.text,
        "url": draft.url,
        "sent_at": draft.sent_at or draft.now,
        "gone": False,
    }
    if await _add(db, conn, row.id, said | judged):
        return "worse" if draft.edit else None
    mine = and_(
        messages.c.alert_id == row.id,
        messages.c.channel_id == draft.channel_id,
        messages.c.message_id == draft.message_id,
    )
    known = _said((await conn.execute(select(messages).where(mine))).one())
    if draft.edit and (draft.flagged or draft.findings):
        if known.text is not None and _weight(draft) < known.weight:
            return "milder"
        await conn.execute(update(messages).where(mine).values(text=draft.text, **judged))
        return "worse"
    if score is not None and not known.scores:
        await conn.execute(update(messages).where(mine).values(**judged))
    return None


def _weight(draft: Draft) -> tuple[int, float]:
    return weight(draft.score.labels if draft.score else {}, draft.flagged)


async def _add(db: Database, conn: AsyncConnection, alert_id: int, said: dict[str, Any]) -> bool:
    statement = db.insert(messages).values(alert_id=alert_id, **said)
    place = [messages.c.alert_id, messages.c.channel_id, messages.c.message_id]
    once = statement.on_conflict_do_nothing(index_elements=place)
    return bool((await conn.execute(once)).rowcount)


def _of_alert(row: AlertRow) -> dict[str, Any]:
    own = {name: row._mapping[name] for name in ("community_id", *_SAME)}
    judged = {"scores": row.scores, "flagged": row.flagged}
    return own | judged | {"sent_at": row.sent_at or row.created_at, "gone": row.gone}


async def said_in(conn: AsyncConnection, alert_id: int) -> tuple[Said, ...]:
    """The messages of an alert, oldest first."""
    query = select(messages).where(messages.c.alert_id == alert_id)
    rows = await conn.execute(query.order_by(messages.c.sent_at, messages.c.id))
    return tuple(_said(row) for row in rows)


def _said(row: Row[tuple[Any, ...]]) -> Said:
    plain = row._mapping
    values = {name: plain[name] for name in Said.__dataclass_fields__}
    return Said(**values | {"scores": row.scores or {}, "flagged": tuple(row.flagged or ())})


# ---- what the alert says of them


async def redress(
    conn: AsyncConnection, row: AlertRow, draft: Draft, edited: Edited | None
) -> None:
    """Make the alert's own columns speak of its author's worst message, and of what was found."""
    said = await said_in(conn, row.id)
    place = (row.channel_id, row.message_id)
    # on a tie the one that the card shows already stays
    ordered = sorted(said, key=lambda one: (one.channel_id, one.message_id) != place)
    own = [one for one in ordered if one.author_id == row.author_id]
    values: dict[str, Any] = {
        "target_id": row.target_id if row.target_id is not None else _target(draft),
        "findings": union(row.findings or (), draft.findings),
        "gone": bool(said) and all(one.gone for one in said),
    }
    if own:
        values |= _own(row, max(own, key=lambda one: one.weight), draft)
    elif row.message_id is None and draft.message_id is None and draft.text is not None:
        values |= _blocked(row, draft)
    if edited is not None:
        values["edited"] = edited
    await conn.execute(update(alerts).where(alerts.c.id == row.id).values(**values))


def _blocked(row: AlertRow, draft: Draft) -> dict[str, Any]:
    """The worst of what the platform kept from being posted: it stands in no message."""
    former = weight(row.scores or {}, row.flagged or ())
    if row.text is not None and _weight(draft) <= former:
        return {}
    return {
        "channel_id": draft.channel_id,
        "text": draft.text,
        "sent_at": draft.sent_at,
        "scores": dict(draft.score.labels) if draft.score else None,
        "flagged": list(draft.flagged),
        "model": draft.score.model if draft.score else None,
        "words": None,
    }


def _own(row: AlertRow, worst: Said, draft: Draft) -> dict[str, Any]:
    new = (worst.channel_id, worst.message_id) != (row.channel_id, row.message_id)
    drafted = (worst.channel_id, worst.message_id) == (draft.channel_id, draft.message_id)
    values: dict[str, Any] = {
        "channel_id": worst.channel_id,
        "message_id": worst.message_id,
        "url": worst.url,
        "text": worst.text,
        "sent_at": worst.sent_at,
        "scores": dict(worst.scores) or None,
        "flagged": list(worst.flagged),
    }
    if draft.score is not None and (drafted or row.model is None):
        values["model"] = draft.score.model
    if new:
        values["edited"] = "no"
    if new or worst.text != row.text:
        values["words"] = None
    return values


def union(known: Sequence[dict[str, Any]], found: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings by name, the newer numbers of each, as they are kept."""
    by_name = {one["name"]: one for one in known}
    by_name |= {f.name: {"name": f.name, "detail": dict(f.detail)} for f in found}
    return list(by_name.values())


async def merge(conn: AsyncConnection, kept: AlertRow, part: AlertRow) -> None:
    """One alert takes in another: messages, reports, findings; the other is gone."""
    for table, same in (
        (messages, ("channel_id", "message_id")),
        (reports, ("member_id",)),
    ):
        twin = table.alias()
        double = exists().where(
            twin.c.alert_id == kept.id, *(twin.c[name] == table.c[name] for name in same)
        )
        await conn.execute(delete(table).where(table.c.alert_id == part.id, double))
        await conn.execute(
            update(table).where(table.c.alert_id == part.id).values(alert_id=kept.id)
        )
    await conn.execute(delete(alerts).where(alerts.c.id == part.id))
