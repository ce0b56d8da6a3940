"""What buttons carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Introduce(Payload, tag="network.meet"):
    """Ask two members whether they would like to meet."""

    one: int
    other: int


@dataclass(frozen=True)
class Answer(Payload, tag="network.yes"):
    """Whoever was asked says yes or not now."""

    other: int
    yes: bool


@dataclass(frozen=True)
class Share(Payload, tag="network.share"):
    """Ask everybody who would like to help; once a month, `month` is counted from year 0."""

    month: int


@dataclass(frozen=True)
class Unheard(Payload, tag="network.unheard"):
    """Show to whom nobody turned."""
