"""A picture in pixels (PNG), drawn with matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, FancyBboxPatch, Polygon
from matplotlib.patheffects import withStroke

from .surface import DPI, FONT_FILES, Align, Paper, Points


class Canvas(Paper):
    """Implements `Surface`. Colours are #RRGGBB."""

    def __init__(self, pixels: tuple[int, int], background: str) -> None:
        across, down = pixels
        self._figure = Figure(figsize=(across / DPI, down / DPI), dpi=DPI, facecolor=background)
        self._axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, across)
        self._axes.set_ylim(down, 0)
        self._order = 0.0

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        color: str,
        *,
        strong: bool = False,
        align: Align = "left",
        halo: str = "",
    ) -> None:
        """One line of text."""
        drawn = self._axes.text(
            x,
            y,
            text,
            fontproperties=FontProperties(fname=str(FONT_FILES[strong]), size=size * 72 / DPI),
            color=color,
            ha=align,
            va="center_baseline",
            parse_math=False,
            zorder=self._next(),
        )
        if halo:
            drawn.set_path_effects([withStroke(linewidth=6, foreground=halo)])

    def bar(self, x: float, y: float, across: float, down: float, color: str) -> None:
        """A rectangle with round corners."""
        rounding = min(9.0, across / 2, down / 2)
        style = f"round,pad=0,rounding_size={rounding}"
        self._axes.add_patch(
            FancyBboxPatch(
                (x, y),
                across,
                down,
                boxstyle=style,
                facecolor=color,
                linewidth=0,
                zorder=self._next(),
            )
        )

    def line(self, xs: Sequence[float], ys: Sequence[float], color: str, thick: float) -> None:
        """A line through the points."""
        self._axes.plot(
            xs,
            ys,
            color=color,
            linewidth=thick * 72 / DPI,
            solid_capstyle="round",
            solid_joinstyle="round",
            zorder=self._next(),
        )

    def strokes(
        self, pieces: Sequence[tuple[float, float, float, float]], color: str, thick: float
    ) -> None:
        """Straight lines of one look."""
        ends = [((x, y), (to_x, to_y)) for x, y, to_x, to_y in pieces]
        self._axes.add_collection(
            LineCollection(ends, colors=color, linewidths=thick * 72 / DPI, zorder=self._next()),
            autolim=False,
        )

    def polygon(self, points: Points, color: str, alpha: float = 1.0, edge: str = "") -> None:
        """A filled surface."""
        self._axes.add_patch(
            Polygon(
                points,
                closed=True,
                facecolor=color,
                alpha=alpha,
                edgecolor=edge or "none",
                linewidth=2 if edge else 0,
                zorder=self._next(),
            )
        )

    def disc(self, x: float, y: float, radius: float, color: str, edge: str = "") -> None:
        """A filled circle."""
        self._axes.add_patch(
            Circle(
                (x, y),
                radius,
                facecolor=color,
                edgecolor=edge or "none",
                linewidth=2 if edge else 0,
                zorder=self._next(),
            )
        )

    def _next(self) -> float:
        """What is drawn later lies on top; matplotlib would sort by kind."""
        self._order += 1
        return self._order

    def save(self, out: BinaryIO) -> None:
        """Writes the PNG."""
        FigureCanvasAgg(self._figure)
        self._figure.savefig(out, format="png", dpi=DPI, facecolor=self._figure.get_facecolor())
