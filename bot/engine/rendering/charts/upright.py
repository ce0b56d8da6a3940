"""Charts whose labels stand below an axis: upright bars and lines."""

from __future__ import annotations

from collections.abc import Sequence

from .canvas import Canvas, width, wrap
from .plan import Plan
from .theme import LABEL, NOTE, PAD, WIDTH, Box, Theme, colors, labels_of


def bars(canvas: Canvas, plan: Plan, theme: Theme, box: Box) -> None:
    labels, rows = labels_of(plan), plan.rows
    slot = box.across / len(labels)
    room = _axis_labels(
        canvas, labels, theme, box, [box.left + (n + 0.5) * slot for n in range(len(labels))]
    )
    thick = min(slot * 0.72, 150.0 * len(rows)) / len(rows)
    low, high = plan.span
    top, bottom = box.top + LABEL * 1.3, box.bottom - room - (LABEL * 1.3 if low < 0 else 0)
    scale = (bottom - top) / (high - low)
    zero = top + high * scale
    widest = max(width(shown, LABEL, True) for shown in plan.numbers)
    size = min(LABEL, LABEL * thick / widest)
    fits = size >= LABEL * 0.68
    size = size if fits else LABEL
    peak = max(range(len(labels)), key=lambda n: abs(rows[-1].values[n]))
    for index in range(len(labels)):
        for n, (row, color) in enumerate(zip(rows, colors(plan, theme), strict=True)):
            value, now = row.values[index], row is rows[-1]
            x = box.left + (index + 0.5) * slot + (n - len(rows) / 2) * thick
            start, end = sorted((zero, zero - value * scale))
            canvas.bar(
                x + thick * 0.03,
                start if end - start > 3 else zero - 3,
                thick * 0.94,
                max(end - start, 3.0),
                color,
            )
            if fits or (now and index == peak):
                y = end + LABEL * 0.75 if value < 0 else min(start, zero - 3) - LABEL * 0.65
                ink = theme.ink if now else theme.muted
                canvas.text(
                    x + thick / 2, y, row.shown[index], size, ink, strong=now, align="center"
                )
    canvas.line([box.left, box.right], [zero, zero], theme.rule, 2)


def line(canvas: Canvas, plan: Plan, theme: Theme, box: Box) -> None:
    labels, rows = labels_of(plan), plan.rows
    edge = max(width(shown, LABEL, True) for shown in plan.numbers) / 2 + 12
    left, right = box.left + edge, box.right - edge
    step = (right - left) / max(len(labels) - 1, 1)
    xs = [left + n * step for n in range(len(labels))] if len(labels) > 1 else [(left + right) / 2]
    room = _axis_labels(canvas, labels, theme, box, xs)
    low, high = plan.span
    top, bottom = box.top + LABEL * 1.5, box.bottom - room - (LABEL * 1.5 if low < 0 else 12)
    scale = (bottom - top) / (high - low)
    zero = top + high * scale
    canvas.line([box.left, box.right], [zero, zero], theme.rule, 2)
    dots = 15.0 if len(labels) <= 20 else 0.0
    for row, color in zip(rows, colors(plan, theme), strict=True):
        ys = [zero - value * scale for value in row.values]
        if row is rows[-1]:
            canvas.area(xs, ys, zero, color)
        canvas.line(xs, ys, color, 6 if row is rows[-1] else 5, dots)
    last = rows[-1]
    for n in _worth_naming(last.values, last.shown, step):
        y = zero - last.values[n] * scale
        below = last.values[n] < 0
        canvas.text(
            xs[n],
            y + LABEL * (0.95 if below else -0.85),
            last.shown[n],
            LABEL,
            theme.ink,
            strong=True,
            align="center",
            halo=theme.card,
        )


def _worth_naming(values: Sequence[float], shown: Sequence[str], step: float) -> list[int]:
    """Every point when their numbers fit side by side, else the peak and the last."""
    if all(width(text, LABEL, True) + 16 <= step for text in shown):
        return list(range(len(values)))
    chosen: list[int] = []
    for n in (values.index(max(values)), len(values) - 1):
        room = width(shown[n], LABEL, True) + 24
        if all(abs(n - other) * step >= room for other in chosen):
            chosen.append(n)
    return chosen


def _axis_labels(
    canvas: Canvas, labels: Sequence[str], theme: Theme, box: Box, xs: Sequence[float]
) -> float:
    """Words below the axis, every second or third when they are many; returns their height."""
    slot = xs[1] - xs[0] if len(xs) > 1 else box.across
    size = LABEL if slot >= 90 else NOTE
    widest = min(max(width(label, size) for label in labels), 2 * PAD - 16.0)
    every = 1 if slot >= min(widest, 90.0) + 10 else max(2, -(-int(widest + 24) // int(slot)))
    texts = {
        n: wrap(label, size, slot - 14 if every == 1 else widest, 3 if every == 1 else 1)
        for n, label in enumerate(labels)
        if n % every == 0
    }
    depth = max(len(lines) for lines in texts.values())
    height = depth * size * 1.2 + 16
    for n, lines in texts.items():
        for row, line in enumerate(lines):
            y = box.bottom - height + 16 + (row + 0.5) * size * 1.2
            half = width(line, size) / 2
            x = min(max(xs[n], half + 12), WIDTH - half - 12)
            canvas.text(x, y, line, size, theme.muted, align="center")
    return height
