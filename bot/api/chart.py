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

    "heat" is a table of shares 0..1 as colours with the number in it, a row for each label and a
    column for each series; a value that is not a number leaves its place empty.

    `bands` are for "line": (low, high) of the last series at each label, None where there is no
    interval; they are drawn behind it.
    """

    kind: Literal["bars", "hbars", "stacked", "grid", "line", "heat"]
    title: Text
    labels: Sequence[Text]
    series: Sequence[Series]
    alt: Text
    note: Text = ""
    full: float = 0.0
    bands: Sequence[tuple[float, float] | None] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A point of a network: nobody's name where everybody can read (then `label` is "").

    `size` 0..1 is how important it is, `group` which cluster it belongs to (0 is the largest)."""

    label: Text
    size: float
    group: int


@dataclass(frozen=True, slots=True)
class Network:
    """A picture of who is connected with whom; the engine finds a readable layout, the same one for
    the same network. `links` are (index of a node, index of a node, weight > 0)."""

    title: Text
    nodes: Sequence[Node]
    links: Sequence[tuple[int, int, float]]
    alt: Text
    note: Text = ""


Picture = Chart | Network
