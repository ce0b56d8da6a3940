"""Predictions for a community, computed once a local day, off the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date

from bot.api.boards.reports import FEW
from bot.api.calendar import local_date, midnight
from bot.api.model import Community
from bot.api.services import Activity, Directory, Measures

from ..model import DAY_MS
from . import model, reasons
from .model import Churn
from .reasons import Risk


class Predictions:
    """What is kept in memory is the newest day's, with nothing but member ids and numbers."""

    def __init__(self, measures: Measures, activity: Activity, directory: Directory) -> None:
        self._measures = measures
        self._activity = activity
        self._directory = directory
        self._kept: dict[int, tuple[int, frozenset[int], Churn]] = {}
        self._forgotten = 0

    async def on(self, community: Community, day: int) -> Churn:
        """As it stood when the local day began."""
        then, kept = self._forgotten, self._kept.get(community.id)
        out = await self._measures.left_out(community.id)
        if kept is not None and kept[:2] == (day, out):
            return kept[2]
        histories = await self._measures.histories(community.id, day, model.WEEKS)
        churn = await asyncio.to_thread(model.predict, histories, day)
        if then != self._forgotten:
            return await self.on(community, day)  # somebody in it was erased meanwhile
        if kept is None or kept[0] <= day:
            self._kept[community.id] = (day, out, churn)
        return churn

    async def today(self, community: Community, now: int) -> tuple[Churn, list[Risk]]:
        """The prediction, and those it lists who are still here and silent at this moment."""
        today = local_date(now, community.timezone)
        churn = await self.on(community, today.toordinal())
        silent = await self._silent(community, today, now)
        return churn, reasons.listed(churn, silent)

    async def _silent(self, community: Community, today: date, now: int) -> Mapping[int, int]:
        """Days since the last message of everybody who is here, counted, and has not written today:
        neither who left, was left out or erased since the morning, nor who came back."""
        out = await self._measures.left_out(community.id)
        begins = midnight(today, community.timezone)
        return {
            member: (now - presence.last_at) // DAY_MS
            for member, presence in (await self._activity.presences(community.id, now)).items()
            if member not in out and presence.last_at is not None and presence.last_at < begins
        }

    async def share(self, community_id: int, start: int, end: int) -> int | None:
        """`outlook.churn_28d` in whole per cent for the board of figures, as it stood at `end`;
        None below five people."""
        community = await self._directory.community(community_id)
        churn = await self.on(community, local_date(end, community.timezone).toordinal())
        if churn.share is None or len(churn.members) < FEW:
            return None
        return round(100 * churn.share)

    def forget(self) -> None:
        """Somebody was erased, or is one with another: made afresh at the next question."""
        self._forgotten += 1
        self._kept.clear()
