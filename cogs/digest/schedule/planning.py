"""Plans digests, and sends what is due: the newest of each kind, once."""

from __future__ import annotations

from typing import Any

from bot.api.model import Community
from bot.api.services import Clock, Configs, Directory, Scheduler

from ..composing import words
from ..composing.desk import Desk, post_key
from ..config import DigestConfig
from ..store import RunStore
from .due import LATE_MS, Due, Kind, Schedule, kind_of, newest_due, next_due, schedules

POST = "digest.post"
KINDS: tuple[Kind, ...] = ("week", "day", "month")


class Planner:
    """One row in the table of tasks for each digest to come; `digest_runs` holds those sent."""

    def __init__(
        self,
        store: RunStore,
        configs: Configs,
        directory: Directory,
        scheduler: Scheduler,
        clock: Clock,
        desk: Desk,
    ) -> None:
        self._store = store
        self._configs = configs
        self._directory = directory
        self._scheduler = scheduler
        self._clock = clock
        self._desk = desk
        self._planned: dict[tuple[int, Kind], tuple[Schedule, Due]] = {}

    async def plan_all(self) -> None:
        """Plan for communities that are new or have changed their schedule."""
        for community in await self._directory.communities():
            wanted = self.schedules(community)
            for kind in KINDS:
                await self._plan(community, kind, wanted.get(kind))

    def schedules(self, community: Community) -> dict[Kind, Schedule]:
        """What a community has asked for."""
        config = self._configs.of(DigestConfig, community.id)
        return dict(schedules(config, community.timezone))

    async def coming(self, community: Community, schedule: Schedule) -> Due:
        """The next one of a kind."""
        done = await self._store.posted(community.id)
        of_kind = [period for period in done if kind_of(period) == schedule.kind]
        return next_due(schedule, self._clock.now(), of_kind)

    async def _plan(self, community: Community, kind: Kind, schedule: Schedule | None) -> None:
        now, planned = self._clock.now(), self._planned.get((community.id, kind))
        if planned is not None and planned[0] == schedule and planned[1].at > now:
            return
        if planned is not None and planned[1].at > now:
            # The schedule has changed. What is due already stays: it may be running.
            await self._scheduler.cancel(post_key(community, planned[1]))
            del self._planned[community.id, kind]
        if schedule is None:
            return
        due = await self.coming(community, schedule)
        await self._scheduler.at(
            due.at,
            POST,
            {"community": community.id, "period": due.period, "due": due.at},
            # One row a period: planning the next one never replaces one that was missed.
            key=post_key(community, due),
            community_id=community.id,
        )
        self._planned[community.id, kind] = (schedule, due)

    async def post(self, data: dict[str, Any]) -> None:
        """Post the newest digest of a kind that is due; of several missed ones only that."""
        community = await self._directory.community(data["community"])
        kind, now = kind_of(data["period"]), self._clock.now()
        schedule = self.schedules(community).get(kind)
        if schedule is None:
            return
        newest = newest_due(schedule, now)
        # A row of an earlier schedule may come up: it does not bring back older periods.
        meant = newest.period == data["period"] or newest.at >= data["due"]
        if meant and newest.period not in await self._store.posted(community.id):
            promised = max(newest.at, data["due"])
            note = words.late(promised) if now - promised > LATE_MS else None
            await self._desk.send(community, schedule, newest, note)
            # Marked at the end: after a crash it runs again, and the keys of the posts keep
            # everybody from getting a second one.
            await self._store.mark(community.id, newest.period, now)
        await self._plan(community, kind, schedule)
