"""A picture in pixels: measured text, rounded bars and lines, drawn with matplotlib."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import BinaryIO, Literal

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import FancyBboxPatch
from matplotlib.patheffects import withStroke

DPI = 100
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_FILES = {False: _FONTS / "DejaVuSans.ttf", True: _FONTS / "DejaVuSans-Bold.ttf"}
_JOINERS = "\u200d\ufe0e\ufe0f\u2060"


@cache
def _glyphs() -> frozenset[int]:
    """Characters that both weights can draw."""
    plain, strong = (get_font(str(file)).get_charmap() for file in _FILES.values())
    return frozenset(plain) & frozenset(strong)


def drawable(text: str) -> str:
    """The text on one line, without what the font cannot draw (emoji)."""
    kept = (
        character if character.isprintable() else " "
        for character in unicodedata.normalize("NFC", text)
        if character not in _JOINERS and (ord(character) in _glyphs() or character.isspace())
    )
    return " ".join("".join(kept).split())


def width(text: str, size: float, strong: bool = False) -> float:
    """Pixels that a drawable text takes."""
    font = get_font(str(_FILES[strong]))
    font.set_size(size * 72 / DPI, DPI)
    font.set_text(text, 0.0)
    return float(font.get_width_height()[0]) / 64


def clip(text: str, size: float, room: float, strong: bool = False) -> str:
    """The text, shortened with an ellipsis when there is no room for it."""
    if width(text, size, strong) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = width(f"{text[:middle].rstrip()}…", size, strong) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    return f"{text[:low].rstrip()}…" if low else ""


def wrap(text: str, size: float, room: float, most: int, strong: bool = False) -> list[str]:
    """The text on at most so many lines; the last one is shortened when need be."""
    lines, words = list[str](), text.split()
    while words and len(lines) < most - 1:
        count = 1
        while count < len(words) and width(" ".join(words[: count + 1]), size, strong) <= room:
            count += 1
        lines.append(clip(" ".join(words[:count]), size, room, strong))
        words = words[count:]
    return [*lines, clip(" ".join(words), size, room, strong)] if words else lines


class Canvas:
    """A picture of so many pixels; y runs downwards."""

    def __init__(self, pixels: tuple[int, int], background: str) -> None:
        across, down = pixels
        self._figure = Figure(figsize=(across / DPI, down / DPI), dpi=DPI, facecolor=background)
        self._axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, across)
        self._axes.set_ylim(down, 0)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        color: str,
        *,
        strong: bool = False,
        align: Literal["left", "center", "right"] = "left",
        halo: str = "",
    ) -> None:
        """One line of drawable text whose middle is at height y; `halo` lifts it off a line."""
        drawn = self._axes.text(
            x,
            y,
            text,
            fontproperties=FontProperties(fname=str(_FILES[strong]), size=size * 72 / DPI),
            color=color,
            ha=align,
            va="center_baseline",
            parse_math=False,
        )
        if halo:
            drawn.set_path_effects([withStroke(linewidth=6, foreground=halo)])

    def bar(self, x: float, y: float, across: float, down: float, color: str) -> None:
        """A rectangle with round corners."""
        rounding = min(9.0, across / 2, down / 2)
        style = f"round,pad=0,rounding_size={rounding}"
        self._axes.add_patch(
            FancyBboxPatch((x, y), across, down, boxstyle=style, facecolor=color, linewidth=0)
        )

    def line(
        self, xs: Sequence[float], ys: Sequence[float], color: str, thick: float, dots: float = 0
    ) -> None:
        """A line through the points, with dots of that size on them."""
        self._axes.plot(
            xs,
            ys,
            color=color,
            linewidth=thick * 72 / DPI,
            solid_capstyle="round",
            solid_joinstyle="round",
            marker="o" if dots else "",
            markersize=dots * 72 / DPI,
        )

    def area(self, xs: Sequence[float], ys: Sequence[float], base: float, color: str) -> None:
        """A pale surface between the line and the base."""
        self._axes.fill_between(xs, ys, base, color=color, alpha=0.12, linewidth=0)

    def save(self, out: BinaryIO) -> None:
        """Writes the PNG."""
        FigureCanvasAgg(self._figure)
        self._figure.savefig(out, format="png", dpi=DPI, facecolor=self._figure.get_facecolor())
