"""Where the parts of a chart go: title, legend, the bars or lines, note."""

from __future__ import annotations

import io
from collections.abc import Sequence

from .canvas import Canvas, clip, drawable, width, wrap
from .lying import HEADING, ROW, grid, hbars, stacked
from .plan import Plan
from .theme import DARK, LABEL, LIGHT, NOTE, PAD, WIDTH, Box, Theme, colors
from .upright import bars, line

HEIGHT, MAX_HEIGHT = 700, 2400
TITLE = 44.0
DRAW = {"bars": bars, "hbars": hbars, "stacked": stacked, "grid": grid, "line": line}


def picture(plan: Plan) -> bytes:
    """The PNG."""
    theme = DARK if plan.dark else LIGHT
    head = wrap(drawable(plan.title), TITLE, WIDTH - 2 * PAD, 2, strong=True)
    foot = wrap(drawable(plan.note), NOTE, WIDTH - 2 * PAD, 2)
    legend = len(plan.rows) > 1 and plan.kind != "grid"
    top = PAD + len(head) * TITLE * 1.25 + (LABEL * 1.9 if legend else 0) + 24
    bottom = PAD + (len(foot) * NOTE * 1.4 + 12 if foot else 0)
    height = _height(plan, top + bottom)
    canvas = Canvas((WIDTH, height), theme.card)
    y = PAD + TITLE * 0.5
    for words in head:
        canvas.text(PAD, y, words, TITLE, theme.ink, strong=True)
        y += TITLE * 1.25
    if legend:
        _legend(canvas, plan, theme, y + 14)
    _foot(canvas, foot, theme, height)
    box = Box(PAD, top, WIDTH - PAD, height - bottom)
    if not plan.labels or not plan.rows:
        canvas.text(PAD, (box.top + box.bottom) / 2, drawable(plan.empty), LABEL, theme.muted)
    else:
        DRAW[plan.kind](canvas, plan, theme, box)
    out = io.BytesIO()
    canvas.save(out)
    return out.getvalue()


def _height(plan: Plan, around: float) -> int:
    """As high as its rows need, for charts that have rows."""
    if plan.kind in ("bars", "line") or not plan.labels:
        return HEIGHT
    side_by_side = plan.kind == "hbars" and len(plan.rows) > 1
    row = 32 * len(plan.rows) + 18 if side_by_side else 50
    around += HEADING if plan.kind == "grid" else 0
    count = len(plan.labels)
    least = min(HEIGHT, round(around + count * ROW))
    return min(MAX_HEIGHT, max(least, round(around + count * row)))


def _foot(canvas: Canvas, foot: Sequence[str], theme: Theme, height: int) -> None:
    for position, words in enumerate(foot):
        at = height - PAD - (len(foot) - 1 - position) * NOTE * 1.4
        canvas.text(PAD, at, words, NOTE, theme.muted)


def _legend(canvas: Canvas, plan: Plan, theme: Theme, y: float) -> None:
    x = float(PAD)
    room = (WIDTH - 2 * PAD) / len(plan.rows) - 70
    named = list(zip(plan.rows, colors(plan, theme), strict=True))
    for row, color in reversed(named) if plan.kind == "stacked" else named:
        name = clip(drawable(row.name), NOTE + 2, room)
        canvas.bar(x, y - 12, 24, 24, color)
        canvas.text(x + 36, y, name, NOTE + 2, theme.muted)
        x += 36 + width(name, NOTE + 2) + 40
