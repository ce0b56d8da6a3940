"""How far this machine's clock is from somebody else's."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

import aiohttp

PATIENCE_S = 5


async def apart(address: str) -> float | None:
    """Seconds by which we are ahead of what a web server says; None when it says nothing."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(PATIENCE_S)) as session,
            session.get(address) as answer,
        ):
            there = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (aiohttp.ClientError, OSError, TimeoutError, KeyError, ValueError):
        return None
    return time.time() - there
