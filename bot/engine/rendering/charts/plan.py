"""A chart with its words chosen: all that the drawing needs to know."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.api.chart import Chart
from bot.api.text import Join, T, Text

MAX_LABELS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One series with its words chosen and its numbers made finite."""

    name: str
    values: tuple[float, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A chart with all its words in one language: what the drawing thread gets."""

    kind: str
    title: str
    note: str
    labels: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[str, ...]
    full: float
    empty: str
    dark: bool

    @property
    def span(self) -> tuple[float, float]:
        """Lowest and highest value, zero included, never the same."""
        values = [value for row in self.rows for value in row.values]
        if self.kind == "stacked":
            values = sums(self.rows)
        low, high = min([0.0, *values]), max([0.0, self.full, *values])
        return (low, high) if high > low else (0.0, 1.0)

    @property
    def numbers(self) -> list[str]:
        """All values in words."""
        return [shown for row in self.rows for shown in row.shown]


def sums(rows: Sequence[Row]) -> list[float]:
    """All series together, by label; a stack has no negative parts."""
    return [
        sum(max(value, 0.0) for value in column)
        for column in zip(*(row.values for row in rows), strict=True)
    ]


def plan_of(chart: Chart, text: Callable[[Text], str], *, dark: bool = False) -> Plan:
    """Chooses the words; more labels than fit a picture are left out at the end."""
    labels = tuple(text(label) for label in chart.labels[:MAX_LABELS])
    blank = chart.kind == "grid"
    rows = tuple(
        _row(text(series.name), series.values, len(labels), text, blank=blank)
        for series in chart.series
    )
    return Plan(
        kind=chart.kind,
        title=text(chart.title),
        note=text(chart.note),
        labels=labels,
        rows=rows if labels else (),
        totals=tuple(text(_number(total)) for total in sums(rows)),
        full=chart.full if math.isfinite(chart.full) else 0.0,
        empty=text(T("Nothing to show yet")),
        dark=dark,
    )


def _row(
    name: str, values: Sequence[float], count: int, text: Callable[[Text], str], *, blank: bool
) -> Row:
    """`blank`: what is not a number has no words; else it is a 0."""
    padded = [*values[:count], *[math.nan if blank else 0.0] * (count - len(values))]
    finite = tuple(float(value) if math.isfinite(value) else 0.0 for value in padded)
    shown = tuple(
        "" if blank and not math.isfinite(value) else text(_number(number))
        for value, number in zip(padded, finite, strict=True)
    )
    return Row(name, finite, shown)


def _number(value: float) -> Text:
    """The number as the language writes it, with one decimal where it needs one."""
    whole, tenths = divmod(round(abs(value) * 10), 10)
    number = T("{number}", number=whole)
    if tenths:
        number = T("{whole}.{tenths}", whole=whole, tenths=tenths)
    return Join(("-" if value < 0 and (whole or tenths) else "", number))
