"""What the answers carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Rsvp(Payload, tag="event.r"):
    """An answer: going, maybe or no."""

    event: int
    answer: str
