"""Groups of people who talk among themselves: Leiden, in rounds over arrays.

Sources: Newman (2004), Analysis of weighted networks (modularity); Blondel, Guillaume, Lambiotte &
Lefebvre (2008), Fast unfolding of communities in large networks; Lu, Halappanavar & Kalyanaraman
(2015), Parallel heuristics for scalable community detection (moving many at once); Traag, Waltman &
van Eck (2019), From Louvain to Leiden (parts of clusters may move, and clusters hang together).
"""

from __future__ import annotations

import numpy as np

from .graph import Flags, Floats, Ints, Ties, components, spread, summed

SMALL = 5_000
"""Up to so many nodes, TRIALS attempts are made and the best one is kept."""
TRIALS = 8
TIMES = 10
ROUNDS = 60
STILL = 1e-6
"""Rounds end when four of them gain less modularity than this."""


def clusters(ties: Ties) -> Ints:
    """The cluster of each node: 0 is the largest, of equals the one with the smallest node.

    Deterministic; every cluster hangs together. A node without ties is a cluster of its own.
    """
    if not len(ties.near):
        return np.arange(ties.n)
    trials = TRIALS if ties.n <= SMALL else 1
    found = [_leiden(ties, np.random.default_rng(seed)) for seed in range(trials)]
    best = max(found, key=lambda groups: modularity(ties, groups))
    return by_size(best)


def modularity(ties: Ties, groups: Ints) -> float:
    """Share of the weight within groups, less what it would be by chance: -0.5..1, 0 of none."""
    total = float(ties.weight.sum())
    if not total:
        return 0.0
    inside = float(ties.weight[groups[ties.rows] == groups[ties.near]].sum())
    sums = np.bincount(groups, ties.strength)
    return inside / total - float(((sums / total) ** 2).sum())


def by_size(groups: Ints) -> Ints:
    """The same groups numbered from the largest on."""
    _, first, index, sizes = np.unique(
        groups, return_index=True, return_inverse=True, return_counts=True
    )
    rank = np.empty(len(sizes), dtype=np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return rank[index]


def _leiden(ties: Ties, random: np.random.Generator) -> Ints:
    """Climb again from what was found, as long as that gains something."""
    found = best = np.arange(ties.n)
    value = -1.0
    for _ in range(TIMES):
        found = _connected(ties, _climb(ties, found, random))
        reached = modularity(ties, found)
        if reached <= value + STILL:
            break
        best, value = found, reached
    return best


def _climb(ties: Ties, groups: Ints, random: np.random.Generator) -> Ints:
    """Move nodes between groups; split each group into what holds together, make a node of each
    part, and move those: so whole parts change groups. Until nothing does."""
    strength = ties.strength
    where = np.arange(ties.n)  # of each person the node that it is part of by now
    while True:
        groups = _moved(ties, strength, groups, random)
        inside = _within(ties, groups)
        parts = _moved(inside, strength, np.arange(ties.n), random)
        kept, parts = np.unique(parts, return_inverse=True)
        if len(kept) == ties.n:
            return groups[where]
        home = np.empty(len(kept), np.int64)
        home[parts] = groups
        _, groups = np.unique(home, return_inverse=True)
        strength = np.bincount(parts, strength).astype(np.float64)
        ties = _folded(ties, parts, len(kept))
        where = parts[where]


def _within(ties: Ties, groups: Ints) -> Ties:
    """Only the ties inside groups."""
    inside = groups[ties.rows] == groups[ties.near]
    begin = np.concatenate([[0], np.cumsum(inside)])[ties.begin]
    return Ties(begin, ties.near[inside], ties.weight[inside])


def _folded(ties: Ties, groups: Ints, n: int) -> Ties:
    """Each group as one node; what is within it is left out."""
    rows, columns = groups[ties.rows], groups[ties.near]
    apart = rows != columns
    keys, weight = summed(rows[apart] * n + columns[apart], ties.weight[apart])
    begin = np.searchsorted(keys, np.arange(n + 1) * n).astype(np.int64)
    return Ties(begin, (keys % n).astype(np.int32), weight)


def _moved(
    ties: Ties,
    strength: Floats,
    groups: Ints,
    random: np.random.Generator,
) -> Ints:
    """Rounds in which half of the nodes that may gain, drawn at random, move to the group next to
    them where modularity gains most. Half, because two neighbours that move at the same time would
    often just change places."""
    n = ties.n
    total = float(strength.sum())
    groups = groups.copy()
    waiting = np.ones(n, dtype=bool)
    lately: list[float] = []
    for _ in range(ROUNDS):
        chosen = np.flatnonzero(waiting & (random.random(n) < 0.5))
        if not waiting.any():
            break
        to, gain = _best(ties, groups, strength, total, chosen)
        moves = gain > STILL * total / n
        waiting[chosen] = False
        movers = chosen[moves]
        groups[movers] = to[moves]
        _wake(ties, movers, waiting)
        # all but one in sixteen have been looked at since
        lately = [*lately[-3:], float(gain[moves].sum())]
        if len(lately) == 4 and sum(lately) < STILL * total:
            break
    return groups


def _best(
    ties: Ties, groups: Ints, strength: Floats, total: float, chosen: Ints
) -> tuple[Ints, Floats]:
    """For each chosen node the group that it should be in, and what that gains (in weight)."""
    n = ties.n
    size = np.bincount(groups, strength, n)
    where, counts = spread(ties.begin, chosen)
    row = np.repeat(np.arange(len(chosen)), counts)
    keys, weight = summed(row * n + groups[ties.near[where]], ties.weight[where])
    row, there = keys // n, keys % n
    own = groups[chosen]
    # what ties it to a group, less what would by chance; it does not count as its own neighbour
    mine = strength[chosen]
    at_home = there == own[row]
    others = size[there] - np.where(at_home, mine[row], 0.0)
    value = weight - mine[row] * others / total
    stay = -mine * (size[own] - mine) / total
    stay[row[at_home]] = value[at_home]
    best, first = _highest(row, value, there, len(chosen))
    has = first >= 0
    to, gain = own.copy(), np.zeros(len(chosen))
    to[has] = there[first[has]]
    gain[has] = best[has] - stay[has]
    return to, gain


def _highest(row: Ints, value: Floats, there: Ints, n: int) -> tuple[Floats, Ints]:
    """The highest value of each row and where it stands (the first of equals); -1 of empty rows."""
    best, first = np.zeros(n), np.full(n, -1)
    if len(row):
        begin = np.flatnonzero(np.concatenate([[True], row[1:] != row[:-1]]))
        best[row[begin]] = np.maximum.reduceat(value, begin)
        top = np.flatnonzero(value == best[row])
        first[row[top[::-1]]] = top[::-1]
    return best, first


def _wake(ties: Ties, movers: Ints, waiting: Flags) -> None:
    """The neighbours of whoever moved look again."""
    where, _ = spread(ties.begin, movers)
    waiting[ties.near[where]] = True


def _connected(ties: Ties, groups: Ints) -> Ints:
    """Groups whose members cannot reach each other within them are split."""
    return components(_within(ties, groups))
