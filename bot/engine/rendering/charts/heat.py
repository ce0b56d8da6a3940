"""A table of shares as colours, the number in each: who of those who came stayed how long."""

from __future__ import annotations

from .plan import Plan, Row
from .surface import Surface, clip, drawable, width, wrap
from .theme import GAP, LABEL, NOTE, Box, Theme, heat_of, labels_of, tell

STEP, MOST = 64.0, 20
"""Pixels from one row to the next; columns that there is room for."""
HEADING = 2 * NOTE * 1.2 + 10


def height(plan: Plan) -> float:
    """Pixels that all rows take."""
    return HEADING + max(len(plan.labels) * (STEP if len(plan.labels) <= 16 else 50.0), 2 * STEP)


def heat(canvas: Surface, plan: Plan, theme: Theme, box: Box) -> None:
    rows, labels = plan.rows[:MOST], labels_of(plan)
    step = min((box.down - HEADING) / len(labels), STEP)
    size = min(LABEL, step * 0.62)
    most = max(box.across * 0.3, box.across - len(rows) * 3 * STEP)
    across = min(max(width(label, size) for label in labels) + GAP, most, box.across * 0.6)
    left, top = box.left + across, box.top + HEADING
    slot = min((box.right - left) / len(rows), 3 * STEP)
    _headings(canvas, rows, theme, left, top, slot)
    gap = 3.0
    letters, bare = _letters(rows, slot - 2 * gap, min(size, NOTE + 2))
    for index, label in enumerate(labels):
        y = top + index * step
        canvas.text(box.left, y + step / 2, clip(label, size, across - GAP), size, theme.ink)
        for n, row in enumerate(rows):
            if not (shown := row.shown[index]):
                continue
            color, ink = heat_of(row.values[index], theme)
            x = left + n * slot
            tell(canvas, plan, index, n)
            canvas.bar(x + gap / 2, y + gap / 2, slot - gap, step - gap, color)
            words = _without_sign(shown) if bare else shown
            canvas.text(x + slot / 2, y + step / 2, words, letters, ink, align="center")


def _headings(
    canvas: Surface, rows: tuple[Row, ...], theme: Theme, left: float, top: float, slot: float
) -> None:
    """The columns' names above them; every second or third where they are narrow."""
    texts = [drawable(row.name) or str(n) for n, row in enumerate(rows, 1)]
    longest = max((width(word, NOTE) for text in texts for word in text.split()), default=0.0)
    every = max(1, -(-int(min(longest, 110.0) + 6) // int(slot)))
    for n, text in enumerate(texts):
        if n % every:
            continue
        lines = wrap(text, NOTE, slot * every - 6, 2)
        for position, line in enumerate(reversed(lines)):
            y = top - NOTE * 0.75 - position * NOTE * 1.15
            canvas.text(left + (n + 0.5) * slot, y, line, NOTE, theme.muted, align="center")


def _letters(rows: tuple[Row, ...], room: float, size: float) -> tuple[float, bool]:
    """How large the numbers are, and whether they stand without a sign for per cent."""
    shown = [text for row in rows for text in row.shown if text] or ["0"]
    for bare in (False, True):
        widest = max(width(_without_sign(text) if bare else text, size) for text in shown)
        if (fits := min(size, size * room / widest)) >= size * 0.78 or bare:
            return fits, bare
    return size, True


def _without_sign(shown: str) -> str:
    return "".join(c for c in shown if c.isdigit() or c in "-−.,")
