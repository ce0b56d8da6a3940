"""Announcements in both databases: one posting a time, races, links and forgetting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cogs.announcements.cog import Announcements
from cogs.announcements.model import Announcement, Balance
from cogs.announcements.store import AnnouncementStore
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

HERE, ANA, BEN, CLEO = 1, 10, 11, 12
BRANCH = {"announcements": Path(str(Announcements.migrations))}


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[AnnouncementStore]:
    async with opened(database_url, BRANCH) as db:
        yield AnnouncementStore(db)


async def written(store: AnnouncementStore, *, selling: bool = False) -> Announcement:
    return await store.add(
        community_id=HERE, member_id=ANA, text="Rolls", audience="new", spaces=[1],
        selling=selling, starts_at=None, rhythm="", created_at=1,
    )  # fmt: skip


async def test_of_two_who_decide_one_finds_it_decided(store: AnnouncementStore) -> None:
    of = await written(store)
    assert of.spaces == (1,)
    await store.change(of.id, ["draft"], state="waiting")
    both = await asyncio.gather(
        *[store.change(of.id, ["waiting"], state="planned", approved_by=w) for w in (BEN, CLEO)]
    )
    assert sorted(one is None for one in both) == [False, True]


async def test_one_posting_a_time_with_the_people_of_the_first(store: AnnouncementStore) -> None:
    of = await written(store)
    made = await asyncio.gather(
        *[store.post(of, "once", 5, 6 + n, "posted", {BEN, CLEO}) for n in range(5)]
    )
    assert len({posting.id for posting in made}) == 1
    assert await store.waiting(made[0].id, 100, 10) == [BEN, CLEO]
    again = await store.post(of, "once", 5, 50, "posted", {ANA})
    assert again == made[0]
    assert await store.tally(again.id) == {"waiting": 2}


async def test_letters_are_sorted_once(store: AnnouncementStore) -> None:
    posting = await store.post(await written(store), "once", 5, 6, "posted", {BEN, CLEO})
    await store.sort(posting.id, BEN, "sent", 7)
    await store.sort(posting.id, BEN, "late", 8)
    await store.sort(posting.id, CLEO, "waiting", 90)
    assert await store.waiting(posting.id, 50, 10) == []
    assert await store.next_letter(posting.id) == 90
    assert await store.tally(posting.id) == {"sent": 1, "waiting": 1}


async def test_only_the_words_that_were_seen_are_taken(store: AnnouncementStore) -> None:
    of = await written(store)
    await store.change(of.id, ["draft"], change="A", changed_by=BEN)
    await store.change(of.id, ["draft"], change="B", changed_by=BEN)
    assert await store.take_change(of.id, "A") is None
    taken = await store.take_change(of.id, "B")
    assert taken is not None
    assert (taken.text, taken.change) == ("B", None)
    assert await store.take_change(of.id, "B") is None


async def test_balance_counts_what_was_posted(store: AnnouncementStore) -> None:
    for number, (selling, state) in enumerate(
        [(True, "posted"), (False, "posted"), (True, "missed"), (True, "recalled")]
    ):
        await store.post(await written(store, selling=selling), "once", 5, number, state)
    assert await store.balance(HERE, 0) == Balance(1, 2)
    assert await store.balance(HERE, 1) == Balance(0, 1)
    assert await store.count(HERE, 0, 10) == 2


async def test_two_accounts_of_one_person_get_one_letter(store: AnnouncementStore) -> None:
    posting = await store.post(await written(store), "once", 5, 6, "posted", {BEN, CLEO})
    await store.linked(BEN, CLEO, 9)
    assert await store.waiting(posting.id, 50, 10) == [BEN]
    await store.linked(CLEO, BEN, 9)
    assert await store.waiting(posting.id, 50, 10) == [CLEO]


async def test_who_is_forgotten_leaves_no_trace(store: AnnouncementStore) -> None:
    of = await written(store)
    posting = await store.post(of, "once", 5, 6, "posted", {ANA, BEN})
    draft = await written(store)
    await store.change(of.id, ["draft"], state="done", approved_by=ANA, changed_by=ANA)
    await store.erase(ANA)
    assert await store.by_id(draft.id) is None
    kept = await store.by_id(of.id)
    assert kept is not None
    assert (kept.member_id, kept.approved_by, kept.changed_by) == (None, None, None)
    assert await store.waiting(posting.id, 50, 10) == [BEN]


async def test_old_drafts_go_and_what_was_handed_in_stays(store: AnnouncementStore) -> None:
    draft, waiting = await written(store), await written(store)
    await store.change(waiting.id, ["draft"], state="waiting")
    await store.prune_drafts(100)
    assert await store.by_id(draft.id) is None
    assert await store.by_id(waiting.id) is not None


async def test_who_had_the_letter_gets_no_second_one(store: AnnouncementStore) -> None:
    posting = await store.post(await written(store), "once", 5, 6, "posted", {BEN, CLEO})
    assert posting is not None
    await store.sort(posting.id, CLEO, "sent", 7)
    await store.linked(BEN, CLEO, 9)
    assert await store.waiting(posting.id, 50, 10) == []
    assert await store.tally(posting.id) == {"sent": 1}


async def test_what_was_taken_back_is_not_posted(store: AnnouncementStore) -> None:
    of = await written(store)
    await store.change(of.id, ["draft"], state="recalled")
    assert await store.post(of, "once", 5, 6, "posted") is None
    assert await store.postings(of.id) == []


async def test_nobody_approves_their_own_by_another_account(store: AnnouncementStore) -> None:
    own, other = await written(store), await written(store)
    await store.change(own.id, ["draft"], state="planned", approved_by=BEN)
    await store.change(other.id, ["draft"], state="planned", approved_by=CLEO)
    assert await store.linked(ANA, BEN, 9) == [own.id]
    again = await store.by_id(own.id)
    assert again is not None
    assert (again.state, again.approved_by, again.member_id) == ("waiting", None, ANA)
    assert [one.id for one in await store.asked()] == [own.id]


async def test_what_is_half_taken_back_is_found(store: AnnouncementStore) -> None:
    of = await written(store)
    posting = await store.post(of, "once", 5, 6, "posted")
    assert posting is not None
    await store.change(of.id, ["draft"], state="recalled")
    assert await store.half_recalled() == [of.id]
    await store.settle(posting.id, ["posted"], "recalled")
    assert await store.half_recalled() == []
