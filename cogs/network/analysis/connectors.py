"""Who connects the others: betweenness and PageRank.

Sources: Freeman (1977), A set of measures of centrality based on betweenness; Brandes (2001), A
faster algorithm for betweenness centrality; Brandes & Pich (2007), Centrality estimation in large
networks; Page, Brin, Motwani & Winograd (1999), The PageRank citation ranking.
"""

from __future__ import annotations

import numpy as np

from .graph import Floats, Graph, Ints, Ties, components, spread

EXACT = 1_000
"""Up to so many people betweenness is exact."""
PIVOTS = 256
"""Of more people, paths from so many of them, drawn evenly at random, stand for all."""
DAMPING = 0.85


def betweenness(ties: Ties, pivots: int | None = None) -> Floats:
    """Share of all shortest ways between two others that lead through each node, 0..1.

    Ways are counted in steps, without weights or direction. With `pivots` only the ways from so
    many nodes are followed and the result is scaled up, which estimates it without bias (None: all
    when there are at most EXACT nodes, else PIVOTS). The same graph always gives the same result.
    """
    n = ties.n
    if pivots is None:
        pivots = n if n <= EXACT else PIVOTS
    if n < 3:
        return np.zeros(n)
    starts = np.arange(n)
    if pivots < n:
        starts = np.random.default_rng(n).choice(n, pivots, replace=False)
    reach = np.bincount(components(ties), minlength=n)[components(ties)]
    total = np.zeros(n)
    for start in starts:
        total += _dependencies(ties, int(start), int(reach[start]))
    return total * (n / len(starts)) / ((n - 1) * (n - 2))


def _dependencies(ties: Ties, start: int, reach: int) -> Floats:
    """Brandes' sums for the ways from one node, a level at a time; `reach` nodes can be reached."""
    n = ties.n
    ways = np.zeros(n)
    ways[start] = 1.0
    new = np.ones(n, dtype=bool)
    new[start] = False
    level: Ints = np.array([start])
    steps = []
    found = 1
    while found < reach:
        where, counts = spread(ties.begin, level)
        to = ties.near[where]
        kept = new[to]
        to, out_of = to[kept], np.repeat(level.astype(np.int32), counts)[kept]
        steps.append((out_of, to))
        ways += np.bincount(to, ways[out_of], n)
        fresh = np.zeros(n, dtype=bool)
        fresh[to] = True
        new &= ~fresh
        level = np.flatnonzero(fresh)
        found += len(level)
    depends = np.zeros(n)
    for out_of, to in reversed(steps):
        depends += ways * np.bincount(out_of, (1.0 + depends[to]) / ways[to], n)
    depends[start] = 0.0
    return depends


def pagerank(graph: Graph, tolerance: float = 1e-10, rounds: int = 200) -> Floats:
    """To whom people turn, and those to whom others turn count more; sums to 1.

    Along links with their weights, damping 0.85; who turns to nobody passes on to all evenly.
    """
    n = graph.n
    if not n:
        return np.zeros(0)
    given = np.bincount(graph.source, graph.weight, n)
    share = graph.weight / given[graph.source]
    silent = given == 0
    rank = np.full(n, 1 / n)
    for _ in range(rounds):
        last = rank
        rank = DAMPING * np.bincount(graph.target, share * last[graph.source], n)
        rank += (1 - DAMPING + DAMPING * last[silent].sum()) / n
        if np.abs(rank - last).sum() < tolerance:
            break
    return rank
