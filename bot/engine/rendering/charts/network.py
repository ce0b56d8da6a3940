"""A network: clusters by colour and shape, links by weight, the most important names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .placing import Places, fit, settle
from .plan import NetworkPlan
from .surface import Points, Surface, clip, drawable, width
from .theme import LABEL, NOTE, Box, Theme

HEIGHT, ROW = 1000.0, 52.0
LINKS, NAMES, NAME_ROOM = 1500, 26, 300.0
"""Links that are drawn, the strongest; names that are written, and the room for each."""
LOOKS = 5
"""By weight, from thin to thick."""
Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Dot:
    x: float
    y: float
    radius: float
    look: int
    label: str
    size: float


def height(plan: NetworkPlan) -> float:
    """Pixels of the picture's inner part; fewer for a few people."""
    return min(HEIGHT, 480.0 + 22.0 * len(plan.labels)) + ROW


def network(canvas: Surface, plan: NetworkPlan, theme: Theme, box: Box) -> None:
    used = _legend(canvas, plan, theme, box)
    linked = sorted({end for source, target, _ in plan.links for end in (source, target)})
    lonely = [n for n in range(len(plan.labels)) if n not in set(linked)]
    rows, pitch = _strip(len(lonely), box.across)
    inner = Box(
        box.left, box.top + used, box.right, box.bottom - (rows * pitch + 44 if rows else 0)
    )
    dots = _dots(plan, linked, theme, inner)
    _hulls(canvas, plan, dots, theme)
    _links(canvas, plan, dots, theme)
    near = _neighbours(plan)
    for n in sorted(dots, key=lambda n: -plan.sizes[n]):
        dot = dots[n]
        _tell(canvas, plan, n, near[n])
        shape(canvas, dot.look, dot.x, dot.y, dot.radius, theme.groups[dot.look], theme.card)
    if lonely:
        y = inner.bottom + 24
        canvas.text(box.left, y, clip(drawable(plan.alone), NOTE, box.across), NOTE, theme.muted)
        per_row = max(1, int(box.across // pitch))
        for n in range(len(lonely)):
            across, down = (
                box.left + (n % per_row + 0.5) * pitch,
                y + 24 + (n // per_row + 0.5) * pitch,
            )
            shape(
                canvas, len(theme.groups) - 1, across, down, min(7.0, pitch * 0.3), theme.groups[-1]
            )
    _names(canvas, list(dots.values()), theme, inner)


def _neighbours(plan: NetworkPlan) -> dict[int, list[int]]:
    """Who has a link with whom; those without links are left out."""
    found: dict[int, list[int]] = {}
    for source, target, _ in plan.links:
        found.setdefault(source, []).append(target)
        found.setdefault(target, []).append(source)
    return found


def _tell(canvas: Surface, plan: NetworkPlan, at: int, linked: list[int]) -> None:
    """The next mark is a point: who, with how many links, to whom."""
    label, count = plan.labels[at], plan.counts[len(linked)]
    says = f"{label}: {count}" if label else count
    canvas.hint(says, at=at, label=label, value=count, links=" ".join(map(str, linked)))


def _strip(count: int, across: float) -> tuple[int, float]:
    """Rows below the picture for those without links, and pixels from one to the next."""
    pitch = 24.0 if count <= 4 * across // 24 else 14.0
    return (math.ceil(count / (across // pitch)), pitch) if count else (0, pitch)


def _look(group: int, theme: Theme) -> int:
    """Which colour and shape; the last one for all small clusters."""
    return min(group, len(theme.groups) - 1)


def _legend(canvas: Surface, plan: NetworkPlan, theme: Theme, box: Box) -> float:
    """The clusters with their sizes, on two lines at most; returns their height."""
    shown = [(n, drawable(w)) for n, w in enumerate(plan.legend[: len(theme.groups) - 1]) if w]
    if len(shown) < 2:
        return 0.0
    x, y = box.left, box.top + 12
    for n, words in shown:
        across = 34 + width(words, NOTE)
        if x > box.left and x + across > box.right:
            if y > box.top + 12:
                break
            x, y = box.left, y + ROW * 0.8
        shape(canvas, n, x + 12, y, 12, theme.groups[n])
        canvas.text(x + 34, y, clip(words, NOTE, box.right - x - 34), NOTE, theme.muted)
        x += across + 34
    return ROW + y - box.top - 12


# ---- points


def _dots(plan: NetworkPlan, linked: Sequence[int], theme: Theme, box: Box) -> dict[int, _Dot]:
    """Those with links, by index."""
    if not linked:
        return {}
    place = {n: position for position, n in enumerate(linked)}
    links = [(place[source], place[target], weight) for source, target, weight in plan.links]
    unit = math.sqrt(box.across * box.down / len(linked))
    least = min(max(unit * 0.085, 5.0), 12.0)
    most = min(max(unit * 0.34, 15.0), 40.0)
    radii = np.array([least + (most - least) * math.sqrt(plan.sizes[n]) for n in linked])
    rough = settle(len(linked), links, [_look(plan.groups[n], theme) for n in linked])
    places: Places = fit(rough, radii, box.across, box.down)
    return {
        n: _Dot(
            box.left + float(x),
            box.top + float(y),
            float(radius),
            _look(plan.groups[n], theme),
            drawable(plan.labels[n]),
            plan.sizes[n],
        )
        for n, (x, y), radius in zip(linked, places, radii, strict=True)
    }


_CORNERS = {1: (4, 45.0), 2: (4, 0.0), 3: (3, -90.0), 4: (3, 90.0), 5: (6, 0.0)}
"""Corners of each shape, and where the first is, in degrees; the others are round."""
_GROWN = {3: 1.25, 4: 1.25, 1: 1.15, 2: 1.15}
"""What has fewer corners is drawn larger, to look as large."""


def shape(
    canvas: Surface, look: int, x: float, y: float, radius: float, color: str, edge: str = ""
) -> None:
    """The mark of a cluster: circle, square, diamond, triangles, hexagon; a circle for others."""
    if look not in _CORNERS:
        canvas.disc(x, y, radius, color, edge)
        return
    corners, first = _CORNERS[look]
    reach = radius * _GROWN.get(look, 1.05)
    turns = [math.radians(first + n * 360 / corners) for n in range(corners)]
    points = [(x + reach * math.cos(turn), y + reach * math.sin(turn)) for turn in turns]
    canvas.polygon(points, color, edge=edge)


# ---- links and hulls


def _links(canvas: Surface, plan: NetworkPlan, dots: dict[int, _Dot], theme: Theme) -> None:
    """The weak ones first, thin and pale; the strong ones over them."""
    if not plan.links:
        return
    kept = sorted(plan.links, key=lambda link: link[2])[-LINKS:]
    # a few very strong ones would make all others alike
    heaviest = math.sqrt(kept[int((len(kept) - 1) * 0.98)][2])
    crowd = min(1.0, 12 / math.sqrt(len(kept)))
    for look in range(LOOKS):
        pieces = [
            (dots[source].x, dots[source].y, dots[target].x, dots[target].y)
            for source, target, weight in kept
            if min(LOOKS - 1, int(math.sqrt(weight) / heaviest * LOOKS)) == look
        ]
        if pieces:
            color = theme.rule if look < LOOKS - 2 else theme.muted
            canvas.strokes(pieces, color, max(1.0, (1.5 + look * 1.6) * crowd))


def _hulls(canvas: Surface, plan: NetworkPlan, dots: dict[int, _Dot], theme: Theme) -> None:
    """A pale ground under each cluster, without those that lie far from its middle."""
    for look in range(len(theme.groups) - 1):
        own = [dot for dot in dots.values() if dot.look == look]
        if len(own) < 3:
            continue
        middle = np.median([(dot.x, dot.y) for dot in own], axis=0)
        far = np.array([math.hypot(dot.x - middle[0], dot.y - middle[1]) for dot in own])
        near = [d for d, off in zip(own, far, strict=True) if off <= 2.2 * np.median(far) + 20]
        corners = [
            (dot.x + (dot.radius + 14) * math.cos(turn), dot.y + (dot.radius + 14) * math.sin(turn))
            for dot in near
            for turn in np.linspace(0, 2 * math.pi, 12, endpoint=False)
        ]
        canvas.polygon(hull(corners), theme.groups[look], 0.12)


def hull(points: Points) -> list[tuple[float, float]]:
    """The convex hull (Andrew's monotone chain)."""
    ordered = sorted(set(points))

    def chain(run: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        kept: list[tuple[float, float]] = []
        for x, y in run:
            while len(kept) > 1:
                (ax, ay), (bx, by) = kept[-2:]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                    break
                kept.pop()
            kept.append((x, y))
        return kept[:-1]

    return chain(ordered) + chain(ordered[::-1])


# ---- names


def _names(canvas: Surface, dots: list[_Dot], theme: Theme, box: Box) -> None:
    """The most important ones first, each where it covers nothing; the rest stay without."""
    taken: list[Rect] = []
    marks = np.array([(d.x, d.y, d.radius) for d in dots] or np.zeros((0, 3)))
    named = sorted((d for d in dots if d.label), key=lambda d: (-d.size, d.label))
    for rank, dot in enumerate(named[: 2 * NAMES]):
        if len(taken) == NAMES:
            break
        strong = rank < 5
        size = LABEL if strong else NOTE
        words = clip(dot.label, size, NAME_ROOM, strong)
        found = _place(dot, width(words, size, strong), size, taken, marks, box)
        if found is not None:
            taken.append(found)
            x, y = (found[0] + found[2]) / 2, (found[1] + found[3]) / 2
            canvas.text(
                x, y, words, size, theme.ink, strong=strong, align="center", halo=theme.card
            )


def _place(
    dot: _Dot,
    across: float,
    size: float,
    taken: list[Rect],
    marks: NDArray[np.float64],
    box: Box,
) -> Rect | None:
    """The side of the point where the name covers least; None where it would cover a name."""
    down, off = size * 1.1, dot.radius + 6
    sides = (
        (dot.x - across / 2, dot.y + off),
        (dot.x - across / 2, dot.y - off - down),
        (dot.x + off, dot.y - down / 2),
        (dot.x - off - across, dot.y - down / 2),
    )
    best: tuple[float, Rect] | None = None
    for x, y in sides:
        rect = (x, y, x + across, y + down)
        outside = x < box.left - 20 or rect[2] > box.right + 20 or y < box.top - 10
        if outside or rect[3] > box.bottom + 16 or any(_meet(rect, other) for other in taken):
            continue
        covered = float(_covered(rect, marks))
        if best is None or covered < best[0]:
            best = (covered, rect)
    return best[1] if best is not None and best[0] < 8 else None


def _meet(one: Rect, other: Rect) -> bool:
    return (
        one[0] < other[2] + 6
        and other[0] < one[2] + 6
        and one[1] < other[3] + 2
        and other[1] < one[3] + 2
    )


def _covered(rect: Rect, marks: NDArray[np.float64]) -> np.float64:
    """How deep a name lies on points, in pixels of their radii."""
    x = np.clip(marks[:, 0], rect[0], rect[2]) - marks[:, 0]
    y = np.clip(marks[:, 1], rect[1], rect[3]) - marks[:, 1]
    return np.float64(np.maximum(marks[:, 2] - np.hypot(x, y), 0.0).sum())
