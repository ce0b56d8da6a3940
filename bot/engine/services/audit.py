"""The log of decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.api.model import Member
from bot.api.services import Clock
from storage.audit import AuditLog


class Auditor:
    """Implements `Audit` on the audit table."""

    def __init__(self, log: AuditLog, clock: Clock) -> None:
        self._log = log
        self._clock = clock

    async def record(
        self,
        community_id: int,
        *,
        actor: Member | None,
        action: str,
        target: str,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Write one decision down."""
        await self._log.record(
            community_id=community_id,
            actor_member_id=actor.id if actor else None,
            action=action,
            target=target,
            detail=dict(detail or {}),
            at=self._clock.now(),
        )
