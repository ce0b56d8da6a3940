"""What the buttons carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class ShowTopics(Payload, tag="topics.show"):
    """List the topics of the last seven days."""
