"""Which alert a draft belongs to, in the database: one open alert for one event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    exists,
    false,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from ..detection.seen import Finding
from ..tables import alerts, messages, reports
from .event.keeping import AlertRow, target_of
from .event.keeping import said_in as said_in
from .model import Draft

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
    within the time; or with one of the messages that make a pattern against somebody; or, in a
    pile-on, about the same target. Not one that is being decided on right now: nobody has seen the
    new message.
    """
    if draft.message_id is None:
        return None
    mine = or_(alerts.c.author_id == draft.author_id, _wrote(draft.author_id))
    target = target_of(draft)
    other = false() if target is None else alerts.c.target_id != target
    again = and_(
        mine,
        alerts.c.space_id.is_not_distinct_from(draft.space_id),
        or_(alerts.c.target_id.is_(None), ~other),
        _touched(draft.now - gather_ms),
    )
    found = again if gather_ms else false()
    # a flood hits whoever is there: it does not make two victims one matter
    aimed = [finding for finding in draft.findings if finding.target_id is not None]
    rest = [finding for finding in draft.findings if finding.target_id is None]
    same = and_(or_(alerts.c.target_id.is_(None), ~other), _of_findings(draft, rest, gather_ms))
    query = _open(draft, or_(found, same, _of_findings(draft, aimed, gather_ms)))
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


async def merge(conn: AsyncConnection, kept: AlertRow, part: AlertRow) -> None:
    """One alert takes in another: messages, reports, findings; the other is gone."""
    for table, same in (
        (messages, ("channel_id", "message_id")),
        (reports, ("member_id", "message_id")),
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
