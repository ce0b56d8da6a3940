"""Where the parts of a picture go: title, legend, the chart itself, note."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from . import heat, network
from .lying import HEADING, ROW, grid, hbars, stacked
from .plan import NetworkPlan, Plan
from .surface import Surface, clip, drawable, width, wrap
from .svg import SvgSurface
from .theme import LABEL, NOTE, PAD, VARYING, WIDTH, Box, Theme, colors
from .upright import bars, line

HEIGHT, MAX_HEIGHT = 700, 2400
TITLE = 44.0
DRAW = {
    "bars": bars,
    "hbars": hbars,
    "stacked": stacked,
    "grid": grid,
    "line": line,
    "heat": heat.heat,
}


@dataclass(frozen=True, slots=True)
class Page:
    """A picture's outline: the lines of its title and note, and the room between them."""

    head: Sequence[str]
    foot: Sequence[str]
    legend: bool
    box: Box
    height: int


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of a legend: the index of a series, its name and its colour."""

    series: int
    name: str
    color: str


def page_of(plan: Plan | NetworkPlan, *, keys: bool = True) -> Page:
    """How high the picture is, and where its parts are; without `keys` there is no legend."""
    head = wrap(drawable(plan.frame.title), TITLE, WIDTH - 2 * PAD, 2, strong=True)
    foot = wrap(drawable(plan.frame.note), NOTE, WIDTH - 2 * PAD, 2)
    legend = keys and isinstance(plan, Plan) and has_keys(plan)
    top = PAD + len(head) * TITLE * 1.25 + (LABEL * 1.9 if legend else 0) + 24
    bottom = PAD + (len(foot) * NOTE * 1.4 + 12 if foot else 0)
    height = _height(plan, top + bottom)
    return Page(head, foot, legend, Box(PAD, top, WIDTH - PAD, height - bottom), height)


def has_keys(plan: Plan) -> bool:
    """Whether it takes a legend to tell the series apart."""
    return len(plan.rows) > 1 and plan.kind not in ("grid", "heat")


def keys_of(plan: Plan | NetworkPlan, theme: Theme = VARYING) -> list[Key]:
    """The entries of a legend in their order; none where it takes none."""
    if not isinstance(plan, Plan) or not has_keys(plan) or not any(plan.numbers):
        return []
    named = zip(plan.rows, colors(plan, theme), strict=True)
    keys = [Key(n, row.name, color) for n, (row, color) in enumerate(named)]
    return keys[::-1] if plan.kind == "stacked" else keys


def paint(surface: Surface, plan: Plan | NetworkPlan, theme: Theme, page: Page) -> None:
    """Draws everything; the background is there already."""
    y = PAD + TITLE * 0.5
    for words in page.head:
        surface.text(PAD, y, words, TITLE, theme.ink, strong=True)
        y += TITLE * 1.25
    for position, words in enumerate(reversed(page.foot)):
        at = page.height - PAD - position * NOTE * 1.4
        surface.text(PAD, at, words, NOTE, theme.muted)
    box = page.box
    if not plan.labels or (isinstance(plan, Plan) and not any(plan.numbers)):
        middle = (box.top + box.bottom) / 2
        surface.text(PAD, middle, drawable(plan.frame.empty), LABEL, theme.muted)
    elif isinstance(plan, NetworkPlan):
        network.network(surface, plan, theme, box)
    else:
        if page.legend:
            _legend(surface, plan, theme, y + 14)
        DRAW[plan.kind](surface, plan, theme, box)


def png(plan: Plan | NetworkPlan, theme: Theme) -> bytes:
    """The picture as PNG, 1200 pixels wide."""
    from .canvas import Canvas  # matplotlib's drawing is slow to import

    page = page_of(plan)
    canvas = Canvas((WIDTH, page.height), theme.card)
    paint(canvas, plan, theme, page)
    out = io.BytesIO()
    canvas.save(out)
    return out.getvalue()


def svg(plan: Plan | NetworkPlan, theme: Theme = VARYING, *, keys: bool = True) -> SvgSurface:
    """The picture as SVG, as a rule in the colours of the page that it stands in; without `keys`
    its legend is left to the page."""
    page = page_of(plan, keys=keys)
    kind = plan.kind if isinstance(plan, Plan) else "network"
    surface = SvgSurface((WIDTH, page.height), theme.card, plan.frame.alt, kind)
    paint(surface, plan, theme, page)
    return surface


def _height(plan: Plan | NetworkPlan, around: float) -> int:
    """As high as its rows need, for charts that have rows."""
    if isinstance(plan, NetworkPlan):
        return round(around + network.height(plan)) if plan.labels else HEIGHT
    if plan.kind in ("bars", "line") or not plan.labels:
        return HEIGHT
    if plan.kind == "heat":
        return min(MAX_HEIGHT, round(around + heat.height(plan)))
    side_by_side = plan.kind == "hbars" and len(plan.rows) > 1
    row = 32 * len(plan.rows) + 18 if side_by_side else 50
    around += HEADING if plan.kind == "grid" else 0
    count = len(plan.labels)
    least = min(HEIGHT, round(around + count * ROW))
    return min(MAX_HEIGHT, max(least, round(around + count * row)))


def _legend(surface: Surface, plan: Plan, theme: Theme, y: float) -> None:
    x = float(PAD)
    room = (WIDTH - 2 * PAD) / len(plan.rows) - 70
    for key in keys_of(plan, theme):
        name = clip(drawable(key.name), NOTE + 2, room)
        surface.bar(x, y - 12, 24, 24, key.color)
        surface.text(x + 36, y, name, NOTE + 2, theme.muted)
        x += 36 + width(name, NOTE + 2) + 40
