"""The board of pairs that are to be kept apart."""

from __future__ import annotations

from bot.api.boards.apart import Pairs


class ApartBoard:
    """Implements `Apart`. A cog that is switched off still keeps people apart: what it knows of
    them does not end with it."""

    def __init__(self) -> None:
        self._sources: dict[str, Pairs] = {}

    def offer(self, cog: str, pairs: Pairs) -> None:
        """Pin a source."""
        self._sources[cog] = pairs

    async def pairs(self, community_id: int) -> frozenset[tuple[int, int]]:
        """All pairs, each in both orders."""
        found = [pair for source in self._sources.values() for pair in await source(community_id)]
        return frozenset(found) | {(b, a) for a, b in found}
