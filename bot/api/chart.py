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
    """A bar, horizontal bar or line chart.

    `labels` name the positions on the axis. `alt` says in one sentence what the picture shows;
    it is never left out. Two series of a "bars" chart stand side by side; the last series of a
    chart is the present, earlier ones are drawn paler.
    """

    kind: Literal["bars", "hbars", "line"]
    title: Text
    labels: Sequence[Text]
    series: Sequence[Series]
    alt: Text
    note: Text = ""
