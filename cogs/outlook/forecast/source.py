"""Forecasts for a community, computed once a local day, off the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.api.model import Community
from bot.api.services import Measures
from bot.api.services.measures import Day

from .theta import WEEK, Forecast, forecast, weekly

SPAN = 54 * WEEK


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is expected from the local day `day` on; None where the history is too short.

    `weeks` is how many full ones there are; `past` the messages of the last twelve of them.
    """

    day: int
    weeks: int
    past: tuple[float, ...]
    messages: Forecast | None
    members: Forecast | None


def outlook(days: Sequence[Day], day: int) -> Outlook:
    """From the days before `day`; those before the community's first are left out."""
    known = [one for one in days if one.day < day]
    while known and not (known[0].messages or known[0].members):
        known.pop(0)
    messages = np.array([one.messages for one in known], dtype=float)
    members = np.array([one.members for one in known], dtype=float)
    past = weekly(messages, "flow")
    return Outlook(
        day,
        len(past),
        tuple(float(x) for x in past[-12:]),
        forecast(messages, "flow"),
        forecast(members, "stock"),
    )


class Forecasts:
    """The newest day's is kept in memory."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures
        self._kept: dict[int, tuple[frozenset[int], Outlook]] = {}
        self._forgotten = 0

    async def on(self, community: Community, day: int) -> Outlook:
        """As it stood when the local day began."""
        then, kept = self._forgotten, self._kept.get(community.id)
        out = await self._measures.left_out(community.id)
        if kept is not None and (kept[0], kept[1].day) == (out, day):
            return kept[1]
        days = await self._measures.days(community.id, max(1, day - SPAN), day - 1)
        made = await asyncio.to_thread(outlook, days, day)
        if then != self._forgotten:
            return await self.on(community, day)
        if kept is None or kept[1].day <= day:
            self._kept[community.id] = (out, made)
        return made

    def forget(self) -> None:
        """Numbers have changed: made afresh at the next question."""
        self._forgotten += 1
        self._kept.clear()
