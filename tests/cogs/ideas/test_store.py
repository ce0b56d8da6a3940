"""Ideas without a chat: the road, drafts, votes and races."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.understanding.embeddings.meanings import StoredMeanings
from cogs.ideas.board.shelf import Shelf
from cogs.ideas.cog import Ideas
from cogs.ideas.model import Draft, Idea, Words
from cogs.ideas.store import DraftStore, IdeaStore, PeopleStore, StepStore, VoteStore
from storage.database import Database
from storage.embeddings import EmbeddingStore
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url
from tests.support.scripted import ScriptedEmbedder

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

HERE, NOW = 1, 1_000
BRANCH = {"ideas": Path(str(Ideas.migrations))}


@pytest.fixture
async def ideas_db(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url, BRANCH) as db:
        yield db


@pytest.fixture
def store(ideas_db: Database) -> IdeaStore:
    return IdeaStore(ideas_db)


@pytest.fixture
def voting(ideas_db: Database) -> VoteStore:
    return VoteStore(ideas_db)


@pytest.fixture
def steps(ideas_db: Database) -> StepStore:
    return StepStore(ideas_db)


@pytest.fixture
def people(ideas_db: Database) -> PeopleStore:
    return PeopleStore(ideas_db)


@pytest.fixture
def drafts(ideas_db: Database) -> DraftStore:
    return DraftStore(ideas_db)


def draft(title: str = "Gluten-free bread", member: int = 7, author: int | None = None) -> Draft:
    credited = author if author is not None else member
    return Draft(0, HERE, member, credited, 5, Words(title, "Many ask for it."), NOW)


async def votes(store: IdeaStore, idea: Idea) -> int:
    found = await store.get(HERE, idea.id)
    assert found is not None
    return found.votes


# ---- votes


async def test_a_click_supports_and_a_second_takes_it_back(
    store: IdeaStore, voting: VoteStore
) -> None:
    idea = await store.post(draft(), NOW)
    found, supports = await voting.toggle(HERE, idea.id, 1, NOW)
    assert found is not None and (found.votes, supports) == (1, True)
    found, supports = await voting.toggle(HERE, idea.id, 1, NOW)
    assert found is not None and (found.votes, supports) == (0, False)
    assert await voting.toggle(HERE, 999, 1, NOW) == (None, False)
    assert await voting.toggle(HERE + 1, idea.id, 1, NOW) == (None, False)


async def test_fifty_people_at_once_are_fifty_votes(store: IdeaStore, voting: VoteStore) -> None:
    idea = await store.post(draft(), NOW)
    await asyncio.gather(*(voting.toggle(HERE, idea.id, member, NOW) for member in range(50)))
    assert await votes(store, idea) == 50


async def test_clicks_of_one_person_at_once_never_count_twice(
    store: IdeaStore, voting: VoteStore
) -> None:
    idea = await store.post(draft(), NOW)
    done = await asyncio.gather(*(voting.toggle(HERE, idea.id, 1, NOW) for _ in range(51)))
    assert {found.votes for found, _ in done if found} <= {0, 1}
    again = await asyncio.gather(*(voting.give(HERE, idea.id, 1, NOW) for _ in range(20)))
    assert {found.votes for found in again if found} == {1}
    assert await store.voters(idea.id) == [1]


async def test_a_settled_idea_takes_no_votes(
    store: IdeaStore, voting: VoteStore, steps: StepStore
) -> None:
    idea = await store.post(draft(), NOW)
    await steps.take(idea, "declined", "no oven", 9, NOW)
    settled, supports = await voting.toggle(HERE, idea.id, 1, NOW)
    assert settled is not None and (settled.status, supports) == ("declined", False)
    assert await voting.give(HERE, idea.id, 1, NOW) is None
    assert await votes(store, idea) == 0


# ---- the road


async def test_of_many_moderators_at_once_one_takes_the_step(
    store: IdeaStore, steps: StepStore
) -> None:
    idea = await store.post(draft(), NOW)
    taking = [steps.take(idea, "planned", f"reason {i}", i, NOW) for i in range(20)]
    taken = [change for change in await asyncio.gather(*taking) if change is not None]
    assert len(taken) == 1
    assert await steps.history(idea.id) == taken
    assert [change for _, change in await steps.untold()] == taken
    await steps.told(taken[0].id, NOW)
    assert await steps.untold() == []


async def test_the_list_is_filtered_sorted_and_paged(
    store: IdeaStore, voting: VoteStore, steps: StepStore
) -> None:
    ideas = [await store.post(draft(f"Idea {i}"), NOW + i) for i in range(7)]
    for member in (1, 2):
        await voting.give(HERE, ideas[2].id, member, NOW)
    await steps.take(ideas[6], "declined", "no", 9, NOW)
    top, total = await store.page(HERE, "open", "top", 3)
    assert [i.id for i in top] == [ideas[2].id, ideas[5].id, ideas[4].id]
    assert total == 6
    newest, total = await store.page(HERE, "all", "new", 3, 3)
    assert [i.id for i in newest] == [i.id for i in (ideas[3], ideas[2], ideas[1])]
    assert total == 7
    assert (await store.page(HERE, "declined", "top", 3))[1] == 1
    assert await store.page(HERE + 1, "all", "top", 3) == ([], 0)


# ---- drafts


async def test_a_draft_becomes_one_idea_however_often_it_is_clicked(
    store: IdeaStore, drafts: DraftStore
) -> None:
    kept = await drafts.save(draft(member=7, author=3))
    done = await asyncio.gather(*(drafts.post(kept, NOW) for _ in range(20)))
    (idea,) = [idea for idea in done if idea is not None]
    assert (idea.author_id, idea.noted_by) == (3, 7)
    assert (await store.page(HERE, "all", "new", 10))[1] == 1


async def test_an_old_button_never_means_a_newer_draft(drafts: DraftStore) -> None:
    old = await drafts.save(draft("old"))
    assert await drafts.drop(old)
    assert not await drafts.drop(old)
    assert (await drafts.save(draft("new"))).id != old.id


async def test_forgotten_drafts_are_purged(drafts: DraftStore) -> None:
    kept = await drafts.save(draft())
    await drafts.purge(HERE, NOW)
    await drafts.purge(HERE + 1, NOW + 1)
    assert await drafts.post(kept, NOW) is not None
    gone = await drafts.save(draft())
    await drafts.purge(HERE, NOW + 1)
    assert await drafts.post(gone, NOW) is None


async def test_everything_is_there_after_a_restart(sqlite_url: str) -> None:
    async with opened(sqlite_url, BRANCH) as db:
        idea = await IdeaStore(db).post(draft(), NOW)
        await VoteStore(db).give(HERE, idea.id, 1, NOW)
        waiting = await DraftStore(db).save(draft("Rye bread"))
    async with opened(sqlite_url, BRANCH) as db:
        posted = await DraftStore(db).post(waiting, NOW)
        assert posted is not None and posted.words.title == "Rye bread"
        assert await votes(IdeaStore(db), idea) == 1


# ---- likeness


async def test_ideas_are_found_by_likeness_also_those_posted_later(
    store: IdeaStore, ideas_db: Database
) -> None:
    shelf = Shelf(store, StoredMeanings(ScriptedEmbedder(), EmbeddingStore(ideas_db)))
    bread = await store.post(draft("Gluten-free bread on Saturdays"), NOW)
    await store.post(draft("A bench in front of the shop"), NOW)
    found = await shelf.words(HERE, "gluten free bread", 3)
    assert found[0].id == bread.id and found[0].score > 0.35
    near = await shelf.nearest(HERE, "gluten free bread", 3)
    assert near is not None and near[0][0] == bread.id
    later = await store.post(draft("Order cakes online"), NOW)
    await shelf.add(later)
    assert [i.id for i in await shelf.find(HERE, "online cake orders", 1)] == [later.id]
    assert await shelf.offer(HERE, f"#{bread.id}") == [
        f"#{bread.id} Gluten-free bread on Saturdays"
    ]
    assert await shelf.search(HERE + 1, "bread", 3) == []


# ---- people


async def test_a_linked_person_counts_once(
    store: IdeaStore, drafts: DraftStore, voting: VoteStore, people: PeopleStore
) -> None:
    both = await store.post(draft(member=2), NOW)
    one = await store.post(draft(), NOW)
    for idea, member in ((both, 1), (both, 2), (one, 2)):
        await voting.give(HERE, idea.id, member, NOW)
    waiting = await drafts.save(draft(member=2))
    assert {idea.id for idea in await people.link(1, 2)} == {both.id, one.id}
    assert await store.voters(both.id) == [1]
    assert await store.voters(one.id) == [1]
    linked = await store.get(HERE, both.id)
    assert linked is not None and linked.author_id == 1
    theirs = await drafts.get(HERE, waiting.id)
    assert theirs is not None and theirs.draft.member_id == 1


async def test_forgetting_a_member_keeps_the_idea_without_the_name(
    store: IdeaStore, drafts: DraftStore, voting: VoteStore, steps: StepStore, people: PeopleStore
) -> None:
    idea = await store.post(draft(member=1), NOW)
    await voting.give(HERE, idea.id, 1, NOW)
    await voting.give(HERE, idea.id, 2, NOW)
    await steps.take(idea, "planned", "soon", 1, NOW)
    waiting = await drafts.save(draft(member=7, author=1))
    assert [touched.id for touched in await people.erase(1)] == [idea.id]
    kept = await store.get(HERE, idea.id)
    assert kept is not None
    assert (kept.author_id, kept.votes, kept.words) == (None, 1, idea.words)
    assert (await steps.history(idea.id))[0].actor_id is None
    assert await drafts.get(HERE, waiting.id) is None
