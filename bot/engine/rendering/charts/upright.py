"""Charts whose labels stand below an axis: upright bars and lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .plan import Plan, Row
from .surface import Surface, width, wrap
from .theme import LABEL, NOTE, PAD, WIDTH, Box, Theme, colors, labels_of, tell


def bars(canvas: Surface, plan: Plan, theme: Theme, box: Box) -> None:
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
    size = min(LABEL, LABEL * 0.86 * thick / widest)  # equal neighbours stay two numbers
    fits = size >= LABEL * 0.68
    size = size if fits else LABEL
    peak = max(range(len(labels)), key=lambda n: abs(rows[-1].values[n]))
    for index in range(len(labels)):
        for n, (row, color) in enumerate(zip(rows, colors(plan, theme), strict=True)):
            value, now = row.values[index], row is rows[-1]
            x = box.left + (index + 0.5) * slot + (n - len(rows) / 2) * thick
            start, end = sorted((zero, zero - value * scale))
            canvas.of(n)
            tell(canvas, plan, index, n)
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
    canvas.of(None)
    canvas.line([box.left, box.right], [zero, zero], theme.rule, 2)


def line(canvas: Surface, plan: Plan, theme: Theme, box: Box) -> None:
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
    canvas.of(len(rows) - 1)
    _bands(canvas, plan, theme, xs, zero, scale)
    for series, (row, color) in enumerate(zip(rows, colors(plan, theme), strict=True)):
        now = row is rows[-1]
        canvas.of(series)
        for piece in _pieces(row):
            along = [xs[n] for n in piece]
            ys = [zero - row.values[n] * scale for n in piece]
            if now and not plan.bands and len(piece) > 1:
                ground = [(along[-1], zero), (along[0], zero)]
                canvas.polygon([*zip(along, ys, strict=True), *ground], color, 0.12)
            if len(piece) > 1:
                canvas.line(along, ys, color, 6 if now else 5)
            for n, x, y in zip(piece, along, ys, strict=True):
                tell(canvas, plan, n, series)
                if dots or len(piece) == 1:
                    canvas.disc(x, y, (dots or 15.0) / 2, color)
                else:
                    canvas.spot(x, y, min(step / 2, 15.0))
    last = rows[-1]
    for n in _worth_naming(last, step):
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
    canvas.of(None)


def _bands(
    canvas: Surface, plan: Plan, theme: Theme, xs: Sequence[float], zero: float, scale: float
) -> None:
    """The intervals behind the last series, as one surface wherever they touch."""
    color = colors(plan, theme)[-1]
    for run in _runs([band is not None for band in plan.bands[: len(xs)]]):
        bounds = [band for n in run if (band := plan.bands[n]) is not None]
        upper = [(xs[n], zero - high * scale) for n, (_, high) in zip(run, bounds, strict=True)]
        lower = [(xs[n], zero - low * scale) for n, (low, _) in zip(run, bounds, strict=True)]
        if len(run) == 1:  # an interval at one point only: a bar of its own
            (x, top), (_, bottom) = upper[0], lower[0]
            upper, lower = [(x - 9, top), (x + 9, top)], [(x - 9, bottom), (x + 9, bottom)]
        canvas.polygon([*upper, *reversed(lower)], color, 0.25)
        for side in (upper, lower):
            canvas.strokes([(*a, *b) for a, b in pairwise(side)], color, 1.5)


def _pieces(row: Row) -> list[list[int]]:
    """Where a line can be drawn without a break."""
    return _runs([shown != "" for shown in row.shown])


def _runs(there: Sequence[bool]) -> list[list[int]]:
    """Neighbours that are there, together."""
    found: list[list[int]] = []
    for n, yes in enumerate(there):
        if yes and found and found[-1][-1] == n - 1:
            found[-1].append(n)
        elif yes:
            found.append([n])
    return found


def _worth_naming(row: Row, step: float) -> list[int]:
    """Every point when their numbers fit side by side, else the peak and the last."""
    there = [n for n, shown in enumerate(row.shown) if shown]
    if not there:
        return []
    if all(width(row.shown[n], LABEL, True) + 16 <= step for n in there):
        return there
    chosen: list[int] = []
    for n in (max(there, key=lambda n: row.values[n]), there[-1]):
        room = width(row.shown[n], LABEL, True) + 24
        if all(abs(n - other) * step >= room for other in chosen):
            chosen.append(n)
    return chosen


def _axis_labels(
    canvas: Surface, labels: Sequence[str], theme: Theme, box: Box, xs: Sequence[float]
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
