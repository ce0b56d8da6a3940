"""What the buttons of cards and lists carry; those that decide are in deciding/payloads.py."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Show(Payload, tag="safety.s"):
    """Show an alert to whoever asks."""

    alert: int


@dataclass(frozen=True)
class Page(Payload, tag="safety.q"):
    """Undecided alerts after this one; 0 is the beginning."""

    after: int


@dataclass(frozen=True)
class Words(Payload, tag="safety.w"):
    """Find out which words weighed most, and put them on the card."""

    alert: int


@dataclass(frozen=True)
class Next(Payload, tag="safety.nx"):
    """Decide on another author of an alert, which was only decided about the first."""

    alert: int
    member: int


@dataclass(frozen=True)
class Home(Payload, tag="safety.hm"):
    """It is about this place."""

    alert: int
    space: int
