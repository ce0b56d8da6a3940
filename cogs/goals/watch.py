"""Looks after goals: what stands in reports, and what is told once they are reached or missed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.reports import Period, Section
from bot.api.model import Community
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Clock, Configs, Directory, Outbox

from .config import GoalsConfig
from .measuring import Gauge
from .model import Goal
from .pace import standing
from .store import GoalStore
from .wording import letters, lists
from .wording.names import Told


class Watch:
    """Of every community's goals."""

    def __init__(
        self,
        store: GoalStore,
        gauge: Gauge,
        directory: Directory,
        outbox: Outbox,
        configs: Configs,
        clock: Clock,
    ) -> None:
        self._store = store
        self._gauge = gauge
        self._directory = directory
        self._outbox = outbox
        self._configs = configs
        self._clock = clock

    async def told(self, community: Community, goals: Sequence[Goal], now: int) -> list[Told]:
        """Where they stand."""
        found = await self._gauge.measured(community, goals, now)
        return [Told(one, standing(one.goal, one.reading, now)) for one in found]

    async def section(self, community: Community, period: Period, levels: range) -> Section | None:
        """The goals of those levels, as they stood when the period ended."""
        open_ = [g for g in await self._store.open(community.id) if g.level in levels]
        ended = await self._store.ended(community.id, period.start, period.end)
        return lists.section(
            await self.told(community, open_, period.end),
            await self.told(community, [g for g in ended if g.level in levels], period.end),
        )

    async def look(self) -> None:
        """Every goal of every community; what is reached or missed is told and ends."""
        for community in await self._directory.communities():
            if self._configs.of(GoalsConfig, community.id).enabled:
                now = self._clock.now()
                goals = await self._store.open(community.id)
                for told in await self.told(community, goals, now):
                    await self._judge(community, told, now)

    async def _judge(self, community: Community, told: Told, now: int) -> None:
        goal, verdict = told.goal, told.standing.verdict
        # told before it is noted: after a crash between the two it is told by its key only once
        if verdict == "reached":
            await self._tell(community, goal, "reached", letters.reached(told, now))
            await self._store.end(goal, "reached", now)
        elif verdict == "missed":
            await self._tell(community, goal, "missed", letters.missed(told))
            await self._store.end(goal, "missed", now)
        elif verdict == "on_track" and goal.due_at is None and goal.met_at is None:
            await self._tell(community, goal, "met", letters.met(told))
            await self._store.met(goal, now)
        elif verdict == "unknown" and goal.due_at is not None and now >= goal.due_at:
            await self._tell(community, goal, "lost", letters.lost(told))
            await self._store.end(goal, "closed", now)

    async def _tell(self, community: Community, goal: Goal, what: str, reply: Reply) -> None:
        """In the moderators' place; what only higher levels may read goes to them alone."""
        if not self._configs.of(GoalsConfig, community.id).announce:
            return
        key = f"goals:{goal.id}:{what}:{goal.due_at or 0}:{goal.aim}:{goal.target:g}"
        if goal.level <= Level.MODERATOR:
            channels = await self._directory.place(community.id, "moderators")
            for channel in channels:
                await self._outbox.post(channel, reply, key=f"{key}:{channel.id}")
            if channels:
                return
        for member in await self._directory.staff(
            community.id, Level(max(goal.level, Level.ADMIN))
        ):
            await self._outbox.tell(member, reply, key=f"{key}:m{member.id}")
