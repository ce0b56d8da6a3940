"""What a picture is drawn on: the few strokes that all charts are made of, and measured text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

import matplotlib as mpl
from matplotlib.font_manager import get_font

Align = Literal["left", "center", "right"]
Points = Sequence[tuple[float, float]]

DPI = 100
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
FONT_FILES = {False: _FONTS / "DejaVuSans.ttf", True: _FONTS / "DejaVuSans-Bold.ttf"}
"""By whether it is bold. DejaVu Sans comes with matplotlib and may be given away freely."""
_JOINERS = "\u200d\ufe0e\ufe0f\u2060"


class Surface(Protocol):
    """A picture of so many pixels; y runs downwards, lengths are pixels. Colours are whatever the
    theme names them."""

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
        """One line of drawable text whose middle is at height y; `halo` lifts it off a line."""

    def of(self, series: int | None) -> None:
        """What is drawn from now on belongs to that series (its index), or to the whole chart."""

    def hint(self, says: str, **data: str | int) -> None:
        """What the next mark stands for, told to whoever points at it; `data` is the same for the
        script of a page: `at` and `series` (indexes of its label and its series), `label`, `name`
        (of the series) and `value` in words. A point of a network has `at`, `label`, `value` (how
        many links) and `links` (`at` of those it is linked to)."""

    def spot(self, x: float, y: float, radius: float) -> None:
        """A mark that is not seen, to point at where nothing else is drawn."""

    def bar(self, x: float, y: float, across: float, down: float, color: str) -> None:
        """A rectangle with round corners."""

    def line(self, xs: Sequence[float], ys: Sequence[float], color: str, thick: float) -> None:
        """A line through two points or more."""

    def strokes(
        self, pieces: Sequence[tuple[float, float, float, float]], color: str, thick: float
    ) -> None:
        """Straight lines (x, y, x, y) of one look."""

    def polygon(self, points: Points, color: str, alpha: float = 1.0, edge: str = "") -> None:
        """A filled surface, with an edge of that colour."""

    def disc(self, x: float, y: float, radius: float, color: str, edge: str = "") -> None:
        """A filled circle."""


class Paper:
    """The part of `Surface` that is for pointing: on paper, nobody can."""

    def of(self, series: int | None) -> None:
        """Nobody asks."""

    def hint(self, says: str, **data: str | int) -> None:
        """Nobody is told."""

    def spot(self, x: float, y: float, radius: float) -> None:
        """Nothing is seen."""


@cache
def _glyphs() -> frozenset[int]:
    """Characters that both weights can draw."""
    plain, strong = (get_font(str(file)).get_charmap() for file in FONT_FILES.values())
    return frozenset(plain) & frozenset(strong)


def drawable(text: str) -> str:
    """The text on one line, without what the font cannot draw (emoji)."""
    kept = (
        character if character.isprintable() else " "
        for character in unicodedata.normalize("NFC", text)
        if character not in _JOINERS and (ord(character) in _glyphs() or character.isspace())
    )
    return " ".join("".join(kept).split())


def printable(text: str) -> str:
    """The text on one line, with all that a browser can show."""
    return "".join(c if c.isprintable() else " " for c in text)


def width(text: str, size: float, strong: bool = False) -> float:
    """Pixels that a drawable text takes."""
    font = get_font(str(FONT_FILES[strong]))
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
