"""Waiting for a condition that other tasks or the worker thread bring about."""

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], bool]) -> None:
    """Let others run until the condition holds; fails after ten seconds."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - what is watched has no event to wait for
            await asyncio.sleep(0)
