"""The board of checks: everybody looks, and nobody's fault keeps the others' findings back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.api.boards.checks import Check, Look
from bot.api.text import T
from bot.engine.faults import record

PATIENCE_S = 10.0


class CheckBoard:
    """Implements `Checks`. `enabled(cog, community_id)` says whether a cog is switched on."""

    def __init__(self, enabled: Callable[[str, int], bool]) -> None:
        self._enabled = enabled
        self._looks: list[tuple[str, Look]] = []

    def offer(self, cog: str, look: Look) -> None:
        """Pin it; "" is the engine itself, which is always on."""
        self._looks.append((cog, look))

    async def of(self, community_id: int) -> Sequence[Check]:
        """All at once, told in the order in which they were pinned."""
        looks = [(c, look) for c, look in self._looks if not c or self._enabled(c, community_id)]
        found = await asyncio.gather(*(_safely(c, look, community_id) for c, look in looks))
        return [check for checks in found for check in checks]


async def _safely(cog: str, look: Look, community_id: int) -> Sequence[Check]:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await look(community_id)
    except TimeoutError:
        pass
    except Exception as error:
        record(error, f"a check of {cog or 'the engine'}")
    return [
        Check(
            False,
            T("A check of {part} gave no answer.", part=cog or "townhall"),
            T("Something behind it may not work."),
            T("Try again in a minute; my log says more."),
        )
    ]
