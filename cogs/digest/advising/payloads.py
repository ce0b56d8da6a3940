"""What the buttons of suggestions carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Thank(Payload, tag="digest.thank"):
    """Thank a helper publicly, once a week; `week` is the ISO week of the digest."""

    member: int
    week: str


@dataclass(frozen=True)
class Start(Payload, tag="digest.start"):
    """Ask everybody something, once a week."""

    week: str


@dataclass(frozen=True)
class NotNow(Payload, tag="digest.no"):
    """Put a suggestion aside; `key` as in `keys.packed`."""

    key: str
