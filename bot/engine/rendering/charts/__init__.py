"""Draws charts as PNG pictures that are readable on a phone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bot.api.chart import Chart
from bot.api.text import Text

from .plan import Plan, plan_of

# matplotlib is not safe for threads, and one picture at a time is enough
_worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")


async def draw(chart: Chart, text: Callable[[Text], str], *, dark: bool = False) -> bytes:
    """The chart as PNG, 1200 pixels wide; `text` words a text in the reader's language."""
    plan = plan_of(chart, text, dark=dark)
    return await asyncio.get_running_loop().run_in_executor(_worker, _draw, plan)


def _draw(plan: Plan) -> bytes:
    from .layout import picture  # matplotlib is slow to import

    return picture(plan)
