"""Asks repeated polls when they are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.api.calendar.rhythm import Due, Rhythm, newest_due, next_due
from bot.api.errors import UserError
from bot.api.model import Community, Member
from bot.api.reply import Reply
from bot.api.services import Clock, Configs, Directory, Outbox, Scheduler
from bot.api.text import CommandHint, T, lines

from ...config import PollsConfig
from ...model import Draft
from ...store import Series, SeriesStore
from ...voting.desk import PollDesk
from ..checking import ready, timeless

MOST = 20  # of a community: so many buttons fit below the list


@dataclass(frozen=True, slots=True)
class Planned:
    """A task that stands in the scheduler."""

    key: str
    due: Due


class SeriesDesk:
    """Plans the next poll of each series, and asks it. Every step may be repeated."""

    def __init__(
        self,
        series: SeriesStore,
        desk: PollDesk,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
    ) -> None:
        self._series = series
        self._desk = desk
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._clock = clock
        self._planned: dict[int, Planned] = {}

    async def checked(self, draft: Draft, rhythm: Rhythm, community: Community) -> Draft:
        """What a series would ask; UserError for what cannot be repeated."""
        if len(await self._series.all(community.id)) >= MOST:
            raise UserError(
                T(
                    "There are {n} repeated polls already; please stop one with {command}.",
                    n=MOST,
                    command=CommandHint("polls series"),
                )
            )
        config = self._configs.of(PollsConfig, community.id)
        return repeatable(draft, rhythm, config, self._clock.now())

    async def begin(
        self, draft: Draft, rhythm: Rhythm, community: Community, author: Member, channel_id: int
    ) -> tuple[Series, Due]:
        """A new series of a checked draft, and when its first poll comes."""
        kept = draft, community.id, author.id, channel_id, str(rhythm), self._clock.now()
        id_ = await self._series.add(*kept)
        made = Series(id_, community.id, author.id, channel_id, draft, str(rhythm), kept[-1])
        return made, await self._plan(made, community)

    async def stop(self, community_id: int, series_id: int) -> bool:
        """No more polls of that series; False when it had been stopped."""
        if planned := self._planned.pop(series_id, None):
            await self._scheduler.cancel(planned.key)
        return await self._series.stop(community_id, series_id)

    async def of(self, community: Community) -> Sequence[tuple[Series, Due]]:
        """The series of a community, and when each comes next."""
        now = self._clock.now()
        return [
            (each, next_due(Rhythm.read(each.rhythm), now, community.timezone))
            for each in await self._series.all(community.id)
        ]

    # ---- the schedule

    async def plan_all(self) -> None:
        """Plan for series that have no plan, or another one since their zone was changed."""
        known = {community.id: community for community in await self._directory.communities()}
        for each in await self._series.all():
            if community := known.get(each.community_id):
                await self._plan(each, community)

    async def _plan(self, series: Series, community: Community) -> Due:
        now, planned = self._clock.now(), self._planned.get(series.id)
        due = next_due(Rhythm.read(series.rhythm), now, community.timezone)
        if planned is not None and planned.due == due:
            return due
        # One row a day: planning the next one never replaces one that was missed.
        key = f"polls:series:{series.id}:{due.period}"
        if planned is not None and planned.key != key and planned.due.at > now:
            await self._scheduler.cancel(planned.key)  # of another zone; what is due already stays
        await self._scheduler.at(
            due.at, "polls.series", {"series": series.id}, key=key, community_id=community.id
        )
        self._planned[series.id] = Planned(key, due)
        return due

    async def run(self, data: dict[str, Any]) -> None:
        """Ask the newest poll of a series that is due; of several missed ones only that."""
        series = await self._series.get(data["series"])
        if series is None:
            return
        community = await self._directory.community(series.community_id)
        if self._configs.of(PollsConfig, community.id).enabled:
            due = newest_due(Rhythm.read(series.rhythm), self._clock.now(), community.timezone)
            if due.at > series.created_at and await self._series.claim(series.id, due.period):
                await self._ask(series, community, due)
        await self._plan(series, community)

    async def _ask(self, series: Series, community: Community, due: Due) -> None:
        author = (
            await self._directory.member(series.member_id) if series.member_id is not None else None
        )
        if author is None:
            # nobody answers for it any more
            await self._series.stop(community.id, series.id)
            return
        config, now = self._configs.of(PollsConfig, community.id), self._clock.now()
        try:
            await self._desk.open(
                ready(series.draft, config, now),
                community=community,
                author=author,
                channel=await self._directory.channel(series.channel_id),
                series_id=series.id,
            )
        except UserError as error:
            # settings have changed since, or the channel is gone
            reply = Reply(
                lines(
                    T(
                        "Your repeated poll “{question}” could not be asked.",
                        question=series.draft.question,
                    ),
                    error.text,
                )
            )
            key = f"polls:series:{series.id}:{due.period}:failed"
            await self._outbox.tell(author, reply, key=key)


def repeatable(draft: Draft, rhythm: Rhythm, config: PollsConfig, now: int) -> Draft:
    """The draft that a series asks, each time open until the next one comes at the latest;
    UserError for what cannot be repeated."""
    if draft.rules.kind == "dates":
        raise UserError(
            T("A poll that finds a date cannot be repeated: its dates pass. Choose another kind.")
        )
    plain = timeless(draft, now)
    return ready(replace(plain, lasts=min(plain.lasts, rhythm.gap)), config, now)
