"""A listener's turn, and its next ones where the database was away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.api.cog import Cog
from bot.api.events import Event
from bot.engine import occasion
from bot.engine.faults import record
from bot.engine.registry import Method
from storage import StorageError


async def hear(
    cog: Cog[Any], listener: Method, event: Event, again_s: Sequence[float]
) -> StorageError | None:
    """What ailed the database, if it kept the listener from hearing each time: at once, and after
    each of the given seconds. Any other error is the listener's own, and recorded."""
    where, away = f"{cog.name} hearing {type(event).__name__}", None
    for wait_s in (0.0, *again_s):
        if wait_s:
            await asyncio.sleep(wait_s)
        try:
            with occasion.hearing(f"{cog.name}.{listener.__name__}"):
                await listener(event)
        except StorageError as error:
            if away is None:  # the same ails it each time
                record(error, where)
            away = error
        except Exception as error:
            record(error, where)
            return None
        else:
            return None
    return away
