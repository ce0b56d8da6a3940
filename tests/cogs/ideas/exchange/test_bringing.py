"""Bringing ideas along into a database: once, whole, and with their votes up to date."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cogs.ideas.cog import Ideas
from cogs.ideas.exchange.reading import read
from cogs.ideas.exchange.store import ExchangeStore, Outcome
from cogs.ideas.model import Draft, Idea, Words
from cogs.ideas.store import IdeaStore, MergeStore, StepStore, VoteStore
from cogs.ideas.tables import changes, ideas, merges, tags
from storage.database import Database
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

from .exports import canny, fider

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

HERE, MO = 1, 99
NOW = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000)
BRANCH = {"ideas": Path(str(Ideas.migrations))}


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url, BRANCH) as db:
        yield db


async def bring(
    db: Database, *rows: Mapping[str, object], dry_run: bool = False, here: int = HERE
) -> Outcome:
    found = read(fider(*rows).encode())
    assert not found.bad
    return await ExchangeStore(db).bring(here, found.kind, found.ideas, NOW, dry_run=dry_run)


async def by_source(db: Database, here: int = HERE) -> dict[str, Idea]:
    return {idea.source or "": idea for idea in await IdeaStore(db).all(here)}


async def rows_of(db: Database) -> list[int]:
    async with db.read() as conn:
        counts = [select(func.count()).select_from(t) for t in (ideas, tags, changes, merges)]
        return [await conn.scalar(count) or 0 for count in counts]


ANSWERED = {
    "number": 1,
    "title": "Rye bread",
    "votes_count": 5,
    "status": "planned",
    "response": "The oven comes in May.",
    "responded_at": "2024-04-01T00:00:00Z",
    "tags": "bread",
}


async def test_an_idea_with_its_votes_answer_and_tags(db: Database) -> None:
    outcome = await bring(db, ANSWERED)
    assert (outcome.added, outcome.known, outcome.merged) == ({"planned": 1}, 0, 0)
    idea = (await by_source(db))["fider:1"]
    assert (idea.words.title, idea.status, idea.votes) == ("Rye bread", "planned", 5)
    assert (idea.reason, idea.tags) == ("The oven comes in May.", ("bread",))
    assert (idea.author_id, idea.origin) == (None, "Fider")
    assert datetime.fromtimestamp(idea.created_at / 1000, UTC).year == 2024
    (step,) = await StepStore(db).history(idea.id)
    assert (step.before, step.after, step.actor_id) == ("new", "planned", None)
    assert datetime.fromtimestamp(step.at / 1000, UTC).month == 4
    # nobody is told of it, and no card is posted after a restart
    assert await StepStore(db).untold() == []
    assert await IdeaStore(db).recent(NOW - 3_600_000) == []
    # members vote on it like on any other
    voted = await VoteStore(db).give(HERE, idea.id, 7, NOW)
    assert voted is not None and voted.votes == 6


async def test_a_second_import_adds_nothing_and_brings_the_votes_up_to_date(db: Database) -> None:
    await bring(db, ANSWERED, {"number": 2, "title": "Buns", "votes_count": 4})
    before = await rows_of(db)
    changed = {**ANSWERED, "votes_count": 9, "title": "Renamed", "status": "completed"}
    outcome = await bring(db, changed, {"number": 2, "title": "Buns", "votes_count": 4})
    assert (outcome.added, outcome.known, outcome.updated) == ({}, 2, 1)
    assert await rows_of(db) == before
    idea = (await by_source(db))["fider:1"]
    # what the community does with it here is not undone
    assert (idea.votes, idea.words.title, idea.status) == (9, "Rye bread", "planned")


async def test_communities_and_services_do_not_mix(db: Database) -> None:
    await bring(db, {"number": 1, "title": "Rye"})
    assert (await bring(db, {"number": 1, "title": "Rye"}, here=2)).added == {"new": 1}
    found = read(canny({"Title": "Rye", "URL": "https://x.example/p/1"}).encode())
    outcome = await ExchangeStore(db).bring(HERE, found.kind, found.ideas, NOW)
    assert outcome.added == {"new": 1}
    assert set(await by_source(db)) == {"fider:1", "canny:1"}


def duplicate(number: int, of: object) -> dict[str, object]:
    return {
        "number": number,
        "title": f"Idea {number}",
        "status": "duplicate",
        "original_number": of,
        "votes_count": 3,
    }


async def test_duplicates_are_part_of_their_original(db: Database) -> None:
    outcome = await bring(
        db, {"number": 1, "title": "Rye", "votes_count": 8}, duplicate(2, 1), duplicate(3, 2)
    )
    assert (outcome.merged, outcome.lost) == (2, [])
    found = await by_source(db)
    rye = found["fider:1"]
    assert [found[f"fider:{n}"].merged_into for n in (1, 2, 3)] == [None, rye.id, rye.id]
    assert rye.votes == 8  # in which Fider counts those of the duplicates
    # they can be taken out like any other, with what is under them
    await MergeStore(db).unmerge(HERE, found["fider:2"].id, MO, NOW)
    found = await by_source(db)
    assert found["fider:3"].merged_into == found["fider:2"].id
    assert found["fider:2"].merged_into is None


async def test_a_duplicate_of_an_idea_that_was_merged_here_counts_where_that_counts(
    db: Database,
) -> None:
    await bring(db, {"number": 1, "title": "Rye"})
    ours = await IdeaStore(db).post(Draft(0, HERE, 7, 7, 5, Words("Rye loaf"), NOW), NOW)
    rye = (await by_source(db))["fider:1"]
    await MergeStore(db).merge(HERE, rye.id, ours.id, MO, NOW)
    outcome = await bring(db, {"number": 1, "title": "Rye"}, duplicate(2, 1))
    assert outcome.merged == 1
    assert (await by_source(db))["fider:2"].merged_into == ours.id


async def test_duplicates_without_an_original_stand_on_their_own(db: Database) -> None:
    outcome = await bring(db, duplicate(1, 77), duplicate(2, 3), duplicate(3, 2), duplicate(4, 4))
    assert outcome.merged == 0
    assert sorted(outcome.lost) == ["fider:1", "fider:2", "fider:3", "fider:4"]
    assert all(idea.open for idea in (await by_source(db)).values())


async def test_an_idea_that_has_become_a_duplicate_there_keeps_its_votes_here(
    db: Database,
) -> None:
    await bring(db, {"number": 1, "title": "Rye"}, {"number": 2, "title": "Rye 2"})
    outcome = await bring(db, {"number": 1, "title": "Rye"}, duplicate(2, 1))
    assert (outcome.updated, outcome.merged) == (0, 0)
    assert (await by_source(db))["fider:2"].votes == 3


async def test_a_rehearsal_says_the_same_and_writes_nothing(db: Database) -> None:
    await bring(db, ANSWERED)
    before = await rows_of(db)
    rows = ({**ANSWERED, "votes_count": 1}, {"number": 2, "title": "Buns"}, duplicate(3, 2))
    rehearsed = await bring(db, *rows, dry_run=True)
    assert await rows_of(db) == before
    assert (await by_source(db))["fider:1"].votes == 5
    assert await bring(db, *rows) == rehearsed
    assert (rehearsed.added, rehearsed.updated, rehearsed.merged) == ({"new": 2}, 1, 1)


async def test_what_breaks_off_leaves_nothing_behind(db: Database) -> None:
    found = read(fider(*({"number": n, "title": f"Idea {n}"} for n in range(1, 1_200))).encode())
    seen = 0

    def break_off(count: int) -> None:
        nonlocal seen
        seen += count
        if seen >= 1_000:
            raise RuntimeError("the power went")

    store = ExchangeStore(db)
    with pytest.raises(RuntimeError):
        await store.bring(HERE, "fider", found.ideas, NOW, progress=break_off)
    assert seen == 1_000
    assert await rows_of(db) == [0, 0, 0, 0]


async def test_two_imports_at_once_bring_each_idea_once(db: Database) -> None:
    rows = [{"number": n, "title": f"Idea {n}", "tags": "x"} for n in range(1, 40)]
    done = await asyncio.gather(*(bring(db, *rows) for _ in range(4)))
    assert sorted(len(outcome.added) for outcome in done) == [0, 0, 0, 1]
    assert await rows_of(db) == [39, 39, 0, 0]


async def test_ten_thousand_ideas(db: Database) -> None:
    rows = [
        {"number": n, "title": f"Idea {n}", "votes_count": n, "tags": "bread"}
        for n in range(1, 10_001)
    ]
    progress: list[int] = []
    found = read(fider(*rows).encode())
    store = ExchangeStore(db)
    outcome = await store.bring(HERE, "fider", found.ideas, NOW, progress=progress.append)
    assert outcome.added == {"new": 10_000} and sum(progress) == 10_000
    (top,) = await store.page(HERE, ("new",), "bread", 1, 0, by_support=True)
    assert top.idea.votes == 10_000
    assert await store.counts(HERE) == {"new": 10_000}
    assert len(await store.all(HERE)) == 10_000
