"""What a supervisor asks: does it live, is it ready, its figures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.app import App

from .notify import Supervisor
from .watch import Watch

__all__ = ["Watch", "watched"]


@asynccontextmanager
async def watched(app: App) -> AsyncIterator[Watch]:
    """Tell the supervisor that we live, and answer whoever asks, if the settings say so."""
    watch = Watch(Supervisor())
    heart = asyncio.create_task(watch.beat(), name="heartbeat")
    try:
        async with AsyncExitStack() as stack:
            if app.settings.health.enabled:
                # imported only for those who want it
                from .listener import listening

                watch.address = await stack.enter_async_context(listening(app, watch))
            yield watch
    finally:
        heart.cancel()
        await asyncio.gather(heart, return_exceptions=True)
