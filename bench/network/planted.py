"""Communities with known clusters: sizes and activity are heavy-tailed, as they are in chats."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cogs.network.analysis.graph import Graph, Ints, graph

WITHIN = 0.75
"""Share of links that stay within a cluster."""


@dataclass(frozen=True)
class Planted:
    """A network, and the cluster in which each of its people was put."""

    graph: Graph
    homes: Ints


def planted(members: int, pairs: int, clusters: int, seed: int = 7) -> Planted:
    """So many people, distinct directed pairs and clusters; the same for the same numbers."""
    random = np.random.default_rng(seed)
    sizes = random.pareto(1.5, clusters) + 1
    homes = random.choice(clusters, members, p=sizes / sizes.sum())
    order = np.argsort(homes, kind="stable")
    begin = np.searchsorted(homes[order], np.arange(clusters + 1))
    active = random.pareto(2.0, members) + 0.2
    active /= active.sum()
    # everybody turns to somebody; the rest is drawn
    found: Ints = np.empty(0, np.int64)
    while len(found) < pairs:
        more = int((pairs - len(found)) * 1.3) + members
        source = random.choice(members, more, p=active)
        source[:members] = np.arange(members)
        target = random.choice(members, more, p=active)
        stay = random.random(more) < WITHIN
        home = homes[source[stay]]
        room = begin[home + 1] - begin[home]
        target[stay] = order[begin[home] + (random.random(stay.sum()) * room).astype(np.int64)]
        keys = (source * members + target)[source != target]
        found = np.unique(np.concatenate([found, keys]))
    kept = np.sort(random.permutation(found)[:pairs])
    weight = random.choice([1.0, 1.5, 2.0, 0.5, 0.25], pairs, p=[0.4, 0.1, 0.1, 0.2, 0.2])
    made = graph(kept // members, kept % members, weight)
    return Planted(made, homes[made.members])


def save(file: Path, members: int, pairs: int, clusters: int) -> None:
    """Plant one and keep it, so that whoever measures it has not made it."""
    made = planted(members, pairs, clusters)
    of = made.graph
    np.savez(
        file,
        members=of.members,
        source=of.source,
        target=of.target,
        weight=of.weight,
        homes=made.homes,
    )


def load(file: Path) -> Planted:
    """What was kept."""
    with np.load(file) as kept:
        of = Graph(*(kept[name] for name in ("members", "source", "target", "weight")))
        return Planted(of, kept["homes"])


def adjusted_rand(one: Ints, other: Ints) -> float:
    """How alike two partitions are: 1 the same, about 0 by chance (Hubert & Arabie 1985)."""
    _, a = np.unique(one, return_inverse=True)
    _, b = np.unique(other, return_inverse=True)
    _, cells = np.unique(a * (b.max() + 1) + b, return_counts=True)
    both, first, second = (_pairs(sizes) for sizes in (cells, np.bincount(a), np.bincount(b)))
    chance = first * second / _pairs(np.array([len(a)]))
    most = (first + second) / 2
    return float((both - chance) / (most - chance)) if most != chance else 1.0


def _pairs(sizes: Ints) -> float:
    counts = sizes.astype(np.float64)
    return float((counts * (counts - 1) / 2).sum())
