"""A picture of numbers, described; the engine draws it (PNG, readable on a phone)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .text import Text


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers, as many as the chart has labels."""

    name: Text
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of bars or lines.

    "bars" stand upright, "hbars" lie; their series are side by side. "stacked" ones lie too, the
    series end to end with their sum behind them, from the last one on. "grid" is a table of small
    lying bars, a column for each series; a value that is not a number leaves its place empty.

    `labels` name the positions on the axis. `alt` says in one sentence what the picture shows;
    it is never left out. The last series of a chart is the present, earlier ones are drawn paler.
    `full` is what the longest possible bar stands for where that is known (five stars); else the
    largest value has it.
    """

    kind: Literal["bars", "hbars", "stacked", "grid", "line"]
    title: Text
    labels: Sequence[Text]
    series: Sequence[Series]
    alt: Text
    note: Text = ""
    full: float = 0.0
