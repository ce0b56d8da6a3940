"""Looks at what is counted, every quarter of an hour, and tells moderators once what is unusual."""

from __future__ import annotations

import asyncio
from datetime import date

import numpy as np

from bot.api.boards.figures import Figures
from bot.api.calendar import local_date, midnight
from bot.api.model import Channel, Community
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Activity, Clock, Configs, Directory, Measures, Outbox

from ..config import OutlookConfig
from ..model import Unusual
from ..store import OutlookStore
from . import judging, series, wording
from .series import Alarm, History, Watched

SPAN = judging.WINDOW + 2
SHOWN = 28
# as many figures are asked for again: what is counted late
LATE = 2

Point = tuple[int, float, tuple[float, float] | None]


class Watching:
    """Two of these on one database say the same thing once: the key of a post is the event's."""

    def __init__(
        self,
        store: OutlookStore,
        configs: Configs,
        directory: Directory,
        measures: Measures,
        figures: Figures,
        activity: Activity,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._store = store
        self._configs = configs
        self._directory = directory
        self._measures = measures
        self._figures = figures
        self._activity = activity
        self._outbox = outbox
        self._clock = clock
        # (community, figure, local day) -> what was counted on days that are over
        self._over: dict[tuple[int, str, int], int] = {}

    async def look(self, community: Community) -> None:
        """Judge yesterday and today."""
        rate = self._configs.of(OutlookConfig, community.id).false_alarms_per_month
        if not rate:
            return
        now = self._clock.now()
        today = local_date(now, community.timezone).toordinal()
        histories: list[History] = []
        for one in series.ALL:
            history = await self.history(community, one, today)
            if history is not None:
                histories.append(history)
            if len(histories) == 1 and not series.learnt(histories[0]):
                return  # messages come first: a community as young as that has nothing usual yet
        alarms = await asyncio.to_thread(series.judged, histories, rate)
        muted = await self._store.muted(community.id, now)
        for alarm in alarms:
            await self._tell(community, alarm, today, quiet=alarm.series.name in muted)

    async def _tell(self, community: Community, alarm: Alarm, today: int, *, quiet: bool) -> None:
        here, name = community.id, alarm.series.name
        if await self._store.lasting(here, name, alarm.side, alarm.day) is not None:
            return
        event = alarm.unusual(here)
        if not quiet:
            busiest = await self._busiest(community, alarm.day)
            running = alarm.day == today
            await self._post(event, wording.warning(event, community.timezone, running, busiest))
        # remembered after it is out: after a crash in between, the keys keep it at one post
        await self._store.begin(event)

    async def _post(self, event: Unusual, said: Reply) -> None:
        here = event.community_id
        key = f"outlook.warn:{here}:{event.series}:{event.side}:{event.first_day}"
        places = await self._directory.place(here, "moderators")
        for channel in places:
            await self._outbox.post(channel, said, key=f"{key}:{channel.id}")
        if not places:
            for member in await self._directory.staff(here, Level.ADMIN):
                await self._outbox.tell(member, said, key=f"{key}:m{member.id}")

    async def _busiest(self, community: Community, day: int) -> Channel | None:
        start, end = _bounds(day, community.timezone)
        return await self._activity.top_channel(community.id, start, end)

    # ---- what is counted

    async def history(
        self, community: Community, watched: Watched, today: int, span: int = SPAN
    ) -> History | None:
        """The last days up to today; None where nobody counts that."""
        days = range(today - span + 1, today + 1)
        if not watched.figure:
            found = await self._measures.days(community.id, days[0], days[-1])
            counted = [getattr(one, watched.name) for one in found]
            return History(watched, today, np.array(counted, dtype=float))
        values = await self._figure(community, watched.figure, days)
        of = await self._figure(community, watched.of, days) if watched.of else None
        if values is None or (watched.of and of is None):
            return None
        return History(watched, today, values, of)

    async def _figure(
        self, community: Community, name: str, days: range
    ) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
        found = []
        for day in reversed(days):
            key = (community.id, name, day)
            if (value := self._over.get(key)) is None:
                start, end = _bounds(day, community.timezone)
                value = await self._figures.measure(name, community.id, start, end)
                if value is None and day >= days[-1] - 1:
                    return None
                if value is None:
                    break  # it was not counted before: nothing there is as good as nothing
                if day <= days[-1] - LATE:
                    self._over[key] = value
            found.append(value)
        for old in [key for key in self._over if key[2] < days[0] - SPAN]:
            del self._over[old]
        return np.array([0] * (len(days) - len(found)) + found[::-1], dtype=float)

    # ---- looking back

    async def around(self, community: Community, event: Unusual) -> list[Point]:
        """The 28 days up to a week after an event, each with what was usual for it."""
        today = local_date(self._clock.now(), community.timezone).toordinal()
        last = min(today, event.first_day + judging.WEEK)
        watched = series.WATCHED[event.series]
        history = await self.history(community, watched, last, SPAN + SHOWN)
        if history is None:
            return []
        return await asyncio.to_thread(_points, series.began(history))


def _points(history: History) -> list[Point]:
    count = len(history.values)
    points: list[Point] = []
    for place in range(max(0, count - SHOWN), count):
        expected = series.expected_on(history, place)
        band = expected.band(wording.USUAL) if expected is not None else None
        day = history.day - (count - 1 - place)
        points.append((day, float(history.values[place]), band))
    return points


def _bounds(day: int, zone: str) -> tuple[int, int]:
    """[start, end) of a local day in UTC ms."""
    return midnight(date.fromordinal(day), zone), midnight(date.fromordinal(day + 1), zone)
