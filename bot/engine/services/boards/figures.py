"""The board of figures; a source that fails is left out, with an incident, never invented."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.api.boards.figures import Heed, Measure, Outcome, Suggester, Suggestion
from bot.api.model import Member
from bot.api.text import Text
from bot.engine.faults import record


class Board:
    """Implements `Figures`. `enabled(cog, community_id)` says whether a cog is switched on."""

    def __init__(self, enabled: Callable[[str, int], bool]) -> None:
        self._enabled = enabled
        self._measures: dict[str, Measure] = {}
        self._suggesters: dict[str, Suggester] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._heeding: list[Heed] = []

    def offer(self, name: str, measure: Measure) -> None:
        """Pin a measure."""
        self._measures[name] = measure

    def suggest(self, cog: str, suggester: Suggester) -> None:
        """Pin a source of suggestions."""
        self._suggesters[cog] = suggester

    def outcome(self, cog: str, source: Outcome) -> None:
        """Pin what came of suggestions."""
        self._outcomes[cog] = source

    def heed(self, listener: Heed) -> None:
        """Hear of what was carried out."""
        self._heeding.append(listener)

    async def done(self, community_id: int, key: str, by: Member | None) -> None:
        """Tell it to all who listen; who carried it out is not held up by their faults."""
        for listener in self._heeding:
            try:
                await listener(community_id, key, by)
            except Exception as error:
                record(error, "a suggestion that was carried out")

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

    async def outcomes(self, community_id: int, start: int, end: int) -> Sequence[Text]:
        """What came of what was done."""
        found: list[Text] = []
        for cog, source in self._outcomes.items():
            if not self._enabled(cog, community_id):
                continue
            try:
                found += await source(community_id, start, end)
            except Exception as error:
                record(error, f"what came of suggestions of {cog}")
        return found
