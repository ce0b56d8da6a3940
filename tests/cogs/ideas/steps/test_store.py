"""Steps in the database: owners and dates, taking back, what waits, what was decided."""

from __future__ import annotations

import asyncio

from cogs.ideas.model import Idea
from cogs.ideas.store import IdeaStore, PeopleStore, StepStore
from storage.database import Database

from .furniture import (
    DAY_MS,
    HERE,
    NOW,
    database_url,
    ideas_db,
    posted,
    postgres_server,
    postgres_url,
    sqlite_url,
    step,
)

__all__ = ["database_url", "ideas_db", "postgres_server", "postgres_url", "sqlite_url"]

DUE = NOW + 14 * DAY_MS


async def current(db: Database, number: int) -> Idea:
    idea = await IdeaStore(db).get(HERE, number)
    assert idea is not None
    return idea


async def test_owner_and_date_stay_until_an_idea_is_settled(ideas_db: Database) -> None:
    steps, number = StepStore(ideas_db), (await posted(ideas_db, "Bread")).id
    idea = await current(ideas_db, number)
    taken = await steps.take(idea, "planned", "soon", 9, NOW, owner_id=4, due_at=DUE)
    assert taken is not None and (taken.owner_id, taken.due_at) == (4, DUE)
    idea = await current(ideas_db, number)
    assert (idea.owner_id, idea.due_at) == (4, DUE)
    taken = await steps.take(idea, "in_progress", "begun", 9, NOW, due_at=DUE + 1)
    assert taken is not None and (taken.owner_id, taken.due_at) == (4, DUE + 1)
    taken = await steps.take(await current(ideas_db, number), "done", "here it is", 9, NOW)
    assert taken is not None and (taken.owner_id, taken.due_at) == (None, None)
    idea = await current(ideas_db, number)
    assert (idea.owner_id, idea.due_at) == (None, None)


async def test_a_step_is_taken_back_as_if_it_had_never_been(ideas_db: Database) -> None:
    steps, number = StepStore(ideas_db), (await posted(ideas_db, "Bread")).id
    idea = await current(ideas_db, number)
    await steps.take(idea, "planned", "soon", 9, NOW, owner_id=4, due_at=DUE)
    planned = await current(ideas_db, number)
    slip = await steps.take(planned, "declined", "oops", 9, NOW + 1)
    assert slip is not None
    assert await steps.undo(HERE + 1, slip.id, NOW + 1, NOW, NOW + 2) is None
    assert await steps.undo(HERE, slip.id, NOW + 1, NOW + 1, NOW + 2) is None
    assert await steps.undo(HERE, slip.id, NOW + 1, NOW, NOW + 2, by=8) is None
    assert await steps.undo(HERE, slip.id, NOW + 2, NOW, NOW + 2) is None
    taking = [steps.undo(HERE, slip.id, NOW + 1, NOW, NOW + 2, by=9) for _ in range(10)]
    assert [undone for undone in await asyncio.gather(*taking) if undone] == [slip]
    assert await current(ideas_db, number) == planned
    assert [change.after for change in await steps.history(number)] == ["planned"]


async def test_only_the_last_step_that_nobody_was_told_of_is_taken_back(
    ideas_db: Database,
) -> None:
    steps, number = StepStore(ideas_db), (await posted(ideas_db, "Bread")).id
    await step(ideas_db, number, "planned", "in_progress", at=NOW + 1)
    first, last = await steps.history(number)
    assert await steps.undo(HERE, first.id, NOW + 1, NOW, NOW) is None
    await steps.told(last.id, NOW)
    assert await steps.untold() == []
    assert await steps.undo(HERE, last.id, NOW + 1, NOW, NOW) is None
    assert (await current(ideas_db, number)).status == "in_progress"


async def test_of_two_who_see_to_an_idea_at_once_one_does(ideas_db: Database) -> None:
    steps, number = StepStore(ideas_db), (await posted(ideas_db, "Bread")).id
    assert not await steps.adopt(HERE, number, 4, NOW)
    await step(ideas_db, number, "planned")
    taking = [steps.adopt(HERE, number, member, NOW) for member in (4, 5, 6)]
    assert sorted(await asyncio.gather(*taking)) == [False, False, True]
    owner = (await current(ideas_db, number)).owner_id
    assert owner in (4, 5, 6)
    assert (await steps.history(number))[-1].owner_id == owner


async def test_what_waits_for_an_answer_and_when_it_is_asked_for_again(
    ideas_db: Database,
) -> None:
    steps = StepStore(ideas_db)
    old, answered, reopened, young = [
        (await posted(ideas_db, f"Idea {n}", at=NOW + n * DAY_MS)).id for n in (0, 0, 0, 5)
    ]
    await step(ideas_db, answered, "planned")
    await step(ideas_db, reopened, "declined", "new", at=NOW + 2 * DAY_MS)

    async def waiting(day: int) -> list[int]:
        now = NOW + day * DAY_MS
        return [idea.id for idea in await steps.waiting(HERE, now, 7, now - 7 * DAY_MS)]

    assert await waiting(6) == []
    assert await waiting(7) == [old]
    assert await waiting(9) == [old, reopened]
    await steps.asked([old, reopened], NOW + 9 * DAY_MS)
    assert await waiting(13) == [young]
    assert await waiting(17) == [old, reopened, young]
    assert await steps.waiting(HERE + 1, NOW + 17 * DAY_MS, 7, NOW + 17 * DAY_MS) == []
    # answered and reopened once more: it waits anew, and was not asked for since
    await step(ideas_db, old, "declined", "new", at=NOW + 10 * DAY_MS)
    assert await waiting(16) == [young]
    assert await waiting(17) == [old, reopened, young]


async def test_more_ideas_wait_than_a_statement_can_name(ideas_db: Database) -> None:
    number = (await posted(ideas_db, "Bread")).id
    steps = StepStore(ideas_db)
    later = NOW + 8 * DAY_MS
    assert [idea.id for idea in await steps.waiting(HERE, later, 7, NOW)] == [number]
    await steps.asked([number + n for n in range(260_000)], later)
    assert await steps.waiting(HERE, later, 7, NOW) == []


async def test_what_is_past_its_date(ideas_db: Database) -> None:
    steps, number = StepStore(ideas_db), (await posted(ideas_db, "Bread")).id
    idea = await current(ideas_db, number)
    await steps.take(idea, "planned", "soon", 9, NOW, due_at=DUE)
    assert await steps.overdue(HERE, DUE) == []
    assert [late.id for late in await steps.overdue(HERE, DUE + 1)] == [number]
    await steps.asked([number], DUE + DAY_MS)
    assert [late.id for late in await steps.overdue(HERE, DUE + 1)] == [number]
    assert await steps.overdue(HERE, DUE + 1, asked=0) == []
    assert await steps.overdue(HERE, DUE + 1, asked=DUE + DAY_MS) == []
    assert len(await steps.overdue(HERE, DUE + 1, asked=DUE + 2 * DAY_MS)) == 1
    # a new date that passes as well
    idea = await current(ideas_db, number)
    await steps.take(idea, "planned", "later", 9, NOW, due_at=DUE + 3 * DAY_MS)
    assert len(await steps.overdue(HERE, DUE + 4 * DAY_MS, asked=0)) == 1
    await step(ideas_db, number, "in_progress", "done")
    assert await steps.overdue(HERE, DUE + 9 * DAY_MS) == []


async def test_what_was_decided_counts_by_its_last_step(ideas_db: Database) -> None:
    steps = StepStore(ideas_db)
    done, undone, moved, merged = [(await posted(ideas_db, f"Idea {n}")).id for n in range(4)]
    for number in (done, undone, merged):
        await step(ideas_db, number, "planned", "in_progress", "done", at=NOW + 10)
    await step(ideas_db, undone, "in_progress", at=NOW + 20)
    await step(ideas_db, moved, "planned", at=NOW + 5)
    idea = await current(ideas_db, moved)
    assert await steps.take(idea, "planned", "later", 9, NOW + 15, due_at=DUE) is not None

    async def decided(start: int, end: int) -> list[tuple[int, str, int]]:
        found = await steps.decided(HERE, NOW + start, NOW + end)
        return [(idea.id, idea.status, at - NOW) for idea, at in found]

    assert await decided(10, 20) == [(done, "done", 10), (merged, "done", 10)]
    assert await decided(11, 30) == [(undone, "in_progress", 20)]
    assert await decided(0, 10) == [(moved, "planned", 5)]
    assert await steps.decided(HERE + 1, 0, NOW + 30) == []


async def test_linked_and_forgotten_owners(ideas_db: Database) -> None:
    steps, number = StepStore(ideas_db), (await posted(ideas_db, "Bread")).id
    idea = await current(ideas_db, number)
    await steps.take(idea, "planned", "soon", 9, NOW, owner_id=4, due_at=DUE)
    people = PeopleStore(ideas_db)
    await people.link(5, 4)
    assert (await current(ideas_db, number)).owner_id == 5
    assert (await steps.history(number))[0].owner_id == 5
    await people.erase(5)
    idea = await current(ideas_db, number)
    assert (idea.owner_id, idea.due_at) == (None, DUE)
    assert (await steps.history(number))[0].owner_id is None
    # the team still hears that its date has passed
    assert [late.id for late in await steps.overdue(HERE, DUE + 1, asked=0)] == [number]
