"""What is remembered of a network, what is said of a small one, and what a picture leaves out."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import numpy as np

from bot.api.services.measures import Histories, Links
from cogs.network.analysis.findings import analyse, change
from cogs.network.config import NetworkConfig
from cogs.network.desk import Desk
from cogs.network.measuring import Measuring, Seen, Window, made
from cogs.network.picture import picture
from cogs.network.wording.section import figures
from cogs.network.wording.sentences import sentences
from tests.cogs.network.small import Pairs, groups_of, histories, links, net

BEFORE, NOW = [(1, 2), (2, 1), (3, 1)], [(1, 2), (2, 3), (3, 1), (4, 1), (5, 1), (6, 4)]


class Fake:
    """Measures of a community with different links in two windows, and its settings."""

    def __init__(self) -> None:
        self.config = NetworkConfig()

    async def links(self, community_id: int, first: int, last: int) -> Links:
        return links(NOW if last == 28 else BEFORE)

    async def histories(self, community_id: int, day: int, weeks: int) -> Histories:
        assert (day, weeks) in ((29, 4), (1, 4))
        return histories([1, 2, 3, 4, 5, 6, 7])

    def of(self, model: Any, community_id: int) -> NetworkConfig:
        return self.config


async def test_the_same_is_not_measured_twice() -> None:
    fake: Any = Fake()
    measuring = Measuring(fake, fake)
    window = Window.until(28, 28)
    seen = await measuring.seen(1, window)
    assert (seen.now.graph.m, seen.before.graph.m) == (6, 3)
    assert (window.before, window.shifted(2)) == (Window(-27, 0), Window(3, 30))
    assert seen.now.isolated.tolist() == [5, 6, 7]
    assert (await measuring.seen(1, window)).now is seen.now
    fake.config = NetworkConfig(reply_weight=2.0)
    heavier = (await measuring.seen(1, window)).now
    assert heavier.graph.weight.tolist() == (2 * seen.now.graph.weight).tolist()
    measuring.forget()
    assert (await measuring.seen(1, window)).now is not heavier


async def test_who_is_forgotten_while_it_is_measured_is_in_no_result() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    class Slow(Fake):
        gone = False

        async def links(self, community_id: int, first: int, last: int) -> Links:
            pairs = links([pair for pair in NOW if not self.gone or 5 not in pair])
            begun.set()
            await go_on.wait()
            return pairs

    fake: Any = Slow()
    measuring = Measuring(fake, fake)
    asked = asyncio.create_task(measuring.findings(1, Window.until(28, 28)))
    await begun.wait()
    fake.gone = True
    measuring.forget()
    go_on.set()
    assert (await asked).graph.node(5) is None
    assert not [one for one in measuring._kept.values() if one.graph.node(5) is not None]


async def test_who_has_left_is_named_nowhere() -> None:
    was = analyse(
        net([(n, 2) for n in range(20)] + [(n, n + 1) for n in range(3, 19)]), np.arange(0)
    )
    now = analyse(net([(n, n + 1) for n in range(20)]), np.arange(20))
    seen = Seen(Window(1, 28), now, was, change(now, was))
    left = {2, *seen.change.new[:1]}
    assert 2 in seen.change.lost

    async def presences(community_id: int, at: int) -> set[int]:
        return set(range(21)) - left

    async def members(ids: list[int]) -> dict[int, Any]:
        return {number: SimpleNamespace(name=f"P{number}.") for number in ids}

    nothing: Any = None
    people: Any = SimpleNamespace(presences=presences, members=members, now=lambda: 0)
    meetings: Any = SimpleNamespace(closed=lambda _: asyncio.sleep(0, frozenset()))
    desk = Desk(nothing, meetings, nothing, nothing, people, people, nothing, people)
    section = await desk.told(await desk.look(1, seen))
    words = f"{[str(one) for one in section.notes]} {[str(t.rows) for t in section.tables]}"
    assert section.notes
    assert not [number for number in left if f"P{number}." in words]


def test_weights_are_the_settings() -> None:
    one = np.array([1], np.int64)
    three = Links(one, one + 1, one * 2, one * 4, one * 8)
    found = made(three, histories([1, 2]), NetworkConfig())
    assert found.graph.weight.tolist() == [2 * 1 + 4 * 0.5 + 8 * 0.25]


def seen_of(pairs: Pairs, people: int) -> Seen:
    found = analyse(net(pairs), np.arange(people))
    return Seen(Window(1, 28), found, found, change(found, found))


def test_few_people_are_no_network() -> None:
    names = {number: f"P{number}" for number in range(12)}
    few = seen_of([(1, 2), (2, 1), (3, 1)], 4)
    assert [str(said) for said in sentences(few, [], names)] == [
        "Only 3 people have turned to each other in these days: too few to tell anything."
    ]
    assert {figure.value for figure in figures(few)} == {None}
    some = seen_of(NOW, 7)
    assert "say nothing about connectors" in str(sentences(some, [], names)[-1])
    assert all(figure.value is not None for figure in figures(some) if "resil" in figure.name)


def test_a_picture_says_how_many_it_leaves_out() -> None:
    big = analyse(net(groups_of([90, 80, 20, 4], within=3, between=0)), np.arange(0))
    names = {number: f"P{number}" for number in range(194)}
    drawn = picture(big, names)
    assert len(drawn.nodes) == 150
    assert str(drawn.note) == "44 more people are not shown."
    assert sum(node.label != "" for node in drawn.nodes) == 30
    assert max(node.size for node in drawn.nodes) == 1.0
    assert all(0 <= a < b < 150 and weight > 0 for a, b, weight in drawn.links)
    # where everybody can read: nobody's name, and no group of four
    public = picture(big, names, public=True)
    assert {node.label for node in public.nodes} == {""}
    assert {node.group for node in public.nodes} <= {0, 1, 2}
    assert str(public.note) == "40 more people are not shown."
    # nor that three are missing
    some = analyse(net(groups_of([90, 63], within=3, between=0)), np.arange(0))
    assert str(picture(some, names).note) == "3 more people are not shown."
    assert str(picture(some, names, public=True).note) == ""
    assert not picture(analyse(net([(1, 2)]), np.arange(0)), names, public=True).nodes
