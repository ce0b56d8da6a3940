"""What conditions may ask about ideas and support."""

from __future__ import annotations

from bot.api.boards.audience import Trait
from bot.api.text import T

from .store import CountStore


def traits(counts: CountStore) -> tuple[Trait, ...]:
    """`ideas >= 1`, `votes = 0`."""
    return (
        Trait("ideas", "number", T("ideas they proposed under their name"), counts.proposed),
        Trait("votes", "number", T("ideas they support"), counts.supported),
    )
