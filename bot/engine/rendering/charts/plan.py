"""A picture with its words chosen: all that the drawing needs to know."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.api.chart import Chart, Network, Picture
from bot.api.text import Join, N, Percent, T, Text

Wording = Callable[[Text], str]
"""Puts a text into the reader's language, without styles."""

MAX_LABELS, MAX_POINTS = 60, 400
"""Labels of a chart; points of a line, of which the last are kept."""
_BLANK = ("grid", "heat", "line")
"""Kinds where what is not a number is nothing, rather than zero."""


@dataclass(frozen=True, slots=True)
class Row:
    """One series with its words chosen and its numbers made finite; `shown` is "" where there is
    none."""

    name: str
    values: tuple[float, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What every picture has."""

    title: str
    note: str
    alt: str
    empty: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A chart with all its words in one language: what the drawing thread gets."""

    kind: str
    frame: Frame
    labels: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[str, ...]
    full: float
    bands: tuple[tuple[float, float] | None, ...] = ()

    @property
    def span(self) -> tuple[float, float]:
        """Lowest and highest value, zero included, never the same."""
        values = [value for row in self.rows for value in row.values]
        values += [bound for band in self.bands if band is not None for bound in band]
        if self.kind == "stacked":
            values = sums(self.rows)
        low, high = min([0.0, *values]), max([0.0, self.full, *values])
        return (low, high) if high > low else (0.0, 1.0)

    @property
    def numbers(self) -> list[str]:
        """All values in words."""
        return [shown for row in self.rows for shown in row.shown]


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """A network with its words chosen. `sizes` are 0..1; `links` have weights over 0, each pair of
    nodes once; `legend` says how many each group has, "" where it is one; `counts` words numbers of
    links, from 0 to the most that anybody has."""

    frame: Frame
    labels: tuple[str, ...]
    sizes: tuple[float, ...]
    groups: tuple[int, ...]
    links: tuple[tuple[int, int, float], ...]
    legend: tuple[str, ...]
    alone: str
    counts: tuple[str, ...]


def plan_of(picture: Picture, text: Wording) -> Plan | NetworkPlan:
    """Chooses the words; more labels than fit a picture are left out."""
    frame = Frame(
        text(picture.title),
        text(picture.note),
        "".join(c if c.isprintable() else " " for c in text(picture.alt)),
        text(T("Nothing to show yet")),
    )
    if isinstance(picture, Network):
        return _network(picture, frame, text)
    return _chart(picture, frame, text)


# ---- charts


def sums(rows: Sequence[Row]) -> list[float]:
    """All series together, by label; a stack has no negative parts."""
    return [
        sum(max(value, 0.0) for value in column)
        for column in zip(*(row.values for row in rows), strict=True)
    ]


def _chart(chart: Chart, frame: Frame, text: Wording) -> Plan:
    kept = slice(MAX_LABELS)
    if chart.kind == "line":
        kept = slice(max(0, len(chart.labels) - MAX_POINTS), len(chart.labels))
    labels = tuple(text(label) for label in chart.labels[kept])
    rows = tuple(
        _row(text(series.name), series.values[kept], len(labels), text, chart.kind)
        for series in chart.series
    )
    return Plan(
        kind=chart.kind,
        frame=frame,
        labels=labels,
        rows=rows if labels else (),
        totals=tuple(text(_number(total)) for total in sums(rows)),
        full=chart.full if math.isfinite(chart.full) else 0.0,
        bands=tuple(_band(band) for band in chart.bands[kept]) if chart.kind == "line" else (),
    )


def _band(band: tuple[float, float] | None) -> tuple[float, float] | None:
    if band is None or not all(math.isfinite(bound) for bound in band):
        return None
    return min(band), max(band)


def _row(name: str, values: Sequence[float], count: int, text: Wording, kind: str) -> Row:
    blank = kind in _BLANK
    padded = [*values[:count], *[math.nan if blank else 0.0] * (count - len(values))]
    finite = tuple(float(value) if math.isfinite(value) else 0.0 for value in padded)
    shown = tuple(
        "" if blank and not math.isfinite(value) else _shown(number, text, kind)
        for value, number in zip(padded, finite, strict=True)
    )
    return Row(name, finite, shown)


def _shown(value: float, text: Wording, kind: str) -> str:
    return text(Percent(value) if kind == "heat" else _number(value))


def _number(value: float) -> Text:
    """The number as the language writes it, with one decimal where it needs one."""
    whole, tenths = divmod(round(abs(value) * 10), 10)
    number = T("{number}", number=whole)
    if tenths:
        number = T("{whole}.{tenths}", whole=whole, tenths=tenths)
    return Join(("-" if value < 0 and (whole or tenths) else "", number))


# ---- networks


def _network(network: Network, frame: Frame, text: Wording) -> NetworkPlan:
    count = len(network.nodes)
    groups = tuple(max(0, node.group) for node in network.nodes)
    largest = max(groups, default=-1) + 1
    members = [groups.count(group) for group in range(largest)]
    links = _joined(network.links, count)
    touched = Counter(end for source, target, _ in links for end in (source, target))
    most = max(touched.values(), default=0)
    lonely = count - len(touched)
    return NetworkPlan(
        frame=frame,
        labels=tuple(text(node.label) for node in network.nodes),
        sizes=tuple(_within(node.size) for node in network.nodes),
        groups=groups,
        links=links,
        legend=tuple(
            text(N("{n} person", "{n} people", many)) if many > 1 else "" for many in members
        ),
        alone=text(N("{n} person without links", "{n} people without links", lonely)),
        counts=tuple(text(N("{n} link", "{n} links", many)) for many in range(most + 1)),
    )


def _within(size: float) -> float:
    return min(1.0, max(0.0, size)) if math.isfinite(size) else 0.0


def _joined(
    links: Sequence[tuple[int, int, float]], count: int
) -> tuple[tuple[int, int, float], ...]:
    """Each pair once, its weights added; links to oneself or to nobody are none."""
    found: dict[tuple[int, int], float] = {}
    for source, target, weight in links:
        pair = (min(source, target), max(source, target))
        if pair[0] == pair[1] or pair[0] < 0 or pair[1] >= count:
            continue
        if math.isfinite(weight) and weight > 0:
            found[pair] = found.get(pair, 0.0) + weight
    return tuple((source, target, weight) for (source, target), weight in sorted(found.items()))
