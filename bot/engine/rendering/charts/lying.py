"""Charts whose labels stand in a column on the left: lying bars, stacks, a grid of small bars."""

from __future__ import annotations

from dataclasses import dataclass

from .plan import Plan
from .surface import Surface, clip, drawable, width, wrap
from .theme import GAP, LABEL, NOTE, Box, Theme, colors, labels_of, tell

ROW = 130.0
HEADING = 44.0


@dataclass(frozen=True, slots=True)
class Column:
    """The labels on the left: `size` of their letters, `step` from one to the next."""

    size: float
    step: float
    top: float
    right: float

    def middle(self, index: int) -> float:
        """The height of a label's middle."""
        return self.top + (index + 0.5) * self.step


def _column(canvas: Surface, plan: Plan, theme: Theme, box: Box, most: float) -> Column:
    """Draws the labels in at most that share of the width."""
    labels = labels_of(plan)
    step = min(box.down / len(labels), ROW)
    size = min(LABEL, step * 0.62)
    lines = 2 if step >= size * 2.3 else 1
    across = min(max(width(label, size) for label in labels) + 2, box.across * most)
    column = Column(size, step, box.top, box.left + across + 24)
    for index, label in enumerate(labels):
        texts = wrap(label, size, across, lines)
        for n, line in enumerate(texts):
            at = column.middle(index) + (n - (len(texts) - 1) / 2) * size * 1.15
            canvas.text(box.left, at, line, size, theme.ink)
    return column


def hbars(canvas: Surface, plan: Plan, theme: Theme, box: Box) -> None:
    """The series of each label below each other."""
    rows, column = plan.rows, _column(canvas, plan, theme, box, 0.42)
    number = max(width(shown, column.size, True) for shown in plan.numbers) + GAP
    low, high = plan.span
    left = column.right + (number if low < 0 else 0)
    scale = (box.right - number - left) / (high - low)
    zero = left - low * scale
    thick = min(column.step * 0.64, 64.0 * len(rows)) / len(rows)
    for index in range(len(plan.labels)):
        for n, (row, color) in enumerate(zip(rows, colors(plan, theme), strict=True)):
            value = row.values[index]
            y = column.middle(index) + (n - len(rows) / 2) * thick
            start, end = sorted((zero, zero + value * scale))
            canvas.of(n)
            tell(canvas, plan, index, n)
            canvas.bar(start, y + 1.5, max(end - start, 3.0), thick - 3, color)
            now = row is rows[-1]
            canvas.text(
                start - GAP if value < 0 else max(end, zero + 3) + GAP,
                y + thick / 2,
                row.shown[index],
                min(column.size, thick * 0.95),
                theme.ink if now else theme.muted,
                strong=now,
                align="right" if value < 0 else "left",
            )
    canvas.of(None)


def stacked(canvas: Surface, plan: Plan, theme: Theme, box: Box) -> None:
    """The series of each label end to end, the last one first, and their sum behind them."""
    column = _column(canvas, plan, theme, box, 0.42)
    room = max(width(total, column.size, True) for total in plan.totals) + GAP
    scale = (box.right - room - column.right) / plan.span[1]
    thick = min(column.step * 0.64, 64.0)
    rows = list(enumerate(zip(plan.rows, colors(plan, theme), strict=True)))[::-1]
    for index, total in enumerate(plan.totals):
        x, middle = column.right, column.middle(index)
        for n, (row, color) in rows:
            across = max(row.values[index], 0.0) * scale
            canvas.of(n)
            tell(canvas, plan, index, n)
            if not across:
                canvas.spot(x, middle, 2)
            else:
                canvas.bar(x, middle - thick / 2, max(across - 2, 3.0), thick, color)
                number = row.shown[index]
                if width(number, NOTE) + GAP <= across:
                    ink = theme.card if row is plan.rows[-1] else theme.ink
                    canvas.text(x + across / 2, middle, number, NOTE, ink, align="center")
            x += across
        canvas.of(None)
        canvas.text(
            max(x, column.right + 3) + GAP, middle, total, column.size, theme.ink, strong=True
        )


def grid(canvas: Surface, plan: Plan, theme: Theme, box: Box) -> None:
    """A column of small bars for each series, with its name above."""
    body = Box(box.left, box.top + HEADING, box.right, box.bottom)
    column = _column(canvas, plan, theme, body, 0.3)
    slot = (box.right - column.right) / len(plan.rows)
    size = min(column.size, NOTE)
    number = max(width(shown, size, True) for shown in plan.numbers) + 8
    between = min(slot * 0.1, 2 * GAP)
    scale = max(slot - number - between, 0.0) / plan.span[1]
    thick = min(column.step * 0.56, 48.0)
    for n, row in enumerate(plan.rows):
        x, now = column.right + n * slot, row is plan.rows[-1]
        canvas.of(n)
        canvas.text(
            x, box.top + NOTE / 2, clip(drawable(row.name), NOTE, slot - between), NOTE, theme.muted
        )
        color = theme.present if now else theme.earlier[0]
        for index, shown in enumerate(row.shown):
            if not shown:
                continue
            middle, across = column.middle(index), max(row.values[index] * scale, 3.0)
            tell(canvas, plan, index, n)
            canvas.bar(x, middle - thick / 2, across, thick, color)
            ink = theme.ink if now else theme.muted
            canvas.text(x + across + 8, middle, shown, size, ink, strong=now)
    canvas.of(None)
