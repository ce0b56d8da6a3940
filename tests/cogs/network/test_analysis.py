"""Measures of networks against slow computations and against numbers that are known."""

from __future__ import annotations

import numpy as np
import pytest

from cogs.network.analysis.clusters import by_size, clusters, modularity
from cogs.network.analysis.connectors import betweenness, pagerank
from cogs.network.analysis.findings import analyse, change
from cogs.network.analysis.gaps import bridges, gaps
from cogs.network.analysis.graph import components, graph
from cogs.network.analysis.shape import density, losses, reciprocity
from tests.cogs.network.small import (
    BOWTIE,
    KARATE,
    drawn,
    groups_of,
    neighbours,
    net,
    slow_betweenness,
    slow_modularity,
)

NOBODY = np.zeros(0, np.int64)


def test_pairs_are_added_up_and_oneself_left_out() -> None:
    made = net([(7, 3), (3, 7), (7, 3), (5, 5), (3, 9)], [1, 0.5, 0.25, 9, 0])
    assert made.members.tolist() == [3, 7]
    rows = [made.source.tolist(), made.target.tolist(), made.weight.tolist()]
    assert rows == [[0, 1], [1, 0], [0.5, 1.25]]
    assert (made.ties.count, made.ties.weight.tolist()) == (1, [1.75, 1.75])
    assert (made.node(7), made.node(5)) == (1, None)


@pytest.mark.parametrize("seed", range(6))
def test_betweenness_is_its_definition(seed: int) -> None:
    ties = drawn(14, 18 + 4 * seed, seed).ties
    assert betweenness(ties) == pytest.approx(slow_betweenness(ties), abs=1e-12)


def test_numbers_that_are_known() -> None:
    """As networkx 3.6 gives them (its betweenness_centrality, pagerank and modularity)."""
    club = net(KARATE)
    values = betweenness(club.ties)
    assert values[[0, 33, 32, 2]] == pytest.approx(
        [0.437635, 0.304075, 0.145247, 0.143657], abs=1e-6
    )
    both = net([*KARATE, *((b, a) for a, b in KARATE)])
    assert pagerank(both)[[33, 0, 32]] == pytest.approx([0.100919, 0.096997, 0.071693], abs=1e-6)
    found = clusters(club.ties)
    assert found.max() == 3
    # the best there is for this club
    assert modularity(club.ties, found) == pytest.approx(0.419790, abs=1e-6)


def test_sampled_pivots_come_near_and_find_the_first() -> None:
    ties = drawn(400, 1500, 3).ties
    exact, guess = betweenness(ties), betweenness(ties, 128)
    assert np.array_equal(guess, betweenness(ties, 128))
    assert guess.sum() == pytest.approx(exact.sum(), rel=0.05)
    assert np.corrcoef(exact, guess)[0, 1] > 0.9
    assert np.argmax(exact) in np.argsort(-guess)[:3]


@pytest.mark.parametrize("seed", range(3))
def test_pagerank_is_where_a_walk_ends(seed: int) -> None:
    made = drawn(20, 40, seed)
    n = made.n
    step = np.zeros((n, n))
    step[made.source, made.target] = made.weight
    silent = step.sum(axis=1) == 0
    step[silent] = 1.0
    step = 0.85 * step / step.sum(axis=1, keepdims=True) + 0.15 / n
    walk = np.linalg.matrix_power(step, 400)[0]
    assert pagerank(made) == pytest.approx(walk, abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_clusters_hang_together_and_leave_nothing_to_gain(seed: int) -> None:
    ties = drawn(60, 130, seed).ties
    found = clusters(ties)
    assert modularity(ties, found) == pytest.approx(slow_modularity(ties, found.tolist()))
    near = neighbours(ties)
    for label in range(found.max() + 1):
        people = set(np.flatnonzero(found == label).tolist())
        reached, waiting = set(), [min(people)]
        while waiting:
            here = waiting.pop()
            reached.add(here)
            waiting += [there for there in near[here] if there in people - reached]
        assert reached == people
    best = modularity(ties, found)
    for node in range(ties.n):
        for label in {int(found[there]) for there in near[node]}:
            moved = found.copy()
            moved[node] = label
            assert modularity(ties, moved) <= best + 1e-6


def test_planted_groups_are_found_again() -> None:
    sizes = [30, 20, 12, 6]
    made = net(groups_of(sizes, within=4, between=2))
    assert np.array_equal(clusters(made.ties), np.repeat(np.arange(4), sizes))


def test_clusters_are_numbered_by_size() -> None:
    assert by_size(np.array([5, 5, 2, 9, 9, 9])).tolist() == [1, 1, 2, 0, 0, 0]


def test_what_hangs_together() -> None:
    made = net([(1, 2), (2, 3), (4, 5), (9, 8), (8, 7), (7, 9), (3, 12), (12, 10), (10, 11)])
    assert components(made.ties).tolist() == [0, 0, 0, 3, 3, 5, 5, 5, 0, 0, 0]


def test_shape() -> None:
    made = net([(1, 2), (2, 1), (1, 3), (4, 1)])
    assert density(made) == pytest.approx(4 / 12)
    assert reciprocity(made) == pytest.approx(0.5)
    # 1 has all three ties; without 1 nobody has any
    assert [(loss.nodes, loss.share, loss.stranded) for loss in losses(made.ties)] == [
        ((0,), 1.0, 3),
        ((0, 1, 2), 1.0, 1),
    ]
    bow = net(BOWTIE)
    assert losses(bow.ties, (1, 2))[0].share == pytest.approx(3 / 7)
    assert losses(bow.ties, (1, 2))[1].share == pytest.approx(5 / 7)


def test_nothing_at_all() -> None:
    made = graph(NOBODY, NOBODY, np.zeros(0))
    found = analyse(made, np.array([4, 5]))
    assert (found.density, found.reciprocity, found.losses, found.bridges) == (None, None, (), ())
    assert (found.sizes, found.connectors, found.large) == ([], [], 0)
    assert found.isolated.tolist() == [4, 5]
    assert gaps(made.ties, found.groups, lambda a, b: True) == []


def test_bridges_and_gaps() -> None:
    # 40 ties within each; the first two share two ties through node 0, the third has none
    pairs = groups_of([12, 10, 8], within=4, between=0)
    pairs += [(0, 12), (0, 13), (0, 14), (12, 1)]
    made = net(pairs)
    found = clusters(made.ties)
    assert [(b.one, b.other, b.ties, b.node, b.through) for b in bridges(made.ties, found)] == [
        (0, 1, 4, 0, 3)
    ]
    lacks = gaps(made.ties, found, lambda a, b: True)
    assert {(gap.one, gap.other, gap.ties) for gap in lacks} >= {(0, 2, 0), (1, 2, 0)}
    first = lacks[0]
    assert {found[first.nodes[0]], found[first.nodes[1]]} == {first.one, first.other}
    apart = set(first.nodes)
    others = gaps(made.ties, found, lambda a, b: {a, b} != apart)
    again = next(gap for gap in others if (gap.one, gap.other) == (first.one, first.other))
    assert set(again.nodes) != apart
    assert gaps(made.ties, found, lambda a, b: False) == []


def test_who_is_not_heard_and_who_is_new() -> None:
    star = [(n, 0) for n in range(1, 12)]
    before = analyse(net(star), np.arange(13))
    # everybody turned to 0 alone; 12 wrote and has no link at all
    assert before.isolated.tolist() == list(range(1, 13))
    assert before.isolated_share == pytest.approx(12 / 13)
    assert [before.member(node) for node in before.connectors] == [0]
    now = analyse(net([(n, 11) for n in range(11)]), np.arange(13))
    turned = change(now, before)
    assert (turned.new, turned.lost) == ((11,), (0,))
