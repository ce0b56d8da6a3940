"""Which suggestions a reader gets: the weightiest that are not settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.api.boards.figures import Figures, Suggestion
from bot.api.boards.reports import Period
from bot.api.model import Community, Member
from bot.api.services import Activity, Measures

from .own import Pulse, own, thanked
from .store import SuggestionStore

DAY_MS = 86_400_000
SILENT_DAYS = 28
"""What was done or put aside is not suggested again for so long."""
HELPERS = 10


class Advice:
    """Gathers what cogs suggest and what the digest suggests by itself."""

    def __init__(
        self, figures: Figures, store: SuggestionStore, activity: Activity, measures: Measures
    ) -> None:
        self._figures = figures
        self._store = store
        self._activity = activity
        self._measures = measures

    async def of(
        self, community: Community, period: Period, pulse: Pulse, today: date, now: int
    ) -> list[Suggestion]:
        """All that can be suggested now, the weightiest first."""
        rows = await self._store.settled(community.id, silent_since(now), now + 1)
        settled = {row.key for row in rows}
        offered = await self._figures.suggestions(community.id, period.start, period.end)
        helpers = await self._helpers(community, period, settled)
        return chosen((*offered, *own(pulse, helpers, today)), settled)

    async def _helpers(
        self, community: Community, period: Period, settled: set[str]
    ) -> Sequence[tuple[Member, int]]:
        """Those who may be thanked: not lately, and nobody who asked to be left out."""
        found = await self._activity.top_helpers(
            community.id, period.start, period.end, limit=HELPERS
        )
        out = await self._measures.left_out(community.id)
        return [
            (member, replies)
            for member, replies in found
            if member.id not in out and thanked(member.id) not in settled
        ]


def silent_since(now: int) -> int:
    """What was settled since then is not suggested again."""
    return now - SILENT_DAYS * DAY_MS


def chosen(offered: Iterable[Suggestion], settled: set[str]) -> list[Suggestion]:
    """The weightiest first, each thing once; those of equal weight in the order offered."""
    found: dict[str, Suggestion] = {}
    for position, one in enumerate(sorted(offered, key=lambda one: -one.weight)):
        if one.key not in settled:
            found.setdefault(one.key or f"#{position}", one)
    return list(found.values())
