"""Small networks whose measures are known, and slow computations to compare with."""

from __future__ import annotations

from collections import deque
from itertools import product

import numpy as np

from bot.api.services.measures import Histories, Links
from cogs.network.analysis.graph import Graph, Ties, graph

Pairs = list[tuple[int, int]]

# Two triangles with one tie between them: 0-1-2, 3-4-5, 2-3.
BOWTIE: Pairs = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)]

# Zachary's karate club (1977), the network that everybody compares with.
KARATE: Pairs = [
    (0, n) for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31)
] + [
    *((1, n) for n in (2, 3, 7, 13, 17, 19, 21, 30)),
    *((2, n) for n in (3, 7, 8, 9, 13, 27, 28, 32)),
    *((3, n) for n in (7, 12, 13)),
    *((4, 6), (4, 10), (5, 6), (5, 10), (5, 16), (6, 16)),
    *((8, n) for n in (30, 32, 33)),
    *((9, 33), (13, 33), (14, 32), (14, 33), (15, 32), (15, 33), (18, 32), (18, 33)),
    *((19, 33), (20, 32), (20, 33), (22, 32), (22, 33)),
    *((23, n) for n in (25, 27, 29, 32, 33)),
    *((24, n) for n in (25, 27, 31)),
    *((25, 31), (26, 29), (26, 33), (27, 33), (28, 31), (28, 33), (29, 32), (29, 33)),
    *((30, 32), (30, 33), (31, 32), (31, 33), (32, 33)),
]  # fmt: skip


def net(pairs: Pairs, weight: list[float] | None = None) -> Graph:
    """A graph of these links between member ids."""
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    heavy = np.ones(len(ends)) if weight is None else np.array(weight, dtype=np.float64)
    return graph(ends[:, 0], ends[:, 1], heavy)


def drawn(people: int, links: int, seed: int) -> Graph:
    """Links at random, some of them several times."""
    random = np.random.default_rng(seed)
    ends = random.integers(0, people, (links, 2)) * 3 + 10
    return graph(ends[:, 0], ends[:, 1], random.integers(1, 5, links) * 0.25)


def groups_of(sizes: list[int], within: int, between: int, seed: int = 1) -> Pairs:
    """Links inside groups of these sizes, and some between neighbouring ones."""
    random = np.random.default_rng(seed)
    starts = np.cumsum([0, *sizes[:-1]])
    found: Pairs = []
    for start, size in zip(starts.tolist(), sizes, strict=True):
        # a ring, so that each group hangs together
        found += [(start + i, start + (i + 1) % size) for i in range(size)]
        found += [
            (start + int(a), start + int(b))
            for a, b in random.integers(0, size, (within * size, 2))
            if a != b
        ]
    for one, other in zip(starts.tolist(), starts.tolist()[1:], strict=False):
        found += [(one + i, other + i) for i in range(between)]
    return found


def links(pairs: Pairs, replies: int = 1) -> Links:
    """The same as `Measures.links` gives them."""
    ends = np.unique(np.array(pairs, dtype=np.int64).reshape(-1, 2), axis=0)
    zeros = np.zeros(len(ends), np.int64)
    return Links(ends[:, 0], ends[:, 1], zeros + replies, zeros, zeros)


def histories(members: list[int], day: int = 739_000, weeks: int = 4) -> Histories:
    """Everybody is here and wrote three messages a week."""
    n = len(members)
    zeros = np.zeros((n, weeks), np.int32)
    return Histories(
        np.array(members, np.int64),
        np.full(n, day, np.int64),
        np.ones(n, np.bool_),
        zeros + 3, zeros, zeros, zeros + 1,
    )  # fmt: skip


# ---- the slow way


def neighbours(ties: Ties) -> list[list[int]]:
    return [ties.near[a:b].tolist() for a, b in zip(ties.begin, ties.begin[1:], strict=False)]


def slow_betweenness(ties: Ties) -> list[float]:
    """By its definition: for each two others the share of shortest ways through a node."""
    near, n = neighbours(ties), ties.n
    far, ways = [[-1] * n for _ in range(n)], [[0] * n for _ in range(n)]
    for start in range(n):
        far[start][start], ways[start][start] = 0, 1
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            for there in near[here]:
                if far[start][there] < 0:
                    far[start][there] = far[start][here] + 1
                    waiting.append(there)
                if far[start][there] == far[start][here] + 1:
                    ways[start][there] += ways[start][here]
    found = [0.0] * n
    for a, b, node in product(range(n), repeat=3):
        on_the_way = far[a][b] >= 0 and far[a][node] + far[node][b] == far[a][b]
        if len({a, b, node}) == 3 and far[a][node] >= 0 and on_the_way:
            found[node] += ways[a][node] * ways[node][b] / ways[a][b]
    return [value / ((n - 1) * (n - 2)) for value in found]


def slow_modularity(ties: Ties, labels: list[int]) -> float:
    """By its definition, over all pairs of nodes."""
    n = ties.n
    matrix = np.zeros((n, n))
    matrix[ties.rows, ties.near] = ties.weight
    strength, total = matrix.sum(axis=1), matrix.sum()
    return sum(
        (matrix[i, j] - strength[i] * strength[j] / total) / total
        for i, j in product(range(n), repeat=2)
        if labels[i] == labels[j]
    )
