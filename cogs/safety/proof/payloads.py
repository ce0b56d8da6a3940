"""What the buttons of the report carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Loads(Payload, tag="safety.x"):
    """Show who carried how much in the days up to now."""

    days: int
