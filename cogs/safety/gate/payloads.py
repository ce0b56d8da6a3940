"""What the buttons of the slow door carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class OpenDoor(Payload, tag="safety.do"):
    """Open a space's door now. `closed` (UTC ms) is when it was closed: an old message's button
    does not open a later door."""

    space: int
    closed: int


@dataclass(frozen=True)
class KeepClosed(Payload, tag="safety.dk"):
    """Keep it closed for an hour more than `opens` (UTC ms): of two clicks only one counts."""

    space: int
    opens: int
