"""Figures that cogs offer to each other without knowing each other (the digest reads them)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..model import Member
from ..reply import Button
from ..text import Text

Measure = Callable[[int, int, int], Awaitable[int | None]]
"""(community_id, start, end) -> the number for [start, end) in UTC ms; None when unknown."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to do, with the button that does it. A higher `weight` (0..1, the expected effect)
    comes first.

    `key` ("faq.gap:12") names the thing itself, in at most 50 characters: what was done or
    dismissed under it is not suggested again for a while. Members stand in it as "m17"
    ("welcome.greet:m17+m18"), so that it can be forgotten with them. `why` states the rule that was
    met, with its numbers.
    """

    text: Text
    button: Button
    weight: float
    key: str = ""
    why: Text = ""


Outcome = Callable[[int, int, int], Awaitable[Sequence[Text]]]
"""(community_id, start, end) -> what came of what was done in [start, end), one sentence each."""


Heed = Callable[[int, str, Member | None], Awaitable[None]]
"""(community_id, key of a suggestion, who carried it out; None for the bot itself)."""


Suggester = Callable[[int, int, int], Awaitable[Sequence[Suggestion]]]
"""(community_id, start, end) -> suggestions for the reader of a digest."""


class Figures(Protocol):
    """A board where cogs pin what they count and what they suggest. Names: "<cog>.<what>"."""

    def offer(self, name: str, measure: Measure) -> None:
        """Pin a measure; call it in the cog's `start`."""

    def suggest(self, cog: str, suggester: Suggester) -> None:
        """Pin a source of suggestions; call it in the cog's `start`."""

    def outcome(self, cog: str, source: Outcome) -> None:
        """Pin what came of the suggestions that were carried out ("you greeted 4 newcomers, 3 of
        them stayed"); call it in the cog's `start`."""

    def heed(self, listener: Heed) -> None:
        """Hear of every suggestion that was carried out; call it in the cog's `start`."""

    async def done(self, community_id: int, key: str, by: Member | None) -> None:
        """A suggestion was carried out, from its button or from anywhere else: to be called by the
        cog that made it, once the thing is done. Keys that were never suggested do no harm."""

    async def measure(self, name: str, community_id: int, start: int, end: int) -> int | None:
        """One number, or None when no enabled cog offers it."""

    async def suggestions(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        """All suggestions of enabled cogs, the weightiest first."""

    async def outcomes(self, community_id: int, start: int, end: int) -> Sequence[Text]:
        """What came of it all, from enabled cogs."""
