"""Rows of challenges, and the change that says which state it has seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ...tables import challenges
from ..model import Brief, Challenge, Dates


async def changed(
    conn: AsyncConnection, seen: Challenge, values: Mapping[str, Any]
) -> Challenge | None:
    """Write `values`; the challenge as it is then, None when it is at another turn than seen."""
    done = await conn.execute(
        update(challenges)
        .where(challenges.c.id == seen.id, challenges.c.turn == seen.turn)
        .where(challenges.c.phase == seen.phase)
        .values(**values)
        .returning(challenges)
    )
    row = done.one_or_none()
    return challenge(row) if row is not None else None


async def preparing(conn: AsyncConnection, seen: Challenge) -> bool:
    """Whether the finalists can still be chosen; nobody else changes them until the end."""
    row = (
        await conn.execute(select(challenges).where(challenges.c.id == seen.id).with_for_update())
    ).one_or_none()
    return row is not None and row.turn == seen.turn and challenge(row).preparing


def challenge(row: Row[Any]) -> Challenge:
    """A challenge."""
    return Challenge(
        id=row.id,
        community_id=row.community_id,
        asker_id=row.asker_id,
        channel_id=row.channel_id,
        brief=Brief(row.question, row.details, row.criteria),
        dates=Dates(row.discuss_at, row.vote_at, row.decide_at),
        decides=row.decides,
        phase=row.phase,
        turn=row.turn,
        created_at=row.created_at,
        changed_at=row.changed_at,
        asked_at=row.asked_at,
        poll_id=row.poll_id,
        verdict=row.verdict,
        winner_id=row.winner_id,
        reason=row.reason,
    )
