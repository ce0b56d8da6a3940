"""Where the parts of a chart go: title, legend, bars or lines with their values, note."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from .canvas import Canvas, clip, drawable, width, wrap
from .plan import Plan

WIDTH, HEIGHT, MAX_HEIGHT = 1200, 700, 2400
PAD = 56
TITLE, LABEL, NOTE = 44.0, 30.0, 25.0
GAP = 14.0
ROW = 130.0


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours, after Okabe and Ito: told apart with any kind of colour vision."""

    card: str
    ink: str
    muted: str
    rule: str
    present: str
    earlier: tuple[str, ...]


LIGHT = Theme(
    "#FFFFFF", "#1F2933", "#5F6C7B", "#CBD2D9", "#0072B2", ("#A9CCE3", "#F0C66E", "#8FCDB8")
)
DARK = Theme(
    "#1E2430", "#F5F7FA", "#A3AFBF", "#46536A", "#56B4E9", ("#3B5F7D", "#8A6A1E", "#1F6B55")
)


@dataclass(frozen=True, slots=True)
class Box:
    """The room for bars and lines, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def across(self) -> float:
        return self.right - self.left

    @property
    def down(self) -> float:
        return self.bottom - self.top


def picture(plan: Plan) -> bytes:
    """The PNG."""
    theme = DARK if plan.dark else LIGHT
    head = wrap(drawable(plan.title), TITLE, WIDTH - 2 * PAD, 2, strong=True)
    foot = wrap(drawable(plan.note), NOTE, WIDTH - 2 * PAD, 2)
    legend = len(plan.rows) > 1
    top = PAD + len(head) * TITLE * 1.25 + (LABEL * 1.9 if legend else 0) + 24
    bottom = PAD + (len(foot) * NOTE * 1.4 + 12 if foot else 0)
    height = HEIGHT
    if plan.kind == "hbars" and plan.labels:
        row = 50 if not legend else 32 * len(plan.rows) + 18
        count = len(plan.labels)
        least = min(HEIGHT, round(top + bottom + count * ROW))
        height = min(MAX_HEIGHT, max(least, round(top + bottom + count * row)))
    canvas = Canvas((WIDTH, height), theme.card)
    y = PAD + TITLE * 0.5
    for line in head:
        canvas.text(PAD, y, line, TITLE, theme.ink, strong=True)
        y += TITLE * 1.25
    if legend:
        _legend(canvas, plan, theme, y + 14)
    for position, line in enumerate(foot):
        at = height - PAD - (len(foot) - 1 - position) * NOTE * 1.4
        canvas.text(PAD, at, line, NOTE, theme.muted)
    box = Box(PAD, top, WIDTH - PAD, height - bottom)
    if not plan.labels or not plan.rows:
        canvas.text(PAD, (box.top + box.bottom) / 2, drawable(plan.empty), LABEL, theme.muted)
    else:
        {"bars": _bars, "hbars": _hbars, "line": _line}[plan.kind](canvas, plan, theme, box)
    out = io.BytesIO()
    canvas.save(out)
    return out.getvalue()


def _colors(plan: Plan, theme: Theme) -> list[str]:
    """The last series strong, earlier ones pale."""
    count = len(plan.rows) - 1
    pale = [theme.earlier[index % len(theme.earlier)] for index in range(count)]
    return [*reversed(pale), theme.present]


def _labels(plan: Plan) -> list[str]:
    """What can be drawn of each label; its number where nothing is left."""
    return [drawable(label) or f"#{n}" for n, label in enumerate(plan.labels, 1)]


def _legend(canvas: Canvas, plan: Plan, theme: Theme, y: float) -> None:
    x = float(PAD)
    room = (WIDTH - 2 * PAD) / len(plan.rows) - 70
    for row, color in zip(plan.rows, _colors(plan, theme), strict=True):
        name = clip(drawable(row.name), NOTE + 2, room)
        canvas.bar(x, y - 12, 24, 24, color)
        canvas.text(x + 36, y, name, NOTE + 2, theme.muted)
        x += 36 + width(name, NOTE + 2) + 40


def _hbars(canvas: Canvas, plan: Plan, theme: Theme, box: Box) -> None:
    labels, rows = _labels(plan), plan.rows
    step = min(box.down / len(labels), ROW)
    size = min(LABEL, step * 0.62)
    lines = 2 if step >= size * 2.3 else 1
    column = min(max(width(label, size) for label in labels) + 2, box.across * 0.42)
    number = max(width(shown, size, True) for shown in plan.numbers) + GAP
    low, high = plan.span
    left = box.left + column + 24 + (number if low < 0 else 0)
    scale = (box.right - number - left) / (high - low)
    zero = left - low * scale
    thick = min(step * 0.64, 64.0 * len(rows)) / len(rows)
    for index, label in enumerate(labels):
        middle = box.top + (index + 0.5) * step
        texts = wrap(label, size, column, lines)
        for n, line in enumerate(texts):
            at = middle + (n - (len(texts) - 1) / 2) * size * 1.15
            canvas.text(box.left, at, line, size, theme.ink)
        for n, (row, color) in enumerate(zip(rows, _colors(plan, theme), strict=True)):
            value = row.values[index]
            y = middle + (n - len(rows) / 2) * thick
            start, end = sorted((zero, zero + value * scale))
            canvas.bar(start, y + 1.5, max(end - start, 3.0), thick - 3, color)
            now = row is rows[-1]
            canvas.text(
                start - GAP if value < 0 else max(end, zero + 3) + GAP,
                y + thick / 2,
                row.shown[index],
                min(size, thick * 0.95),
                theme.ink if now else theme.muted,
                strong=now,
                align="right" if value < 0 else "left",
            )


def _bars(canvas: Canvas, plan: Plan, theme: Theme, box: Box) -> None:
    labels, rows = _labels(plan), plan.rows
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
        for n, (row, color) in enumerate(zip(rows, _colors(plan, theme), strict=True)):
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


def _line(canvas: Canvas, plan: Plan, theme: Theme, box: Box) -> None:
    labels, rows = _labels(plan), plan.rows
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
    for row, color in zip(rows, _colors(plan, theme), strict=True):
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
