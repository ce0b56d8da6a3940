"""Events in a platform's own calendar (Discord's scheduled events)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..model import Space


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a calendar shows; times are UTC milliseconds, `place` is an address, a link or a room.

    The service shortens what is too long for the platform.
    """

    name: str
    description: str
    starts_at: int
    ends_at: int
    place: str


class Calendars(Protocol):
    """Unsupported where a platform has no calendar; MissingRights and CannotReach as in
    `Moderation`."""

    async def put(self, space: Space, occasion: Occasion, former: str | None = None) -> str:
        """Enter it, or change the entry `former`; returns the entry's native id to be kept. An
        entry that is gone by now is made anew."""

    async def cancel(self, space: Space, entry: str) -> None:
        """Take it out; nothing happens when it is gone."""
