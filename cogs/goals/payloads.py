"""What the buttons carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Extend(Payload, tag="goal.x"):
    """Give a missed goal four more weeks; `due` is the date that was missed."""

    goal: int
    due: int
