"""The board of what is kept for how long, and what went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from bot.api.boards.privacy.retention import Expiring


class RetentionBoard:
    """Implements `Retention`. `enabled(cog, community_id)` says whether a cog is switched on."""

    def __init__(self, enabled: Callable[[str, int], bool]) -> None:
        self._enabled = enabled
        self._kinds: list[tuple[str, Expiring]] = []
        self._removed = Counter[str]()

    def offer(self, cog: str, *kinds: Expiring) -> None:
        """Pin them; "" is the engine itself, which is always on."""
        self._kinds += [(cog, kind) for kind in kinds]

    def removed(self, kind: str, count: int) -> None:
        """So many rows went."""
        self._removed[kind] += count

    def kinds(self, community_id: int) -> Sequence[Expiring]:
        """Those of enabled cogs."""
        return [kind for cog, kind in self._kinds if not cog or self._enabled(cog, community_id)]

    def take(self) -> Mapping[str, int]:
        """What was removed since the last call."""
        taken, self._removed = self._removed, Counter()
        return +taken
