"""Polls without a chat: what is allowed, how votes are kept, and what races leave behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.errors import UserError
from cogs.polls import cards
from cogs.polls.cog import Polls
from cogs.polls.logic import (
    MAX_LABEL,
    MAX_QUESTION,
    Kind,
    Poll,
    Tally,
    bar,
    checked_options,
    checked_question,
    find,
)
from cogs.polls.store import PollStore
from storage.database import Database
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

HERE, NOW, END = 1, 1_000, 9_000
BRANCH = {"polls": Path(str(Polls.migrations))}


@pytest.fixture
async def polls_db(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url, BRANCH) as db:
        yield db


@pytest.fixture
def store(polls_db: Database) -> PollStore:
    return PollStore(polls_db)


def draft(kind: Kind = "single", author: int = 7, options: tuple[str, ...] = ("A", "B")) -> Poll:
    return Poll(0, HERE, author, 5, "Which?", options, kind, NOW, END)


async def counts(store: PollStore, poll: Poll) -> tuple[tuple[int, ...], int]:
    found = await store.result(poll.community_id, poll.id)
    assert found is not None
    return found[1].counts, found[1].voters


# ---- what is allowed


@pytest.mark.parametrize("n", [0, 1, 11, 40])
def test_too_few_or_too_many_options_are_refused_in_one_sentence(n: int) -> None:
    with pytest.raises(UserError, match=f"2 to 10 options, and I count {n}"):
        checked_options([f"option {i}" for i in range(n)], 10)


def test_options_are_cleaned_and_blank_ones_left_out() -> None:
    assert checked_options(["  Apple  pie ", "", " ", "Plum\ncake"], 10) == (
        "Apple pie",
        "Plum cake",
    )


def test_the_same_option_twice_is_refused_whatever_its_case() -> None:
    with pytest.raises(UserError, match="apple PIE"):
        checked_options(["Apple pie", "Plum", " apple  PIE"], 10)


def test_long_texts_are_refused() -> None:
    assert checked_options(["x" * MAX_LABEL, "y"], 10)
    with pytest.raises(UserError, match="at most 80"):
        checked_options(["x" * (MAX_LABEL + 1), "y"], 10)
    with pytest.raises(UserError, match="at most 200"):
        checked_question("x" * (MAX_QUESTION + 1))
    with pytest.raises(UserError, match="needs a question"):
        checked_question(" \n ")


def test_a_bar_shows_every_vote_and_never_more_than_full() -> None:
    assert bar(0) == "░" * 10
    assert bar(0.001) == "█" + "░" * 9
    assert bar(1) == "█" * 10


def test_ties_are_named_and_an_empty_poll_has_no_winner() -> None:
    poll = draft(options=("A", "B", "C"))
    assert str(cards.outcome(poll, Tally((2, 2, 1), 5))) == "A tie with 2 votes each: A, B."
    assert str(cards.outcome(poll, Tally((1, 0, 0), 1))) == "A has won with 1 vote."
    assert str(cards.outcome(poll, Tally((0, 0, 0), 0))) == "Nobody voted."
    assert cards.result(poll, Tally((0, 0, 0), 0)).picture is None


@pytest.mark.parametrize("n", [2, 5, 6, 10, 20])
def test_every_option_has_a_button_and_a_card_fits_one_message(n: int) -> None:
    options = tuple(f"{i} " + "x" * (MAX_LABEL - 3) for i in range(n))
    poll = draft(options=options)
    card = cards.card(poll, Tally((0,) * n, 0), None)
    assert len(card.buttons) <= 5
    assert sum(len(row) for row in card.buttons) == n
    assert all(len(str(b.label)) <= 80 for row in card.buttons for b in row)
    assert len(str(card.text)) <= 2000


def test_a_poll_is_found_by_number_or_words() -> None:
    polls = [
        Poll(12, 1, 7, 5, "Which cake?", ("A", "B"), "single", NOW, END),
        Poll(2, 1, 7, 5, "Opening hours in 12 weeks", ("A", "B"), "single", NOW, END),
    ]
    cake, hours = polls
    assert find(polls, "#12 Which cake?") == [cake]
    assert find(polls, "2") == [hours]
    assert find(polls, "OPENING") == [hours]
    assert find(polls, "") == polls
    assert find(polls, "9") == []


# ---- votes


async def test_a_single_choice_can_be_changed_and_taken_back(store: PollStore) -> None:
    poll = await store.create(draft())
    assert (await store.vote(HERE, poll.id, 1, 0, 2_000)).outcome == "added"
    assert (await store.vote(HERE, poll.id, 1, 0, 2_001)).outcome == "same"
    changed = await store.vote(HERE, poll.id, 1, 1, 2_002)
    assert (changed.outcome, changed.chosen) == ("changed", (1,))
    assert await counts(store, poll) == ((0, 1), 1)
    assert (await store.withdraw(HERE, poll.id, 1, 2_003)).outcome == "removed"
    assert (await store.withdraw(HERE, poll.id, 1, 2_004)).outcome == "same"
    assert await counts(store, poll) == ((0, 0), 0)


async def test_multiple_choice_toggles_each_option(store: PollStore) -> None:
    poll = await store.create(draft("multiple", options=("A", "B", "C")))
    await store.vote(HERE, poll.id, 1, 0, 2_000)
    assert (await store.vote(HERE, poll.id, 1, 2, 2_001)).chosen == (0, 2)
    await store.vote(HERE, poll.id, 2, 2, 2_002)
    assert await counts(store, poll) == ((1, 0, 2), 2)
    removed = await store.vote(HERE, poll.id, 1, 0, 2_003)
    assert (removed.outcome, removed.chosen) == ("removed", (2,))


async def test_votes_that_do_not_count(store: PollStore) -> None:
    poll = await store.create(draft())
    assert (await store.vote(HERE, 999, 1, 0, 2_000)).outcome == "unknown"
    assert (await store.vote(HERE, poll.id, 1, 2, 2_000)).outcome == "unknown"
    assert (await store.vote(HERE + 1, poll.id, 1, 0, 2_000)).outcome == "unknown"
    assert (await store.vote(HERE, poll.id, 1, 0, END)).outcome == "closed"
    await store.vote(HERE, poll.id, 2, 0, END - 1)
    assert await store.close(HERE, poll.id, None, END)
    assert (await store.vote(HERE, poll.id, 2, 1, END - 1)).outcome == "closed"
    assert (await store.withdraw(HERE, poll.id, 2, END - 1)).outcome == "closed"
    assert await counts(store, poll) == ((1, 0), 1)


async def test_fifty_people_double_clicking_at_once_are_fifty_votes(store: PollStore) -> None:
    poll = await store.create(draft())
    clicks = [store.vote(HERE, poll.id, m, m % 2, 2_000 + m) for m in range(50) for _ in (1, 2)]
    done = await asyncio.gather(*clicks)
    assert sorted(b.outcome for b in done) == ["added"] * 50 + ["same"] * 50
    assert await counts(store, poll) == ((25, 25), 50)


async def test_fifty_clicks_of_one_person_are_one_vote(store: PollStore) -> None:
    poll = await store.create(draft())
    await asyncio.gather(*(store.vote(HERE, poll.id, 1, i % 2, 2_000 + i) for i in range(50)))
    found = await counts(store, poll)
    assert found[1] == 1 and sum(found[0]) == 1


async def test_only_one_of_many_closes_and_the_result_adds_up(store: PollStore) -> None:
    poll = await store.create(draft())
    votes = [store.vote(HERE, poll.id, m, 0, 2_000) for m in range(40)]
    closes = [store.close(HERE, poll.id, m, 2_000) for m in range(10)]
    done = await asyncio.gather(*votes, *closes)
    assert [b for b in done[40:] if b is True] == [True]
    counted = sum(b.outcome == "added" for b in done[:40] if not isinstance(b, bool))
    assert await counts(store, poll) == ((counted, 0), counted)


# ---- people


async def test_a_linked_person_counts_once_with_the_later_choice(store: PollStore) -> None:
    poll = await store.create(draft())
    other = await store.create(draft(author=8))
    await store.vote(HERE, poll.id, 1, 0, 2_000)
    await store.vote(HERE, poll.id, 2, 1, 3_000)
    await store.vote(HERE, other.id, 1, 0, 3_000)
    await store.vote(HERE, other.id, 2, 1, 2_000)
    assert sorted(await store.link(1, 2)) == [(HERE, poll.id), (HERE, other.id)]
    assert await counts(store, poll) == ((0, 1), 1)
    assert await counts(store, other) == ((1, 0), 1)


async def test_linking_unites_the_choices_of_a_multiple_choice_poll(store: PollStore) -> None:
    poll = await store.create(draft("multiple", author=2, options=("A", "B", "C")))
    for member, option in ((1, 0), (1, 1), (2, 1), (2, 2)):
        await store.vote(HERE, poll.id, member, option, 2_000)
    await store.link(1, 2)
    assert await counts(store, poll) == ((1, 1, 1), 1)
    linked = await store.get(HERE, poll.id)
    assert linked is not None and linked.author_id == 1


async def test_forgetting_a_member_keeps_published_results(store: PollStore) -> None:
    closed = await store.create(draft())
    running = await store.create(draft(author=1))
    for poll in (closed, running):
        await store.vote(HERE, poll.id, 1, 0, 2_000)
        await store.vote(HERE, poll.id, 2, 1, 2_000)
    await store.close(HERE, closed.id, 1, 2_500)
    assert await store.erase(1) == [(HERE, running.id)]
    assert await counts(store, closed) == ((1, 1), 2)
    assert await counts(store, running) == ((0, 1), 1)
    anonymous = await store.get(HERE, running.id)
    assert anonymous is not None and anonymous.author_id is None


async def test_everything_is_there_after_a_restart(sqlite_url: str) -> None:
    async with opened(sqlite_url, BRANCH) as db:
        poll = await PollStore(db).create(draft())
        await PollStore(db).vote(HERE, poll.id, 1, 1, 2_000)
    async with opened(sqlite_url, BRANCH) as db:
        store = PollStore(db)
        assert [p.id for p in await store.open()] == [poll.id]
        assert (await store.vote(HERE, poll.id, 1, 1, 3_000)).outcome == "same"
        assert await counts(store, poll) == ((0, 1), 1)
