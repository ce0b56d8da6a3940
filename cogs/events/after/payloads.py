"""What the buttons after an event carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class WasThere(Payload, tag="event.at"):
    """I was there."""

    event: int


@dataclass(frozen=True)
class Rate(Payload, tag="event.ps"):
    """How it was, 1 to 5."""

    event: int
    score: int


@dataclass(frozen=True)
class Comment(Payload, tag="event.pc"):
    """A word about it: button and form."""

    event: int
