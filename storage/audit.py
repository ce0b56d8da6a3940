"""The log of decisions: who did what to whom, when. Never message text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from .database import Database
from .tables import audit


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One decision; `actor_member_id` None means the bot itself."""

    id: int
    community_id: int
    actor_member_id: int | None
    action: str
    target: str
    detail: dict[str, Any]
    at: int


class AuditLog:
    """Append-only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def record(
        self,
        community_id: int,
        *,
        actor_member_id: int | None,
        action: str,
        target: str,
        detail: Mapping[str, Any] | None = None,
        at: int,
    ) -> int:
        """Append one decision and return its id."""
        async with self._db.write() as connection:
            result = await connection.execute(
                insert(audit)
                .values(
                    community_id=community_id,
                    actor_member_id=actor_member_id,
                    action=action,
                    target=target,
                    detail=dict(detail or {}),
                    at=at,
                )
                .returning(audit.c.id)
            )
            return int(result.scalar_one())

    async def recent(
        self, community_id: int, limit: int, action_prefix: str = ""
    ) -> list[AuditRow]:
        """The newest decisions first, optionally only those whose action starts with a prefix."""
        query = (
            select(audit)
            .where(
                audit.c.community_id == community_id,
                audit.c.action.startswith(action_prefix, autoescape=True),
            )
            .order_by(audit.c.id.desc())
            .limit(limit)
        )
        async with self._db.read() as connection:
            return [AuditRow(**row) for row in (await connection.execute(query)).mappings()]
