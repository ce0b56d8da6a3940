"""What an alert says of its messages: the worst one, who wrote it, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ...detection.patterns import MANY
from ...detection.seen import Finding
from ...tables import alerts, messages
from ..model import Draft, Edited, Said, weight
from .keeping import AlertRow, at, judged, said_of, target_of, weight_of


async def redress(
    conn: AsyncConnection,
    row: AlertRow,
    draft: Draft,
    edited: Edited | None,
    parts: Sequence[AlertRow] = (),
    dropped: int = 0,
) -> None:
    """Make the alert's own columns speak of who wrote the worst of it, and of what was found.

    What they spoke of until now is the worst but for what has just come: the draft and `parts`.
    """
    findings = union(row.findings or (), *(part.findings or () for part in parts))
    findings = union(findings, kept_of(draft.findings))
    if dropped:
        findings = union(findings, [{"name": MANY, "detail": {"times": dropped}}])
    targets = (row.target_id, target_of(draft), *(part.target_id for part in parts))
    stands = messages.c.alert_id == row.id, ~messages.c.gone
    values: dict[str, Any] = {
        "target_id": next((target for target in targets if target is not None), None),
        "findings": findings,
    }
    if worst := await _worst(conn, row, draft, parts):
        values |= _own(row, worst, draft, parts)
        values["gone"] = not await conn.scalar(select(exists().where(*stands)))
    elif row.message_id is None and draft.message_id is None and draft.text is not None:
        values |= _blocked(row, draft)
    if edited is not None:
        values["edited"] = edited
    await conn.execute(update(alerts).where(alerts.c.id == row.id).values(**values))


async def _worst(
    conn: AsyncConnection, row: AlertRow, draft: Draft, parts: Sequence[AlertRow]
) -> Said | None:
    """The worst message; on a tie the one that the card shows already, else the earlier one.

    Of other authors only those are asked whose rights are known. Whom it is about does not change
    under the finger of a moderator who has claimed it.
    """
    heads = [row, *parts]
    places = {(one.channel_id, one.message_id) for one in heads if one.message_id is not None}
    places |= {(one.channel_id, one.message_id) for one in draft.also}
    if draft.channel_id is not None and draft.message_id is not None:
        places.add((draft.channel_id, draft.message_id))
    if not places:
        return None
    query = select(messages).where(messages.c.alert_id == row.id, at(sorted(places)))
    said = [said_of(one) for one in await conn.execute(query)]
    authors = {row.author_id}
    if row.claimed_by is None:
        authors |= {draft.author_id, *(part.author_id for part in parts)}
    known = [one for one in said if one.author_id in authors]
    shown = (row.channel_id, row.message_id)
    ordered = sorted(
        known, key=lambda o: ((o.channel_id, o.message_id) != shown, o.sent_at, o.message_id)
    )
    return max(ordered, key=lambda one: one.weight, default=None)


def _blocked(row: AlertRow, draft: Draft) -> dict[str, Any]:
    """The worst of what the platform kept from being posted: it stands in no message."""
    former = weight(row.scores or {}, row.flagged or ())
    if row.text is not None and weight_of(draft) <= former:
        return {}
    return {
        "channel_id": draft.channel_id,
        "text": draft.text,
        "sent_at": draft.sent_at,
        **judged(draft),
        "model": draft.score.model if draft.score else None,
        "words": None,
    }


def _own(row: AlertRow, worst: Said, draft: Draft, parts: Sequence[AlertRow]) -> dict[str, Any]:
    new = (worst.channel_id, worst.message_id) != (row.channel_id, row.message_id)
    drafted = (worst.channel_id, worst.message_id) == (draft.channel_id, draft.message_id)
    values: dict[str, Any] = {
        "channel_id": worst.channel_id,
        "message_id": worst.message_id,
        "url": worst.url,
        "text": worst.text,
        "sent_at": worst.sent_at,
        **judged(worst),
    }
    if draft.score is not None and (drafted or row.model is None):
        values["model"] = draft.score.model
    if worst.author_id != row.author_id:
        about = next((p for p in parts if p.author_id == worst.author_id), draft)
        values["author_id"] = worst.author_id
        values |= {"author_is_staff": about.author_is_staff, "space_id": about.space_id}
    if new:
        values["edited"] = "no"
    if new or worst.text != row.text:
        values["words"] = None
    return values


Kept = Sequence[dict[str, Any]]
"""Findings as they are kept."""


def kept_of(findings: Sequence[Finding]) -> Kept:
    """Findings by name, without their messages."""
    return [{"name": found.name, "detail": dict(found.detail)} for found in findings]


def union(*several: Kept) -> Kept:
    """Findings by name, the newer numbers of each; `times` add up."""
    by_name: dict[str, dict[str, Any]] = {}
    for one in (found for findings in several for found in findings):
        former = by_name.get(one["name"])
        detail = dict(one["detail"])
        if former is not None and "times" in detail:
            detail["times"] += former["detail"].get("times", 1)
        by_name[one["name"]] = {"name": one["name"], "detail": detail}
    return list(by_name.values())
