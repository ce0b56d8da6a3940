"""Making channels on whatever platform a space is on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.api.model import Channel, Space
from bot.api.port.platform import Platform
from bot.api.port.powers import Can
from bot.engine.services.acting.moderation import connected
from bot.engine.services.people.directory import Registry


class ChannelMaker:
    """Implements `Channels`. One after another, so that the second who asks finds the first's."""

    def __init__(self, platforms: Mapping[str, Platform], registry: Registry) -> None:
        self._platforms = platforms
        self._registry = registry
        self._making = asyncio.Lock()

    def can_make(self, space: Space) -> bool:
        """By what the adapter implements."""
        platform = self._platforms.get(space.platform)
        return platform is not None and Can.CHANNEL in platform.can

    async def stands(self, channel: Channel) -> bool:
        """As far as that costs no call."""
        return channel.space is None or await self._registry.stands(channel)

    async def make(self, space: Space, name: str, *, private: bool, reason: str) -> Channel:
        """The channel of that name."""
        platform = connected(self._platforms, space.platform)
        async with self._making:
            native = await platform.make_channel(
                space.native_id, name, private=private, reason=reason
            )
        return await self._registry.native_channel(platform.name, native)
