"""The daily round of each community: who is to be reminded, and what became true last month."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, time
from typing import Any

from bot.api.calendar import local_date
from bot.api.model import Community
from bot.api.services import Clock, Configs, Directory, Scheduler

from ..config import IdeasConfig
from . import calendar
from .calendar import Round

Work = Callable[[Community, date, date], Awaitable[None]]
"""(community, the first day without a round, today): do what these days are owed. Idempotent by
the first day: after a crash it runs again with the same one, if on a later today."""


class Rounds:
    """Plans one round a day. One that was missed is made up for in a single one."""

    def __init__(
        self,
        work: Work,
        configs: Configs,
        directory: Directory,
        scheduler: Scheduler,
        clock: Clock,
    ) -> None:
        self._work = work
        self._configs = configs
        self._directory = directory
        self._scheduler = scheduler
        self._clock = clock
        self._planned: dict[int, Round] = {}

    async def plan_all(self) -> None:
        """Plan for communities that are new, or have another time or zone since."""
        for community in await self._directory.communities():
            await self._plan(community)

    async def _plan(self, community: Community) -> None:
        config, now = self._configs.of(IdeasConfig, community.id), self._clock.now()
        clock = time.fromisoformat(config.reminder_time)
        due = calendar.next_round(now, clock, community.timezone)
        planned = self._planned.get(community.id)
        if planned == due:
            return
        if planned is not None and planned.at > now and planned.day > due.day:
            # Another time or zone. A round for an earlier day stays: what it owes is its own.
            await self._scheduler.cancel(_key(community, planned.day))
        await self._scheduler.at(
            due.at,
            "ideas.round",
            {"community": community.id, "since": due.day.isoformat()},
            # One row a day: planning the next one never replaces one that was missed.
            key=_key(community, due.day),
            community_id=community.id,
        )
        self._planned[community.id] = due

    async def run(self, data: dict[str, Any]) -> None:
        """One round, and the plan for the next."""
        community = await self._directory.community(data["community"])
        today = local_date(self._clock.now(), community.timezone)
        if self._configs.of(IdeasConfig, community.id).enabled:
            since = min(date.fromisoformat(data["since"]), today)
            await self._work(community, since, today)
        await self._plan(community)


def _key(community: Community, day: date) -> str:
    return f"ideas:round:{community.id}:{day.isoformat()}"
