"""Draws charts and networks: PNG that is readable on a phone, SVG for pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar
from xml.etree.ElementTree import Element

from bot.api.chart import Picture

from .plan import NetworkPlan, Plan, Wording, plan_of

if TYPE_CHECKING:
    from .layout import Key

R = TypeVar("R")

# matplotlib is not safe for threads, and one picture at a time is enough
_worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")


async def in_worker(work: Callable[[], R]) -> R:
    """Do something that draws or measures text, in the one thread where that is done."""
    return await asyncio.get_running_loop().run_in_executor(_worker, work)


async def draw(picture: Picture, text: Wording) -> bytes:
    """The picture as PNG, 1200 pixels wide; `text` words a text in the reader's language. Its card
    is light: a chat shows one picture to readers of both themes."""
    plan = plan_of(picture, text)
    return await in_worker(lambda: _png(plan))


async def draw_svg(picture: Picture, text: Wording) -> str:
    """The picture as SVG for a page: real text, with `alt` as its name. Its colours are those of
    the page's style sheet (see `palette`), light ones where it has none."""
    plan = plan_of(picture, text)
    return await in_worker(lambda: _svg(plan))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture for a page that shows the legend itself. It is shared: leave it as it is."""

    svg: Element
    keys: Sequence[Key]


async def draw_inline(picture: Picture, text: Wording) -> Drawn:
    """The picture as an element of a page, in the page's colours (see `palette`). The same one
    again costs nothing, as a page that is watched asks for it again and again."""
    plan = plan_of(picture, text)
    return await in_worker(lambda: _inline(plan))


def palette(*, dark: bool) -> str:
    """Declarations for a style sheet that give SVG pictures their colours: "--chart-card:..."."""
    from .theme import DARK, LIGHT, variables

    return variables(DARK if dark else LIGHT)


# matplotlib is slow to import, so all that measures or draws comes when it is needed


def _png(plan: Plan | NetworkPlan) -> bytes:
    from .layout import png
    from .theme import LIGHT

    return png(plan, LIGHT)


@lru_cache(maxsize=32)
def _inline(plan: Plan | NetworkPlan) -> Drawn:
    from .layout import keys_of, svg

    return Drawn(svg(plan, keys=False).element(), keys_of(plan))


def _svg(plan: Plan | NetworkPlan) -> str:
    from .layout import svg

    return svg(plan).markup()
