"""Support counted exactly, whoever clicks at the same time, and the votes that one may give."""

from __future__ import annotations

import asyncio
import random

import pytest

from cogs.ideas.store import NoneLeft

from .conftest import Stores
from .stage import HERE, NOW

PEOPLE, CLICKS = 150, 4
EACH = 3


async def test_six_hundred_clicks_of_150_people_are_150_votes(
    stores: Stores,
) -> None:
    """Double clicks and retries, in any order and all at once, on an idea and one put into it."""
    idea, part = await stores.post("Rye bread"), await stores.post("Bread of rye")
    early = range(1, 41)
    await stores.back(part, *early)
    await stores.merge(part, idea)
    clicks = [member for member in range(1, PEOPLE + 1) for _ in range(CLICKS)]
    random.Random(5).shuffle(clicks)

    await asyncio.gather(*(stores.votes.give(HERE, idea.id, member, NOW) for member in clicks))

    assert (await stores.now(idea)).votes == PEOPLE
    assert sorted(await stores.ideas.voters(idea.id)) == list(range(1, PEOPLE + 1))
    # and back: those who take it away at once are gone exactly, wherever they had given it
    leaving = range(1, PEOPLE + 1, 4)
    await asyncio.gather(*(stores.votes.toggle(HERE, idea.id, m, NOW) for m in leaving))
    assert (await stores.now(idea)).votes == PEOPLE - len(leaving)


async def test_clicks_at_once_never_give_more_than_there_is(stores: Stores) -> None:
    ideas = [await stores.post(f"Idea {i}") for i in range(12)]

    async def click(member: int, idea: int) -> bool:
        try:
            return await stores.votes.give(HERE, idea, member, NOW, EACH) is not None
        except NoneLeft as none:
            assert none.args == (EACH,)
            return False

    clicks = [(member, idea.id) for member in (1, 2, 3) for idea in ideas for _ in range(2)]
    random.Random(6).shuffle(clicks)
    given = await asyncio.gather(*(click(*which) for which in clicks))
    assert any(given) and not all(given)
    page, _ = await stores.ideas.page(HERE, "all", "top", 20)
    assert sum(idea.votes for idea in page) == 3 * EACH
    for member in (1, 2, 3):
        assert await stores.votes.left(HERE, member, EACH) == 0


async def test_a_vote_comes_back_when_an_idea_is_settled_or_put_into_another(
    stores: Stores,
) -> None:
    one, two, three = [await stores.post(title) for title in ("One", "Two", "Three")]
    for idea in (one, two):
        await stores.votes.give(HERE, idea.id, 1, NOW, 2)
    with pytest.raises(NoneLeft):
        await stores.votes.toggle(HERE, three.id, 1, NOW, 2)
    # of two that became one, one vote is used
    await stores.merge(two, one)
    assert await stores.votes.left(HERE, 1, 2) == 1
    await stores.votes.give(HERE, three.id, 1, NOW, 2)
    assert await stores.votes.left(HERE, 1, 2) == 0
    # an idea that waits for better times keeps its support, one that is settled gives it back
    await stores.steps.take(three, "not_now", "no oven", 9, NOW)
    assert await stores.votes.left(HERE, 1, 2) == 0
    await stores.steps.take(await stores.now(three), "declined", "no oven", 9, NOW)
    assert await stores.votes.left(HERE, 1, 2) == 1


async def test_what_was_given_before_there_was_a_limit_stays(stores: Stores) -> None:
    ideas = [await stores.post(f"Idea {i}") for i in range(4)]
    for idea in ideas:
        await stores.votes.give(HERE, idea.id, 1, NOW)
    assert await stores.votes.left(HERE, 1, 2) == 0
    # supporting once more what one supports is no new vote, and taking back is always possible
    again = await stores.votes.give(HERE, ideas[0].id, 1, NOW, 2)
    assert again is not None and again.votes == 1
    for idea in ideas[:3]:
        assert (await stores.votes.toggle(HERE, idea.id, 1, NOW, 2))[1] is False
    assert await stores.votes.left(HERE, 1, 2) == 1


async def test_a_click_on_an_old_card_of_a_part_neither_gives_nor_takes(stores: Stores) -> None:
    whole, part = await stores.post("Whole"), await stores.post("Part")
    await stores.back(part, 1)
    await stores.merge(part, whole)
    for member in (1, 2):
        found, supports = await stores.votes.toggle(HERE, part.id, member, NOW)
        assert found is not None and (found.root, found.votes, supports) == (whole.id, 0, False)
        assert await stores.votes.give(HERE, part.id, member, NOW) is None
    assert await stores.ideas.voters(whole.id) == [1]
    assert await stores.votes.supports(whole.id, 1)
    assert not await stores.votes.supports(whole.id, 2)
    # through the whole, what was given to the part is taken back
    found, supports = await stores.votes.toggle(HERE, whole.id, 1, NOW)
    assert found is not None and (found.votes, supports) == (0, False)
    assert not await stores.votes.supports(whole.id, 1)


async def test_votes_elsewhere_are_not_counted_here(stores: Stores) -> None:
    idea = await stores.post()
    await stores.votes.give(HERE, idea.id, 1, NOW, 1)
    assert await stores.votes.left(HERE + 1, 1, 1) == 1
    assert await stores.votes.left(HERE, 2, 1) == 1
