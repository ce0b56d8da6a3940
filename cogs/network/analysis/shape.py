"""How a network is made: how dense, how mutual, and how much hangs on how few.

Sources: Wasserman & Faust (1994), Social Network Analysis (density, reciprocity); Albert, Jeong &
Barabási (2000), Error and attack tolerance of complex networks (links that go with the best
connected ones).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .graph import Graph, Ties


@dataclass(frozen=True, slots=True)
class Loss:
    """What goes when some people leave: the share of ties, and how many others then have none."""

    nodes: tuple[int, ...]
    share: float
    stranded: int


def density(graph: Graph) -> float | None:
    """Links there are, of all that there could be between these people; None of fewer than two."""
    return graph.m / (graph.n * (graph.n - 1)) if graph.n > 1 else None


def reciprocity(graph: Graph) -> float | None:
    """Share of links that are returned in some way; None without links."""
    if not graph.m:
        return None
    there = graph.source * graph.n + graph.target  # ascending, as a graph is made
    back = graph.target * graph.n + graph.source
    at = np.minimum(np.searchsorted(there, back), graph.m - 1)
    return float((there[at] == back).mean())


def losses(ties: Ties, steps: Sequence[int] = (1, 3, 5)) -> list[Loss]:
    """What goes with the top 1, 3, 5: each time whoever has the most ties left is next (of equals
    the one with the greater weight, then the smaller node). As many as there are nodes for."""
    left = ties.degree.copy()
    had = left > 0
    gone: list[int] = []
    lost = 0
    found = []
    for step in range(1, min(max(steps, default=0), ties.n) + 1):
        best = np.flatnonzero(left == left.max())
        node = int(best[np.argmax(ties.strength[best])])
        lost += int(left[node])
        near = ties.near[ties.begin[node] : ties.begin[node + 1]]
        left[near] -= 1
        gone.append(node)
        left[gone] = -1
        if step in steps:
            share = lost / ties.count if ties.count else 0.0
            found.append(Loss(tuple(gone), share, int((left[had] == 0).sum())))
    return found
