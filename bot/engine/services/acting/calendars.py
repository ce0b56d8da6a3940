"""Events in the calendars of whatever platform has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.api.errors import Unsupported
from bot.api.model import Space
from bot.api.port.platform import Platform
from bot.api.services import Clock
from bot.api.services.calendars import Occasion
from bot.engine.services.acting.moderation import connected

SOON_MS = 60_000


class CalendarKeeper:
    """Implements `Calendars`."""

    def __init__(self, platforms: Mapping[str, Platform], clock: Clock) -> None:
        self._platforms = platforms
        self._clock = clock

    async def put(self, space: Space, occasion: Occasion, former: str | None = None) -> str:
        """Enter or change an event. Calendars take only what is to come: one that runs already is
        entered as starting in a minute, one that is over is Unsupported."""
        soon = self._clock.now() + SOON_MS
        if occasion.ends_at <= soon:
            raise Unsupported("an event that is over")
        if occasion.starts_at < soon:
            occasion = replace(occasion, starts_at=soon)
        platform = connected(self._platforms, space.platform)
        return await platform.put_event(space.native_id, occasion, former)

    async def cancel(self, space: Space, entry: str) -> None:
        """Take an event out."""
        await connected(self._platforms, space.platform).cancel_event(space.native_id, entry)
