"""What the room of alerts needs of the other rooms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from bot.api.model import Community, Member
from bot.api.text import Text

from ..config import Measure
from ..detection.seen import Finding
from .model import Alert, Draft

Act = Callable[[Community, Alert, Measure, int], Awaitable[object]]
"""Does by itself what the mode "act" allows (`Decisions.automatic`)."""

OnCard = Callable[[Alert], Awaitable[object]]
"""Hears of an alert whose card has just been posted (`Rota.ask`)."""

Standing = Callable[[int], Awaitable[Sequence[Text]]]
"""What to know of those who reported an alert, without names (`Reports.standing`)."""

Listed = Callable[[Alert], Awaitable[Sequence[Text]]]
"""What the list of words and AutoMod found, as reasons on a card (`Words.reasons`)."""

WarnedAt = Callable[[int, int, int], Awaitable[Sequence[int]]]
"""(community, member, now) -> times of the warnings that count (`ActionStore.warned_at`)."""


class Patience(Protocol):
    """Asks authors before anybody else is involved (`Reconsider`)."""

    async def hold(self, community: Community, draft: Draft, author: Member) -> bool:
        """Whether the draft is held back for now."""

    async def better(self, channel_id: int, message_id: int) -> bool:
        """The message is gone, or harmless now; whether it was held back."""


class WordList(Protocol):
    """The community's own list of words."""

    async def match(self, community_id: int, text: str) -> Finding | None:
        """What of the list stands in a text."""
