"""Who is not to be brought together: pairs that cogs know of, without saying why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol

Pairs = Callable[[int], Awaitable[Iterable[tuple[int, int]]]]
"""community_id -> pairs of member ids, in any order."""


class Apart(Protocol):
    """A board where cogs pin who is to be kept apart: one was warned about the other, or blocked
    the other. Nothing of the reason passes."""

    def offer(self, cog: str, pairs: Pairs) -> None:
        """Pin a source; call it in the cog's `start`."""

    async def pairs(self, community_id: int) -> frozenset[tuple[int, int]]:
        """All pairs, each in both orders. A source that fails makes this fail: better nobody is
        introduced than the wrong two."""
