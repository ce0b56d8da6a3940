"""The network as a picture: the most important people, and the ties between them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bot.api.boards.reports import FEW
from bot.api.chart import Network, Node
from bot.api.text import N, T, Text

from .analysis.findings import Findings
from .analysis.graph import Ints

MOST = 150
MOST_TIES = 600
NAMED = 30


def picture(of: Findings, names: Mapping[int, str], *, public: bool = False) -> Network:
    """Up to 150 people with the strongest ties between them. `names` by member id, for the most
    important ones; `public` shows no names and no group of under five people."""
    shown = _shown(of, FEW if public else 1)
    chosen = _ties(of, shown)
    top = float(of.rank[shown].max()) if len(shown) else 1.0
    labels = set() if public else set(shown[:NAMED].tolist())
    nodes = [
        Node(
            names.get(of.member(node), "") if node in labels else "",
            float(of.rank[node] / top) ** 0.5,
            int(of.groups[node]),
        )
        for node in shown.tolist()
    ]
    left = (int(np.isin(of.groups, _large(of)).sum()) if public else of.graph.n) - len(shown)
    return Network(
        T("Who talks with whom"),
        nodes,
        chosen,
        _alt(of, len(shown)),
        N("{n} more person is not shown.", "{n} more people are not shown.", left)
        if left >= (FEW if public else 1)
        else "",
    )


def _shown(of: Findings, least: int) -> Ints:
    """The most important people: each with a tie to another of them, for who has only ties to
    people left out would stand there as if alone; and at least so many of each group."""
    order = of.importance
    shown = order[np.array(of.sizes)[of.groups[order]] >= least][:MOST] if of.sizes else order
    while len(shown):
        tied = np.zeros(len(shown), dtype=bool)
        tied[[end for tie in _ties(of, shown) for end in tie[:2]]] = True
        kept = tied & (np.bincount(of.groups[shown])[of.groups[shown]] >= least)
        if kept.all():
            break
        shown = shown[kept]
    return shown


def _large(of: Findings) -> Ints:
    return np.flatnonzero(np.array(of.sizes) >= FEW)


def _ties(of: Findings, shown: Ints) -> list[tuple[int, int, float]]:
    """The strongest ties between those who are shown, as places in the picture."""
    ties = of.graph.ties
    place = np.full(ties.n, -1)
    place[shown] = np.arange(len(shown))
    rows = place[ties.rows]
    near = place[ties.near]
    inside = np.flatnonzero((rows >= 0) & (near > rows))
    best = inside[np.lexsort((near[inside], rows[inside], -ties.weight[inside]))][:MOST_TIES]
    return [(int(rows[at]), int(near[at]), float(ties.weight[at])) for at in best]


def _alt(of: Findings, shown: int) -> Text:
    people = N("A network of {n} person", "A network of {n} people", shown)
    groups = N("{n} group", "{n} groups", of.large)
    return T("{people} in {groups}; large dots are those to whom many turn.",
             people=people, groups=groups)  # fmt: skip
