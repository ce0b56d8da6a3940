"""Merging without a chat: what counts where, what is refused, two moderators at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from cogs.ideas.cog import Ideas
from cogs.ideas.model import Draft, Idea, Words
from cogs.ideas.store import (
    CannotMerge,
    IdeaStore,
    Merge,
    MergeStore,
    PeopleStore,
    StepStore,
    VoteStore,
)
from cogs.ideas.tables import challenges, finalists, followers, ideas, merges
from storage.database import Database
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

HERE, NOW, MO = 1, 1_000, 99
BRANCH = {"ideas": Path(str(Ideas.migrations))}


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url, BRANCH) as db:
        yield db


class Desk:
    """The stores, and short names for what the tests do with them."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.ideas, self.merges = IdeaStore(db), MergeStore(db)
        self.votes, self.people = VoteStore(db), PeopleStore(db)

    async def post(self, *titles: str, challenge: int | None = None) -> list[int]:
        posted = [
            await self.ideas.post(
                Draft(0, HERE, 7, 7, 5, Words(title), NOW, challenge_id=challenge), NOW
            )
            for title in titles
        ]
        return [idea.id for idea in posted]

    async def support(self, idea: int, *members: int) -> None:
        for member in members:
            assert await self.votes.give(HERE, idea, member, NOW) is not None

    async def merge(self, idea: int, into: int, now: int = NOW) -> Merge:
        return await self.merges.merge(HERE, idea, into, MO, now)

    async def unmerge(self, idea: int) -> Merge:
        return await self.merges.unmerge(HERE, idea, MO, NOW)

    async def idea(self, number: int) -> Idea:
        found = await self.ideas.get(HERE, number)
        assert found is not None
        return found

    async def roots(self, *numbers: int) -> list[int]:
        return [(await self.idea(number)).root for number in numbers]

    async def refusal(self, idea: int, into: int) -> str:
        with pytest.raises(CannotMerge) as refused:
            await self.merge(idea, into)
        return str(refused.value.args[0])


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


async def test_a_member_counts_once_and_each_has_its_own_again(desk: Desk) -> None:
    bread, loaf = await desk.post("Gluten-free bread", "A loaf without gluten")
    await desk.support(bread, 1, 2)
    await desk.support(loaf, 2, 3, 4)
    await desk.merge(loaf, bread)
    assert (await desk.idea(bread)).votes == 4
    assert not (await desk.idea(loaf)).open
    assert await desk.votes.give(HERE, loaf, 5, NOW) is None
    # who supports it through the other one does not count again; who takes it back, takes both
    _, supports = await desk.votes.toggle(HERE, bread, 3, NOW)
    assert not supports
    await desk.support(bread, 6)
    assert (await desk.idea(bread)).votes == 4
    await desk.unmerge(loaf)
    assert (await desk.idea(bread)).votes == 3
    assert sorted(await desk.ideas.voters(bread)) == [1, 2, 6]
    assert sorted(await desk.ideas.voters(loaf)) == [2, 4]
    assert (await desk.idea(loaf)).open


async def test_what_is_part_of_an_idea_goes_and_comes_with_it(desk: Desk) -> None:
    a, b, c, d = await desk.post("a", "b", "c", "d")
    for number, member in ((a, 1), (b, 2), (c, 3), (d, 4)):
        await desk.support(number, member)
    await desk.merge(c, b)
    await desk.merge(b, a)
    assert await desk.roots(a, b, c) == [a, a, a]
    assert (await desk.idea(a)).votes == 3
    # into one that is part of another: it counts for the root, and goes along with the one named
    await desk.merge(d, c)
    assert await desk.roots(d) == [a]
    assert [one.id for one in await desk.merges.family(HERE, b)] == [b, c, d]
    await desk.unmerge(b)
    assert await desk.roots(a, b, c, d) == [a, b, b, b]
    assert ((await desk.idea(a)).votes, (await desk.idea(b)).votes) == (1, 3)
    await desk.unmerge(c)
    assert await desk.roots(b, c, d) == [b, c, c]
    await desk.unmerge(d)
    assert await desk.roots(c, d) == [c, d]
    assert [one.id for one in await desk.merges.family(HERE, c)] == [c]


async def test_what_cannot_be(desk: Desk) -> None:
    a, b, c = await desk.post("a", "b", "c")
    (asked,) = await desk.post("asked", challenge=3)
    assert await desk.refusal(a, a) == "itself"
    assert await desk.refusal(a, 999) == "gone"
    assert await desk.refusal(999, a) == "gone"
    assert await desk.refusal(a, asked) == await desk.refusal(asked, a) == "challenge"
    await desk.merge(b, a)
    assert await desk.refusal(a, b) == "circle"
    assert await desk.refusal(b, c) == "merged"
    await desk.merge(c, b)
    assert await desk.refusal(a, c) == "circle"
    with pytest.raises(CannotMerge, match="alone"):
        await desk.unmerge(a)
    with pytest.raises(CannotMerge, match="gone"):
        await desk.merges.unmerge(HERE + 1, b, MO, NOW)
    with pytest.raises(CannotMerge, match="gone"):
        await desk.merges.merge(HERE + 1, asked, a, MO, NOW)
    assert await desk.roots(a, b, c, asked) == [a, a, a, asked]


async def test_an_answered_idea_takes_others_in_and_is_not_put_away(desk: Desk) -> None:
    a, b = await desk.post("a", "b")
    await StepStore(desk.db).take(await desk.idea(a), "declined", "no oven", MO, NOW)
    assert await desk.refusal(a, b) == "settled"
    await desk.merge(b, a)
    assert await desk.roots(b) == [a]


async def test_a_finalist_stays_until_it_is_decided(desk: Desk) -> None:
    a, b = await desk.post("a", "b", challenge=1)
    # whatever else there is to know of a challenge
    row = {c.name: "" if c.type.python_type is str else 1 for c in challenges.c if not c.nullable}
    async with desk.db.write() as conn:
        await conn.execute(insert(challenges).values({**row, "phase": "vote"}))
        await conn.execute(insert(finalists).values(challenge_id=1, idea_id=a, position=1))
    assert await desk.refusal(a, b) == "finalist"
    async with desk.db.write() as conn:
        await conn.execute(update(challenges).values(phase="built"))
    await desk.merge(a, b)
    assert await desk.roots(a) == [b]


async def test_two_moderators_at_once_never_close_a_circle(desk: Desk) -> None:
    for _ in range(10):
        a, b, c = await desk.post("a", "b", "c")
        await asyncio.gather(
            *(desk.merge(*pair) for pair in ((a, b), (b, a), (b, c), (c, a))),
            return_exceptions=True,
        )
        await assert_sound(desk)


async def test_many_at_once_leave_everything_counted_once(desk: Desk) -> None:
    """Whatever order they come in, each idea counts for one that stands for itself."""
    numbers = await desk.post(*(f"Idea {i}" for i in range(8)))
    for number in numbers:
        await desk.support(number, number, 77)
    dice = random.Random(5)
    for _ in range(4):
        acts = [desk.merge(*dice.sample(numbers, 2)) for _ in range(12)]
        undo = [desk.unmerge(dice.choice(numbers)) for _ in range(4)]
        done = await asyncio.gather(*acts, *undo, return_exceptions=True)
        assert all(isinstance(one, (Merge, CannotMerge)) for one in done)
        assert any(isinstance(one, Merge) for one in done)
        await assert_sound(desk)
    for number in [n for n in numbers if (await desk.idea(n)).merged_into is not None]:
        await desk.unmerge(number)
    assert [(await desk.idea(number)).votes for number in numbers] == [2] * len(numbers)


async def assert_sound(desk: Desk) -> None:
    """Who stands for others stands for itself; by the ideas each was put into, one comes there."""
    async with desk.db.read() as conn:
        rows = await conn.execute(select(ideas.c.id, ideas.c.merged_into, ideas.c.merged_with))
        found = {row.id: row for row in rows}
    for row in found.values():
        assert (row.merged_into is None) == (row.merged_with is None)
        at = row
        for _ in found:
            at = found[at.merged_with] if at.merged_with is not None else at
        assert at.merged_with is None
        assert at.id == (row.merged_into if row.merged_into is not None else row.id)


async def test_every_merge_is_noted(desk: Desk) -> None:
    a, b = await desk.post("a", "b")
    first = await desk.merge(b, a)
    await desk.unmerge(b)
    again = await desk.merge(b, a, NOW + 5)
    assert (again.id > first.id, again.actor_id, again.undone_at) == (True, MO, None)
    noted = await desk.merges.since(b, NOW)
    assert [(one.id, one.undone_by) for one in noted] == [(first.id, MO), (again.id, None)]
    assert await desk.merges.since(b, NOW + 5) == [again]


async def test_who_is_concerned(desk: Desk) -> None:
    b, c = await desk.post("b", "c")
    await desk.support(b, 1, 2)
    await desk.support(c, 2, 3)
    wishes = [(b, 4, True), (b, 1, False), (c, 2, False), (b, 2, True)]
    async with desk.db.write() as conn:
        for idea, member, wants in wishes:
            await conn.execute(
                insert(followers).values(idea_id=idea, member_id=member, wants=wants, at=NOW)
            )
        await conn.execute(update(ideas).where(ideas.c.id == c).values(author_id=3))
    concerned = await desk.merges.audience(b, [b, c])
    told = {one.member_id: (one.wrote, one.supports) for one in concerned}
    # 1 does not wish to hear of it; of what 2 wished, the word about the idea itself counts
    assert told == {2: (None, True), 3: (c, True), 4: (None, False), 7: (b, False)}


async def test_the_names_in_the_log_are_linked_and_forgotten(desk: Desk) -> None:
    a, b = await desk.post("a", "b")
    await desk.merge(b, a)
    await desk.unmerge(b)
    await desk.people.link(50, MO)
    assert await names(desk) == (50, 50)
    await desk.people.erase(50)
    assert await names(desk) == (None, None)


async def names(desk: Desk) -> tuple[int | None, int | None]:
    async with desk.db.read() as conn:
        row = (await conn.execute(select(merges))).one()
    return row.actor_id, row.undone_by
