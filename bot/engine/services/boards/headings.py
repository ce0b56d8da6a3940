"""The board of headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.api.boards.headings import Read


class HeadingBoard:
    """Implements `Headings`. `enabled(cog, community_id)` says whether a cog is switched on."""

    def __init__(self, enabled: Callable[[str, int], bool]) -> None:
        self._enabled = enabled
        self._offers: dict[str, Read] = {}

    def offer(self, cog: str, read: Read) -> None:
        """Pin them."""
        self._offers[cog] = read

    async def all(self, community_id: int) -> Sequence[str]:
        """Those of all cogs that are enabled there."""
        return [
            heading
            for cog, read in self._offers.items()
            if self._enabled(cog, community_id)
            for heading in await read(community_id)
        ]
