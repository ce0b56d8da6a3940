"""Networks: the same places every time, clusters apart, names that cover nothing."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Sequence
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
from PIL import Image

from bot.api.chart import Network, Node
from bot.engine.rendering.charts import draw, draw_svg
from bot.engine.rendering.charts.network import hull
from bot.engine.rendering.charts.placing import fit, settle
from bot.engine.rendering.charts.surface import width

Link = tuple[int, int, float]


def planted(sizes: Sequence[int], within: float = 0.4, between: float = 0.02) -> list[Link]:
    """Links that are frequent within each cluster and rare between two."""
    chance = random.Random(7)
    groups = [n for n, size in enumerate(sizes) for _ in range(size)]
    return [
        (a, b, chance.paretovariate(1.5))
        for a in range(len(groups))
        for b in range(a)
        if chance.random() < (within if groups[a] == groups[b] else between)
    ]


def network(sizes: Sequence[int], links: Sequence[Link], name: str = "Ana") -> Network:
    groups = [n for n, size in enumerate(sizes) for _ in range(size)]
    nodes = [
        Node(f"{name} {n}" if name else "", 1 - n / len(groups), group)
        for n, group in enumerate(groups)
    ]
    return Network("Who talks with whom", nodes, links, "A picture of people", "28 days")


@pytest.mark.parametrize("count", [2, 40, 400])
def test_points_are_apart_and_within_the_box(count: int) -> None:
    third = count // 3 + 1
    groups = [n // third for n in range(count)]
    links = planted([third, third, count - 2 * third]) if count > 2 else [(0, 1, 1.0)]
    radii = np.linspace(5.0, 12.0, count)
    places = fit(settle(count, links, groups), radii, 1088, 900)
    assert np.isfinite(places).all()
    assert (places > 0).all() and (places[:, 0] < 1088).all() and (places[:, 1] < 900).all()
    apart = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1))
    lack = radii[:, None] + radii[None, :] - apart
    np.fill_diagonal(lack, 0)
    assert lack.max() < 2


def test_clusters_that_are_there_are_drawn_apart() -> None:
    sizes = [30, 20, 15]
    groups = np.repeat(range(3), sizes)
    places = settle(65, planted(sizes), groups.tolist())
    middles = np.array([places[groups == n].mean(axis=0) for n in range(3)])
    nearest = np.hypot(*(places[:, None] - middles[None, :]).transpose(2, 0, 1)).argmin(axis=1)
    assert (nearest == groups).mean() > 0.95


async def test_the_same_network_is_the_same_picture() -> None:
    what = network([12, 8], planted([12, 8]))
    assert await draw_svg(what, str) == await draw_svg(what, str)
    assert await draw(what, str) == await draw(what, str)


async def test_names_do_not_lie_on_each_other_and_the_important_ones_are_there() -> None:
    root = fromstring(await draw_svg(network([30, 20], planted([30, 20])), str))
    boxes = []
    for node in root.findall("{*}text"):
        if re.fullmatch(r"Ana \d+", words := node.text or ""):
            size, strong = float(node.get("font-size") or 0), node.get("font-weight") == "bold"
            half = width(words, size, strong) / 2
            x, y = float(node.get("x") or 0), float(node.get("y") or 0)
            boxes.append((words, x - half, x + half, y - size * 0.8, y + size * 0.1))
    assert 10 <= len(boxes) <= 26
    assert {"Ana 0", "Ana 1"} & {box[0] for box in boxes}
    for n, (_, left, right, top, bottom) in enumerate(boxes):
        for _, other_left, other_right, other_top, other_bottom in boxes[:n]:
            apart = right < other_left or other_right < left
            assert apart or bottom < other_top or other_bottom < top


async def test_clusters_differ_in_colour_and_shape() -> None:
    markup = await draw_svg(network([6, 5, 4], planted([6, 5, 4], 1.0), ""), str)
    root = fromstring(markup)
    circles = [n for n in root.findall("{*}circle") if "groups-1," in (n.get("fill") or "")]
    assert len(circles) == 6 + 1  # and the one in the legend
    for group in (2, 3):
        shapes = [
            n
            for n in root.findall("{*}polygon")
            if f"groups-{group}," in (n.get("fill") or "") and n.get("opacity") is None
        ]
        assert len(shapes) == (6, 5, 4)[group - 1] + 1
    assert [t for t in ("6 people", "5 people", "4 people") if f">{t}<" in markup] != []
    assert "Ana" not in markup


@pytest.mark.parametrize(
    ("sizes", "links"),
    [
        ([], []),
        ([1], []),
        ([2], [(0, 1, 1.0)]),
        ([5], []),
        ([3], [(0, 0, 1.0), (0, 9, 1.0), (1, 2, float("nan")), (-1, 1, 2.0)]),
        ([3, 2], [(0, 1, 1e9), (1, 0, 1e-9), (3, 4, 1.0)]),
        ([120], [(0, n, 1.0) for n in range(1, 120)]),
    ],
    ids=["none", "one", "two", "no links", "odd links", "weights", "star"],
)
async def test_any_network_is_drawn(sizes: list[int], links: list[Link]) -> None:
    what = network(sizes, links, "Donaudampfschifffahrtsgesellschaftskapitän " * 3)
    image = Image.open(io.BytesIO(await draw(what, str)))
    assert image.size[0] == 1200 and 350 <= image.size[1] <= 1400
    if sizes and not links:
        assert f"{sizes[0]} pe" in await draw_svg(what, str)


def test_a_hull_is_what_lies_outside() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
    assert sorted(hull([*square, (2.0, 2.0), (1.0, 3.0), (2.0, 0.0)])) == sorted(square)
