"""The board of figures; a source that fails is left out, with an incident, never invented."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.api.boards.figures import Measure, Suggester, Suggestion
from bot.engine.faults import record


class Board:
    """Implements `Figures`. `enabled(cog, community_id)` says whether a cog is switched on."""

    def __init__(self, enabled: Callable[[str, int], bool]) -> None:
        self._enabled = enabled
        self._measures: dict[str, Measure] = {}
        self._suggesters: dict[str, Suggester] = {}

    def offer(self, name: str, measure: Measure) -> None:
        """Pin a measure."""
        self._measures[name] = measure

    def suggest(self, cog: str, suggester: Suggester) -> None:
        """Pin a source of suggestions."""
        self._suggesters[cog] = suggester

    async def measure(self, name: str, community_id: int, start: int, end: int) -> int | None:
        """One number, or None."""
        source = self._measures.get(name)
        if source is None or not self._enabled(name.partition(".")[0], community_id):
            return None
        try:
            return await source(community_id, start, end)
        except Exception as error:
            record(error, f"the figure {name}")
            return None

    async def suggestions(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        """All suggestions, the weightiest first."""
        found: list[Suggestion] = []
        for cog, source in self._suggesters.items():
            if not self._enabled(cog, community_id):
                continue
            try:
                found += await source(community_id, start, end)
            except Exception as error:
                record(error, f"suggestions of {cog}")
        return sorted(found, key=lambda s: -s.weight)
