"""The same measures by Townhall and by networkx, each timed in a process of its own."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from cogs.network.analysis.clusters import clusters, modularity
from cogs.network.analysis.connectors import PIVOTS, betweenness, pagerank
from cogs.network.analysis.gaps import bridges, gaps
from cogs.network.analysis.graph import Graph, Ints, graph
from cogs.network.analysis.shape import density, losses, reciprocity

from .planted import adjusted_rand, load, planted

Result = dict[str, float]


def ours(file: Path) -> Result:
    """Seconds of CPU of every measure, what came out, and the peak of memory in MiB above what
    the links themselves take."""
    made = load(file)
    given = made.graph
    found: Result = {}
    before = _memory()

    def timed(name: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = work()
        found[name] = time.process_time() - start
        return result

    of = timed("graph", lambda: _fresh(given))
    timed("pagerank", lambda: pagerank(of))
    labels = timed("clusters", lambda: clusters(of.ties))
    timed("betweenness", lambda: betweenness(of.ties))
    timed("density, reciprocity", lambda: (density(of), reciprocity(of)))
    timed("resilience", lambda: losses(of.ties))
    timed("bridges and gaps", lambda: (bridges(of.ties, labels), gaps(of.ties, labels, _yes)))
    found["modularity"] = modularity(of.ties, labels)
    found["ari"] = adjusted_rand(labels, made.homes)
    found["memory"] = _memory() - before
    return found


def _fresh(given: Graph) -> Graph:
    made = graph(given.members[given.source], given.members[given.target], given.weight)
    made.ties.strength  # noqa: B018 - computed when first asked for
    return made


def _yes(one: int, other: int) -> bool:
    return True


def theirs(file: Path, pivots: int) -> Result:
    """The same by networkx; betweenness from `pivots` nodes, its time scaled up to as many as
    Townhall takes."""
    made = load(file)
    of, n = made.graph, made.graph.n
    found: Result = {}
    before = _memory()
    start = time.process_time()
    links = nx.DiGraph()
    links.add_weighted_edges_from(
        zip(of.source.tolist(), of.target.tolist(), of.weight.tolist(), strict=True)
    )
    ties = as_networkx(of)
    found["graph"] = time.process_time() - start
    start = time.process_time()
    nx.pagerank(links, tol=1e-10 / n, max_iter=200)
    found["pagerank"] = time.process_time() - start
    start = time.process_time()
    nx.density(links), nx.overall_reciprocity(links)
    found["density, reciprocity"] = time.process_time() - start
    links.clear()
    start = time.process_time()
    sets = nx.community.louvain_communities(ties, seed=1)
    found["clusters"] = time.process_time() - start
    found["modularity"] = nx.community.modularity(ties, sets)
    found["ari"] = adjusted_rand(_labels(sets, n), made.homes)
    start = time.process_time()
    nx.betweenness_centrality(ties, k=pivots, seed=1)
    share = min(n, PIVOTS) / pivots
    found["betweenness"] = (time.process_time() - start) * share
    found["memory"] = _memory() - before
    return found


def as_networkx(of: Graph) -> Any:
    """The ties as a graph of networkx."""
    ties = nx.Graph()
    ties.add_nodes_from(range(of.n))
    rows, near = of.ties.rows, of.ties.near
    once = rows < near
    ties.add_weighted_edges_from(
        zip(rows[once].tolist(), near[once].tolist(), of.ties.weight[once].tolist(), strict=True)
    )
    return ties


def _labels(sets: list[set[int]], n: int) -> Ints:
    labels = np.zeros(n, np.int64)
    for number, people in enumerate(sets):
        labels[list(people)] = number
    return labels


def agreement(count: int) -> Result:
    """The largest difference from networkx on small graphs: betweenness, PageRank, modularity of
    our clusters; and our best modularity less the best of networkx' Louvain with ten seeds."""
    worst = dict.fromkeys(("betweenness", "pagerank", "modularity"), 0.0)
    lead = []
    for seed in range(count):
        of = planted(60 + 20 * seed, 300 + 150 * seed, 4 + seed, seed=seed).graph
        ties = as_networkx(of)
        links = nx.DiGraph()
        links.add_weighted_edges_from(
            zip(of.source.tolist(), of.target.tolist(), of.weight.tolist(), strict=True)
        )
        labels = clusters(of.ties)
        sets = [set(np.flatnonzero(labels == k).tolist()) for k in range(labels.max() + 1)]
        exact = nx.betweenness_centrality(ties)
        ranks = nx.pagerank(links, tol=1e-12 / of.n, max_iter=500)
        quality = modularity(of.ties, labels)
        differences = {
            "betweenness": np.abs(betweenness(of.ties) - [exact[i] for i in range(of.n)]).max(),
            "pagerank": np.abs(pagerank(of) - [ranks[i] for i in range(of.n)]).max(),
            "modularity": abs(quality - nx.community.modularity(ties, sets)),
        }
        worst = {name: max(worst[name], float(differences[name])) for name in worst}
        best = max(
            nx.community.modularity(ties, nx.community.louvain_communities(ties, seed=s))
            for s in range(10)
        )
        lead.append(quality - best)
    return worst | {"least lead in modularity": min(lead)}


def estimate(members: int, pairs: int, groups: int) -> float:
    """Of the ten greatest betweenness exactly computed, the share among the ten of the estimate."""
    ties = planted(members, pairs, groups).graph.ties
    exact, guess = betweenness(ties, ties.n), betweenness(ties, PIVOTS)
    top = [set(np.argsort(-values)[:10].tolist()) for values in (exact, guess)]
    return len(top[0] & top[1]) / 10


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
