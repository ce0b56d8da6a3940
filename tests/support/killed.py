"""A bot that dies in the middle of something, in a process of its own."""

from __future__ import annotations

import asyncio
import sys

from bot.engine import loader
from tests.support.databases import furnish


async def run(module: str, url: str, *arguments: str) -> int:
    """Run `python -m MODULE URL ARGUMENTS...`; its exit code, -9 when it was killed.

    The tables are made here, where a copy lies ready: migrating would take longer than all of it.
    """
    await furnish(url, loader.migrations(loader.discover().values()))
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, url, *arguments)
    return await process.wait()
