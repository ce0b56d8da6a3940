"""Who meets which condition, asked once for a whole batch."""

from __future__ import annotations

from bot.api.boards.audience import Audiences


class Crowds:
    """Of one community, at one moment."""

    def __init__(self, audiences: Audiences, community_id: int) -> None:
        self._audiences = audiences
        self._community_id = community_id
        self._found: dict[str, frozenset[int]] = {}

    async def of(self, condition: str) -> frozenset[int]:
        """Everybody who meets it, for "" all who are here; UserError as `Audiences.members`."""
        if condition not in self._found:
            found = await self._audiences.members(self._community_id, condition)
            self._found[condition] = found
        return self._found[condition]
