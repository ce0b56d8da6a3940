"""A network as arrays: directed weighted links, and the undirected ties between the same people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Ties:
    """An undirected weighted graph, both directions of each tie in rows (CSR).

    The neighbours of node i are `near[begin[i]:begin[i + 1]]`, ascending, with `weight` beside
    them. Nodes are 0..n-1; `begin` has n + 1 entries.
    """

    begin: Ints
    near: NDArray[np.int32]
    weight: Floats

    @property
    def n(self) -> int:
        """How many nodes there are."""
        return len(self.begin) - 1

    @property
    def count(self) -> int:
        """How many ties there are, each once."""
        return len(self.near) // 2

    @property
    def degree(self) -> Ints:
        """How many neighbours each node has."""
        return np.diff(self.begin)

    @property
    def rows(self) -> NDArray[np.int32]:
        """The node at the beginning of each entry of `near`."""
        return np.repeat(np.arange(self.n, dtype=np.int32), self.degree)

    @cached_property
    def strength(self) -> Floats:
        """Sum of the weights at each node."""
        return np.bincount(self.rows, self.weight, self.n).astype(np.float64)


@dataclass(frozen=True)
class Graph:
    """Directed weighted links: node `source[k]` turned to node `target[k]`.

    `members` (n,) are the ids of the nodes, ascending; `source`, `target` (m,) int64 are nodes,
    each pair once and none to itself, ascending; `weight` (m,) float64 is above 0.
    """

    members: Ints
    source: Ints
    target: Ints
    weight: Floats

    @property
    def n(self) -> int:
        """How many people have a link."""
        return len(self.members)

    @property
    def m(self) -> int:
        """How many links there are."""
        return len(self.source)

    @cached_property
    def ties(self) -> Ties:
        """The same without direction: the weights of both directions added up."""
        rows = np.concatenate([self.source, self.target])
        columns = np.concatenate([self.target, self.source])
        keys, weight = summed(rows * self.n + columns, np.concatenate([self.weight] * 2))
        begin = np.searchsorted(keys, np.arange(self.n + 1) * self.n)
        near = (keys % max(self.n, 1)).astype(np.int32)
        return Ties(begin.astype(np.int64), near, weight)

    def node(self, member_id: int) -> int | None:
        """The node of a member, None of somebody without a link."""
        at = int(np.searchsorted(self.members, member_id))
        return at if at < self.n and self.members[at] == member_id else None


def graph(members_from: Ints, members_to: Ints, weight: Floats) -> Graph:
    """A graph of links between member ids; pairs that come several times are added up, those to
    oneself or without weight are left out, and so is who has no other."""
    kept = (members_from != members_to) & (weight > 0)
    ends = np.concatenate([members_from[kept], members_to[kept]])
    members, nodes = np.unique(ends, return_inverse=True)
    n, half = len(members), len(ends) // 2
    keys, sums = summed(nodes[:half].astype(np.int64) * n + nodes[half:], weight[kept])
    return Graph(members.astype(np.int64), keys // max(n, 1), keys % max(n, 1), sums)


def summed(keys: Ints, weight: Floats) -> tuple[Ints, Floats]:
    """Each key once, ascending, with the sum of its weights."""
    if not len(keys):
        return keys, weight
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    return keys[first], np.add.reduceat(weight[order], first)


def spread(begin: Ints, nodes: Ints) -> tuple[Ints, Ints]:
    """Where the entries of these nodes stand in the rows, and how many each has."""
    counts = begin[nodes + 1] - begin[nodes]
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(begin[nodes] - ends + counts, counts), counts


def components(ties: Ties) -> Ints:
    """For each node the smallest node that can be reached from it."""
    label = np.arange(ties.n)
    filled = np.flatnonzero(ties.degree)
    if not len(filled):
        return label
    while True:
        lowest = label.copy()
        lowest[filled] = np.minimum(
            label[filled], np.minimum.reduceat(label[ties.near], ties.begin[filled])
        )
        # whoever a node names as its smallest learns of it too, then paths are shortened
        np.minimum.at(lowest, label, lowest)
        lowest = lowest[lowest]
        if np.array_equal(lowest, label):
            return label
        label = lowest
