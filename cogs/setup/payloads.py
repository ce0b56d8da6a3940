"""What the buttons of `/setup` carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Open(Payload, tag="setup.o"):
    """Another step: places, kinds or next."""

    step: str


@dataclass(frozen=True)
class Pick(Payload, tag="setup.p"):
    """Show the channels that could serve a purpose."""

    purpose: str


@dataclass(frozen=True)
class Use(Payload, tag="setup.u"):
    """From now on this channel serves it."""

    purpose: str
    channel: int


@dataclass(frozen=True)
class Make(Payload, tag="setup.m"):
    """Make the channel of that purpose in a space, by its id."""

    purpose: str
    space: int


@dataclass(frozen=True)
class Take(Payload, tag="setup.k"):
    """Set what suits a kind of business."""

    kind: str


@dataclass(frozen=True)
class Prove(Payload, tag="setup.y"):
    """Post into every place."""
