"""What the buttons of suggestions carry."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.api.reply import Payload

_WEEK = re.compile(r"\d{4}-W\d\d", re.ASCII)


@dataclass(frozen=True)
class Thank(Payload, tag="digest.thank"):
    """Thank a helper publicly, once a week; `week` is the ISO week of the digest."""

    member: int
    week: str

    def __post_init__(self) -> None:
        _check(self.week)


@dataclass(frozen=True)
class Start(Payload, tag="digest.start"):
    """Ask everybody something, once a week."""

    week: str

    def __post_init__(self) -> None:
        _check(self.week)


@dataclass(frozen=True)
class NotNow(Payload, tag="digest.no"):
    """Put a suggestion aside; `key` as in `keys.packed`."""

    key: str


def _check(week: str) -> None:
    """A client may send any payload; with a week of its own each would be a new public post."""
    if not _WEEK.fullmatch(week):
        raise ValueError(f"not a week: {week!r}")
