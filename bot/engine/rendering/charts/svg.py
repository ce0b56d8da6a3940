"""A picture as SVG: small, sharp at any size, with real text, in the colours of the page."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from .surface import Align, Points, printable, width

# Verdana is as wide as DejaVu Sans; `textLength` makes any other font fit its place
FONTS = "'DejaVu Sans',Verdana,sans-serif"
_ANCHOR = {"left": "start", "center": "middle", "right": "end"}


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _line(color: str, thick: float) -> dict[str, str]:
    return {"stroke": color, "stroke-width": _n(thick), "stroke-linejoin": "round"}


def _edge(color: str) -> dict[str, str]:
    return {"stroke": color, "stroke-width": "2.8"} if color else {}


class SvgSurface:
    """Implements `Surface`. Colours are anything that CSS knows, so also var(--name, #RRGGBB)."""

    def __init__(self, pixels: tuple[int, int], background: str, alt: str, kind: str) -> None:
        across, down = pixels
        self._root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {across} {down}",
                "role": "img",
                "aria-label": alt,
                "font-family": FONTS,
                "data-kind": kind,
            },
        )
        SubElement(self._root, "title").text = alt
        self._hint = ""
        self._series: dict[str, str] = {}
        self._data: dict[str, str] = {}
        size = {"width": str(across), "height": str(down), "rx": "16"}
        SubElement(self._root, "rect", {**size, "fill": background})

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
        if not text:
            return
        # the middle of small letters and capitals together lies a third of the size above the line
        node = self._add("text", fill=color, x=_n(x), y=_n(y + size * 0.36))
        node.text = text
        node.set("font-size", _n(size))
        node.set("textLength", _n(width(text, size, strong)))
        node.set("lengthAdjust", "spacingAndGlyphs")
        if strong:
            node.set("font-weight", "bold")
        if align != "left":
            node.set("text-anchor", _ANCHOR[align])
        if halo:
            node.attrib.update(_line(halo, 8), **{"paint-order": "stroke"})

    def of(self, series: int | None) -> None:
        """A script may hide what belongs to a series."""
        self._series = {} if series is None else {"data-series": str(series)}

    def hint(self, says: str, **data: str | int) -> None:
        """The next mark's own title, which browsers show, and `data-` attributes."""
        self._hint = printable(says)
        self._data = {f"data-{name}": printable(str(value)) for name, value in data.items()}

    def spot(self, x: float, y: float, radius: float) -> None:
        """A circle that is not painted, and yet met by pointing."""
        where = {"cx": _n(x), "cy": _n(y), "r": _n(radius)}
        self._add("circle", fill="none", **{"pointer-events": "all"}, **where)

    def bar(self, x: float, y: float, across: float, down: float, color: str) -> None:
        """A rectangle with round corners."""
        node = self._add("rect", fill=color, x=_n(x), y=_n(y))
        node.set("width", _n(across))
        node.set("height", _n(down))
        node.set("rx", _n(min(9.0, across / 2, down / 2)))

    def line(self, xs: Sequence[float], ys: Sequence[float], color: str, thick: float) -> None:
        """A line through the points."""
        points = " ".join(f"{_n(x)},{_n(y)}" for x, y in zip(xs, ys, strict=True))
        looks = {**_line(color, thick), "stroke-linecap": "round"}
        self._add("polyline", fill="none", points=points, **looks)

    def strokes(
        self, pieces: Sequence[tuple[float, float, float, float]], color: str, thick: float
    ) -> None:
        """Straight lines of one look."""
        path = "".join(f"M{_n(x)} {_n(y)}L{_n(to_x)} {_n(to_y)}" for x, y, to_x, to_y in pieces)
        self._add("path", fill="none", d=path, stroke=color, **{"stroke-width": _n(thick)})

    def polygon(self, points: Points, color: str, alpha: float = 1.0, edge: str = "") -> None:
        """A filled surface."""
        corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        node = self._add("polygon", fill=color, points=corners, **_edge(edge))
        if alpha < 1:
            node.set("opacity", f"{alpha:g}")

    def disc(self, x: float, y: float, radius: float, color: str, edge: str = "") -> None:
        """A filled circle."""
        self._add("circle", fill=color, cx=_n(x), cy=_n(y), r=_n(radius), **_edge(edge))

    def _add(self, tag: str, **attributes: str) -> Element:
        """Looks are attributes, not styles, which the policy of a page may forbid."""
        node = SubElement(self._root, tag, {**attributes, **self._series, **self._data})
        if self._hint:
            SubElement(node, "title").text = self._hint
        self._hint, self._data = "", {}
        return node

    def element(self) -> Element:
        """The picture as an element, to be put into a page."""
        return self._root

    def markup(self) -> str:
        """The picture as a file's text."""
        return tostring(self._root, encoding="unicode")
