"""Drafts and consents in the database, on both kinds of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cogs.ideas.cog import Ideas
from cogs.ideas.model import Draft, Words
from cogs.ideas.store import ConsentStore, DraftStore, IdeaStore, PeopleStore, VoteStore
from storage.database import Database
from tests.cogs.ideas.proposing.people import put_to_vote
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

HERE, NOW = 1, 1_000
BRANCH = {"ideas": Path(str(Ideas.migrations))}


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url, BRANCH) as db:
        yield db


def draft(title: str = "Rye bread", member: int = 7, author: int | None = None) -> Draft:
    return Draft(0, HERE, member, author or member, 5, Words(title, "Please."), NOW)


async def test_of_many_who_act_at_once_one_does(db: Database) -> None:
    drafts = DraftStore(db)
    kept = await drafts.save(draft())
    done = await asyncio.gather(
        *(drafts.post(kept, NOW) for _ in range(5)),
        *(drafts.drop(kept) for _ in range(5)),
        *(drafts.change(kept, held_at=NOW, held_for="email") for _ in range(5)),
        *(drafts.change(kept, words=Words("Other")) for _ in range(5)),
    )
    assert len([one for one in done if one]) == 1


async def test_what_was_changed_meanwhile_is_left_alone(db: Database) -> None:
    drafts = DraftStore(db)
    kept = await drafts.save(draft())
    now = await drafts.change(kept, words=Words("Spelt bread"), anonymous=True)
    assert now is not None and now.draft.words == Words("Spelt bread") and now.draft.anonymous
    assert await drafts.post(kept, NOW) is None
    assert not await drafts.drop(kept)
    assert await drafts.get(HERE + 1, kept.id) is None
    idea = await drafts.post(now, NOW)
    assert idea is not None and idea.words == Words("Spelt bread") and idea.anonymous


async def test_what_others_decide_on_is_listed_and_never_purged(db: Database) -> None:
    drafts = DraftStore(db)
    open_ = await drafts.save(draft())
    asked = await drafts.change(
        await drafts.save(draft(author=3)), held_at=NOW + 9, held_for="asked"
    )
    late = await drafts.change(await drafts.save(draft()), held_at=NOW + 5, held_for="email")
    first = await drafts.change(await drafts.save(draft(member=8)), held_at=NOW, held_for="iban")
    assert asked is not None and late is not None and first is not None
    settled = await drafts.change(await drafts.save(draft()), held_at=NOW, held_for="declined:1:No")
    assert asked.asked and not asked.held and late.held and settled is not None and settled.declined
    assert await drafts.held(HERE) == [first, late]
    assert await drafts.held(HERE, 8) == [first]
    assert {kept.id for kept in await drafts.waiting()} == {
        asked.id,
        late.id,
        first.id,
        settled.id,
    }
    assert {kept.id for kept in await drafts.of(3)} == {asked.id}
    await drafts.purge(HERE, NOW + 1_000)
    assert await drafts.get(HERE, open_.id) is None
    assert await drafts.get(HERE, asked.id) == asked
    assert await drafts.held(HERE) == [first, late]


async def test_held_drafts_of_linked_and_forgotten_people(db: Database) -> None:
    drafts, people = DraftStore(db), PeopleStore(db)
    held = await drafts.change(await drafts.save(draft(member=2)), held_at=NOW, held_for="email")
    noted = await drafts.change(await drafts.save(draft(member=9, author=2)), held_for="asked")
    assert held is not None and noted is not None
    await people.link(1, 2)
    mine, theirs = await drafts.get(HERE, held.id), await drafts.get(HERE, noted.id)
    assert mine is not None and (mine.draft.member_id, mine.draft.author_id) == (1, 1)
    assert mine.held and theirs is not None and theirs.draft.author_id == 1
    await people.erase(1)
    assert await drafts.get(HERE, held.id) is None and await drafts.get(HERE, noted.id) is None


async def test_a_draft_of_two_goes_with_either_and_takes_nothing_else(db: Database) -> None:
    """A moderator's draft of somebody's message has words of both in one text."""
    drafts, people = DraftStore(db), PeopleStore(db)
    for gone, stays in ((9, 2), (2, 9)):
        shared = await drafts.save(draft(member=9, author=2))
        own = {who: await drafts.save(draft(member=who)) for who in (gone, stays)}
        await people.erase(gone)
        assert await drafts.get(HERE, shared.id) is None
        assert await drafts.of(gone) == []
        assert [kept.id for kept in await drafts.of(stays)] == [own[stays].id]
        await people.erase(stays)


async def test_consents(db: Database) -> None:
    consents, people = ConsentStore(db), PeopleStore(db)
    await asyncio.gather(*(consents.give(1, "a", NOW + i) for i in range(5)))
    first = await consents.at(1, "a")
    assert first is not None and await consents.at(1, "b") is None
    await consents.give(1, "a", NOW + 99)
    assert await consents.at(1, "a") == first
    await consents.give(2, "a", NOW - 5)
    await consents.give(2, "b", NOW + 7)
    await people.link(1, 2)
    assert await consents.at(1, "a") == NOW - 5 and await consents.at(1, "b") == NOW + 7
    assert await consents.at(2, "b") is None
    assert await consents.withdraw(1) and not await consents.withdraw(1)
    await consents.give(1, "a", NOW)
    await people.erase(1)
    assert await consents.at(1, "a") is None


async def test_new_words_only_while_nobody_else_supports_it(db: Database) -> None:
    drafts, ideas, votes = DraftStore(db), IdeaStore(db), VoteStore(db)
    idea = await ideas.post(draft(), NOW)
    await votes.give(HERE, idea.id, 7, NOW)
    changed = await drafts.reword(idea, Words("Spelt bread"), NOW + 1)
    assert changed is not None and changed.words == Words("Spelt bread") and changed.votes == 1
    await votes.give(HERE, idea.id, 8, NOW)
    assert await drafts.reword(changed, Words("Oat bread"), NOW + 2) is None
    now = await ideas.get(HERE, idea.id)
    assert now is not None and now.words == Words("Spelt bread")


async def test_words_that_were_put_to_a_vote_stay(db: Database) -> None:
    drafts, ideas = DraftStore(db), IdeaStore(db)
    idea, other = await ideas.post(draft(), NOW), await ideas.post(draft("Corn"), NOW)
    await put_to_vote(db, HERE, idea.id)
    assert await drafts.voted_on(idea) and not await drafts.voted_on(other)
    assert await drafts.reword(idea, Words("Spelt bread"), NOW + 1) is None
    assert await drafts.reword(other, Words("Spelt bread"), NOW + 1) is not None
