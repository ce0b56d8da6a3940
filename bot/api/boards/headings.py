"""Short texts of cogs that everybody may read (questions of the FAQ, titles of ideas), for other
cogs to say by example what something is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

Read = Callable[[int], Awaitable[Sequence[str]]]
"""(community_id) -> all that there are now, the newest last."""


class Headings(Protocol):
    """The board where cogs pin them. Whoever reads keeps none: what is deleted is gone at once."""

    def offer(self, cog: str, read: Read) -> None:
        """Pin them; call it in the cog's `start`."""

    async def all(self, community_id: int) -> Sequence[str]:
        """Those of all cogs that are enabled there."""
