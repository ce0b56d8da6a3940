"""A picture drawn into a PDF: lines and letters, sharp at any size."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from bot.engine.rendering.charts.surface import Align, Paper, Points

FONTS = {False: "Townhall", True: "Townhall-Bold"}
"""By whether it is bold; `paper` registers them."""


class Ink(Paper):
    """Implements `Surface` on a PDF's canvas whose origin is the picture's lower left corner, with
    a pixel as its unit. Colours are #RRGGBB."""

    def __init__(self, canvas: Canvas, height: float) -> None:
        self._canvas = canvas
        self._height = height

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
        at = self._height - y - size * 0.36
        c = self._canvas
        c.setFont(FONTS[strong], size)
        if align != "left":
            across = c.stringWidth(text, FONTS[strong], size)
            x -= across / 2 if align == "center" else across
        if halo:
            # not the letters once more, as on other surfaces: they would be read twice
            c.saveState()
            c.setFillColor(halo)
            c.setFillAlpha(0.7)
            across = c.stringWidth(text, FONTS[strong], size)
            c.roundRect(x - 2, at - size * 0.2, across + 4, size * 1.1, 4, stroke=0, fill=1)
            c.restoreState()
        c.setFillColor(color)
        c.drawString(x, at, text)

    def bar(self, x: float, y: float, across: float, down: float, color: str) -> None:
        """A rectangle with round corners."""
        self._canvas.setFillColor(color)
        rounding = min(9.0, across / 2, down / 2)
        self._canvas.roundRect(x, self._height - y - down, across, down, rounding, stroke=0, fill=1)

    def line(self, xs: Sequence[float], ys: Sequence[float], color: str, thick: float) -> None:
        """A line through the points."""
        c = self._canvas
        c.setStrokeColor(color)
        c.setLineWidth(thick)
        c.setLineCap(1)
        c.setLineJoin(1)
        path = c.beginPath()
        for n, (x, y) in enumerate(zip(xs, ys, strict=True)):
            (path.lineTo if n else path.moveTo)(x, self._height - y)
        c.drawPath(path, stroke=1, fill=0)

    def strokes(
        self, pieces: Sequence[tuple[float, float, float, float]], color: str, thick: float
    ) -> None:
        """Straight lines of one look."""
        self._canvas.setStrokeColor(color)
        self._canvas.setLineWidth(thick)
        self._canvas.lines(
            [(x, self._height - y, to_x, self._height - to_y) for x, y, to_x, to_y in pieces]
        )

    def polygon(self, points: Points, color: str, alpha: float = 1.0, edge: str = "") -> None:
        """A filled surface."""
        c = self._canvas
        c.saveState()
        c.setFillColor(color)
        c.setFillAlpha(alpha)
        path = c.beginPath()
        for n, (x, y) in enumerate(points):
            (path.lineTo if n else path.moveTo)(x, self._height - y)
        path.close()
        self._edge(edge)
        c.drawPath(path, stroke=int(bool(edge)), fill=1)
        c.restoreState()

    def disc(self, x: float, y: float, radius: float, color: str, edge: str = "") -> None:
        """A filled circle."""
        self._canvas.setFillColor(color)
        self._edge(edge)
        self._canvas.circle(x, self._height - y, radius, stroke=int(bool(edge)), fill=1)

    def _edge(self, color: str) -> None:
        if color:
            self._canvas.setStrokeColor(color)
            self._canvas.setLineWidth(2.8)
