"""The board of polls: hands on what a cog wants to the one that holds polls."""

from __future__ import annotations

from collections.abc import Callable

from bot.api.boards.polling import Pollster, Wanted


class PollBoard:
    """Implements `Polling`. `enabled(cog, community_id)` says whether a cog is switched on."""

    def __init__(self, enabled: Callable[[str, int], bool]) -> None:
        self._enabled = enabled
        self._offers: dict[str, Pollster] = {}

    def offer(self, cog: str, pollster: Pollster) -> None:
        """Hold polls from now on."""
        self._offers[cog] = pollster

    def available(self, community_id: int) -> bool:
        """Whether an enabled cog holds polls there."""
        return self._pollster(community_id) is not None

    def most_options(self, community_id: int) -> int:
        """How many options a poll may have there."""
        pollster = self._pollster(community_id)
        return pollster.most_options(community_id) if pollster is not None else 0

    async def open(self, wanted: Wanted) -> int | None:
        """Ask; the poll's number."""
        pollster = self._pollster(wanted.community_id)
        return await pollster.open(wanted) if pollster is not None else None

    async def close(self, community_id: int, poll: int) -> bool:
        """End a poll now."""
        pollster = self._pollster(community_id)
        return await pollster.close(community_id, poll) if pollster is not None else False

    def _pollster(self, community_id: int) -> Pollster | None:
        """The first that is enabled there."""
        enabled = (p for cog, p in self._offers.items() if self._enabled(cog, community_id))
        return next(enabled, None)
