"""The bot's own figures, for `/status`, /readyz and the metrics. No names, no ids, no text."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping

from bot.api.port.platform import Platform
from bot.api.services import Clock, Toxicity
from bot.api.services.health import Condition, Link
from bot.engine import faults
from bot.engine.intake import Intake
from bot.engine.intake.handling import LISTENING, WAITING
from storage.database import Database
from storage.outbox import OutboxStore
from storage.queue import Tasks

from .load import Shedding

OVERDUE_MS = 60_000
PATIENCE_S = 2.0
"""How long the database may take to answer before it counts as not ready."""


class Vitals:
    """Implements `Health`."""

    def __init__(
        self,
        db: Database,
        intake: Intake,
        toxicity: Toxicity,
        load: Shedding,
        platforms: Mapping[str, Platform],
        clock: Clock,
        slowed: Counter[int],
    ) -> None:
        self._slowed = slowed
        self._tasks, self._posts = Tasks(db), OutboxStore(db)
        self._intake = intake
        self._toxicity = toxicity
        self._load = load
        self._platforms = platforms
        self._clock = clock
        self._started_at = clock.now()
        self.open = False
        """Whether events are taken in: from the end of the start to the beginning of the stop."""

    async def condition(self, community_id: int | None = None) -> Condition:
        """Everything at once."""
        now = self._clock.now()
        backlog = await self._posts.backlog(community_id)
        oldest = backlog.oldest_at
        return Condition(
            started_at=self._started_at,
            links=self.links(),
            taken=self._intake.taken,
            handlers=self._intake.pending,
            handlers_limit=WAITING,
            scores=self._toxicity.pending,
            scores_limit=min(self._toxicity.limit, LISTENING),
            model=self._toxicity.available,
            scored_in=self._load.scored_in,
            unscored=self._given_up("message", community_id),
            unscored_edits=self._given_up("edit", community_id),
            posts=backlog.waiting,
            oldest_post_s=None if oldest is None else max(0, now - oldest) / 1000,
            failed_posts=backlog.failed,
            unclear_posts=backlog.unclear,
            overdue=await self._tasks.overdue(now - OVERDUE_MS),
            incidents=faults.recorded,
            slowed=self._slowed.total() if community_id is None else self._slowed[community_id],
        )

    def _given_up(self, what: str, community_id: int | None) -> int:
        counts = self._load.given_up["edit" if what == "edit" else "message"]
        return counts.total() if community_id is None else counts[community_id]

    def links(self) -> dict[str, Link]:
        """How each platform is connected."""
        pulses = {name: platform.pulse() for name, platform in self._platforms.items()}
        return {n: Link(p.connected, p.latency_s, p.waiting) for n, p in pulses.items()}

    async def parts(self) -> dict[str, bool]:
        """What has to be right before the bot is ready, by name."""
        platforms = {name: link.connected for name, link in self.links().items()}
        return {"database": await self._answers(), "intake": self.open, **platforms}

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._tasks.next_due()
        except Exception:
            return False  # whatever it is: the log has it from those who need the database
        return True
