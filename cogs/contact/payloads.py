"""What the buttons of the contact policy carry (the one to stop is in bot/api)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Resume(Payload, tag="contact.undo"):
    """Take back a stop."""

    topic: str


@dataclass(frozen=True)
class Turn(Payload, tag="contact.turn"):
    """On one's own card: stop a topic, or allow it again."""

    topic: str
    stop: bool
