"""All that is found in a network, in one go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .clusters import clusters, modularity
from .connectors import EXACT, PIVOTS, betweenness, pagerank
from .gaps import LEAST, Bridge, bridges
from .graph import Floats, Graph, Ints
from .shape import Loss, density, losses, reciprocity

CONNECTORS = 10


@dataclass(frozen=True)
class Findings:
    """A network and its measures; arrays by node.

    `between` and `rank` say who connects and to whom people turn; `groups` the cluster of each,
    0 the largest. `writers` are the members (ids, ascending) who are here and wrote, `isolated`
    those of them to whom nobody turned. `pivots` is 0 where betweenness is exact.
    """

    graph: Graph
    between: Floats
    rank: Floats
    groups: Ints
    modularity: float
    density: float | None
    reciprocity: float | None
    losses: tuple[Loss, ...]
    bridges: tuple[Bridge, ...]
    writers: Ints
    isolated: Ints
    pivots: int

    @cached_property
    def sizes(self) -> list[int]:
        """How many people each cluster has."""
        return [int(size) for size in np.bincount(self.groups)] if self.graph.n else []

    @property
    def large(self) -> int:
        """How many clusters have at least five people."""
        return sum(size >= LEAST for size in self.sizes)

    @cached_property
    def connectors(self) -> list[int]:
        """Nodes that connect others, the most important first; never more than a fifth of all."""
        most = min(CONNECTORS, self.graph.n // 5)
        order = np.lexsort((-self.rank, -self.between))[:most]
        return [int(node) for node in order if self.between[node] > 0]

    @cached_property
    def importance(self) -> Ints:
        """All nodes, those to whom people turn most first."""
        return np.lexsort((-self.graph.ties.strength, -self.rank))

    def member(self, node: int) -> int:
        """Whose node it is."""
        return int(self.graph.members[node])

    def share_lost(self, people: int) -> float | None:
        """Share of ties that go when so many of the best connected leave."""
        for loss in self.losses:
            if len(loss.nodes) == people:
                return loss.share
        return None

    def present(self, member_id: int) -> bool:
        """Whether they are here and wrote."""
        at = int(np.searchsorted(self.writers, member_id))
        return at < len(self.writers) and bool(self.writers[at] == member_id)

    @property
    def isolated_share(self) -> float | None:
        """Of those who are here and wrote, to how many nobody turned."""
        return len(self.isolated) / len(self.writers) if len(self.writers) else None


def analyse(graph: Graph, writers: Ints) -> Findings:
    """Everything about a network; `writers` are the members who are here and wrote. Heavy for a
    large one (docs/network.md tells how heavy): not on the event loop."""
    ties = graph.ties
    groups = clusters(ties)
    turned_to = graph.members[np.unique(graph.target)] if graph.m else graph.members
    return Findings(
        graph=graph,
        between=betweenness(ties),
        rank=pagerank(graph),
        groups=groups,
        modularity=modularity(ties, groups),
        density=density(graph),
        reciprocity=reciprocity(graph),
        losses=tuple(losses(ties)),
        bridges=tuple(bridges(ties, groups)),
        writers=writers,
        isolated=np.setdiff1d(writers, turned_to),
        pivots=0 if graph.n <= EXACT else PIVOTS,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """Members who are among the connectors and were not in the period before, and the reverse."""

    new: tuple[int, ...]
    lost: tuple[int, ...]


def change(now: Findings, before: Findings) -> Change:
    """Who became a connector, and who no longer is."""
    ours = [now.member(node) for node in now.connectors]
    theirs = [before.member(node) for node in before.connectors]
    return Change(
        tuple(member for member in ours if member not in theirs),
        tuple(member for member in theirs if member not in ours),
    )
