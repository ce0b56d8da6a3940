"""Figures that cogs offer to each other without knowing each other (the digest reads them)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..reply import Button
from ..text import Text

Measure = Callable[[int, int, int], Awaitable[int | None]]
"""(community_id, start, end) -> the number for [start, end) in UTC ms; None when unknown."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to do, with the button that does it. A higher `weight` (0..1) comes first."""

    text: Text
    button: Button
    weight: float


Suggester = Callable[[int, int, int], Awaitable[Sequence[Suggestion]]]
"""(community_id, start, end) -> suggestions for the reader of a digest."""


class Figures(Protocol):
    """A board where cogs pin what they count and what they suggest. Names: "<cog>.<what>"."""

    def offer(self, name: str, measure: Measure) -> None:
        """Pin a measure; call it in the cog's `start`."""

    def suggest(self, cog: str, suggester: Suggester) -> None:
        """Pin a source of suggestions; call it in the cog's `start`."""

    async def measure(self, name: str, community_id: int, start: int, end: int) -> int | None:
        """One number, or None when no enabled cog offers it."""

    async def suggestions(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        """All suggestions of enabled cogs, the weightiest first."""
