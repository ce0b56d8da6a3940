"""Between clusters: who bridges them, and which of them hardly talk.

Source: Burt (1992), Structural Holes: a tie between groups that have none tells both something new.
What would be expected is the model behind modularity (Newman 2004): everybody's ties at random.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .graph import Ints, Ties

LEAST = 5
"""Clusters with fewer people are no groups yet."""
LARGEST = 12
"""So many of the largest clusters are compared."""
THIN = 0.25
"""A gap is less than this of the ties that would be expected by chance..."""
EXPECTED = 3.0
"""...where at least so many would be."""
CANDIDATES = 8
"""Among so many of a cluster's best connected people somebody is looked for who may meet."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """Two clusters and the node with most ties across, with how many of all that there are."""

    one: int
    other: int
    ties: int
    node: int
    through: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Two clusters with `ties` between them where `expected` would be by chance, and one person of
    each who are well connected at home and have no tie."""

    one: int
    other: int
    ties: int
    expected: float
    nodes: tuple[int, int]


def sizable(groups: Ints) -> int:
    """How many clusters are looked at: they are numbered by size, so these are 0 to that."""
    return min(int((np.bincount(groups) >= LEAST).sum()), LARGEST) if len(groups) else 0


def bridges(ties: Ties, groups: Ints) -> list[Bridge]:
    """For each two of the large clusters with ties between them, through whom most of those lead;
    most ties through one person first."""
    kept = sizable(groups)
    rows = ties.rows
    here, there = groups[rows], groups[ties.near]
    across = (here != there) & (here < kept) & (there < kept)
    low, high = np.minimum(here, there)[across], np.maximum(here, there)[across]
    codes, through = np.unique((low * kept + high) * ties.n + rows[across], return_counts=True)
    found: dict[int, Bridge] = {}
    matrix = _between(ties, groups, kept)
    for at in np.lexsort((codes, -through)):
        pair, node = divmod(int(codes[at]), ties.n)
        one, other = divmod(pair, kept)
        found.setdefault(pair, Bridge(one, other, int(matrix[one, other]), node, int(through[at])))
    return list(found.values())


def gaps(ties: Ties, groups: Ints, may_meet: Callable[[int, int], bool]) -> list[Gap]:
    """Large clusters that hardly talk, the greatest lack first. `may_meet` says of two nodes
    whether they may be brought together; where nobody may, there is no suggestion."""
    kept = sizable(groups)
    matrix = _between(ties, groups, kept)
    sums = np.bincount(groups, ties.degree, kept)[:kept] if kept else np.zeros(0)
    found = []
    for one in range(kept):
        for other in range(one + 1, kept):
            expected = float(sums[one] * sums[other] / len(ties.near))
            there = int(matrix[one, other])
            if expected < EXPECTED or there > THIN * expected:
                continue
            pair = _pair(ties, groups, one, other, may_meet)
            if pair is not None:
                found.append(Gap(one, other, there, expected, pair))
    return sorted(found, key=lambda g: (g.ties - g.expected, g.one, g.other))


def _between(ties: Ties, groups: Ints, kept: int) -> Ints:
    """How many ties there are between the first `kept` clusters, (kept, kept)."""
    here, there = groups[ties.rows], groups[ties.near]
    inside = (here < kept) & (there < kept)
    codes = here[inside] * kept + there[inside]
    return np.bincount(codes, minlength=kept * kept).reshape(kept, kept)


def _pair(
    ties: Ties, groups: Ints, one: int, other: int, may_meet: Callable[[int, int], bool]
) -> tuple[int, int] | None:
    """The best connected two without a tie who may meet."""
    ours, theirs = _leading(ties, groups, one), _leading(ties, groups, other)
    order = sorted((i + j, i, j) for i in range(len(ours)) for j in range(len(theirs)))
    for _, i, j in order:
        a, b = ours[i], theirs[j]
        near = ties.near[ties.begin[a] : ties.begin[a + 1]]
        if b not in near and may_meet(a, b):
            return a, b
    return None


def _leading(ties: Ties, groups: Ints, group: int) -> list[int]:
    """The people of a cluster with most weight at home."""
    nodes = np.flatnonzero(groups == group)
    order = np.lexsort((nodes, -ties.strength[nodes]))
    return [int(nodes[at]) for at in order[:CANDIDATES]]
