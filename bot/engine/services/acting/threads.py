"""Threads and topics beside messages: opened once, remembered over a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.api.model import Channel, MessageRef
from bot.api.port.platform import Platform
from bot.api.text import one_line
from bot.engine.services.acting.moderation import connected
from bot.engine.services.people.directory import Registry
from storage.threads import ThreadStore


class ThreadOpener:
    """Implements `Threads`. Those who ask at the same time get the same place."""

    def __init__(
        self, store: ThreadStore, registry: Registry, platforms: Mapping[str, Platform]
    ) -> None:
        self._store = store
        self._registry = registry
        self._platforms = platforms
        self._opening: dict[tuple[int, int], asyncio.Task[Channel]] = {}

    async def open(self, ref: MessageRef, name: str) -> Channel:
        """The place beside that message."""
        key = (ref.channel.id, ref.native_id)
        opening = self._opening.get(key)
        if opening is None:
            opening = self._opening[key] = asyncio.create_task(self._open(ref, name))
            opening.add_done_callback(lambda _: self._opening.pop(key))
        # one caller that gives up must not take the answer from the others
        return await asyncio.shield(opening)

    async def _open(self, ref: MessageRef, name: str) -> Channel:
        platform = connected(self._platforms, ref.channel.platform)
        known = await self._known(ref)
        if known is not None:
            return known
        native = await platform.open_thread(
            ref.channel.native_id, ref.native_id, one_line(name, platform.limits.thread)
        )
        channel = await self._registry.native_channel(platform.name, native)
        await self._store.keep(ref.channel.id, ref.native_id, channel.id)
        self._registry.forget_places()
        return channel

    async def _known(self, ref: MessageRef) -> Channel | None:
        """The place that was opened before. One that bears the message's own number is left to
        the platform, which knows whether it still stands."""
        thread = await self._store.of(ref.channel.id, ref.native_id)
        channel = await self._registry.channel(thread) if thread is not None else None
        if channel is None or channel.native_id == str(ref.native_id):
            return None
        return channel
