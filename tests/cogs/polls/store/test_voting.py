"""Votes: what a click makes of a ballot, and that storms of clicks are counted exactly."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from sqlalchemy import func, select

from bot.api.errors import UserError
from cogs.polls.model import Rules, Secrecy
from cogs.polls.store import Pressed
from cogs.polls.tables import ballots
from storage.database import Database
from tests.support.databases import furnish, opened

from .booth import BRANCH, END, HERE, NOW, Booth

SECRECIES: tuple[Secrecy, ...] = ("open", "private", "anonymous")
every_secrecy = pytest.mark.parametrize("secrecy", SECRECIES)


@every_secrecy
async def test_a_single_choice_can_be_changed_and_taken_back(
    booth: Booth, secrecy: Secrecy
) -> None:
    poll = await booth.ask(Rules(secrecy=secrecy))
    first = await booth.press(poll, 1, 0)
    assert (first.outcome, first.before, first.marks) == ("changed", (), (1,))
    assert (await booth.press(poll, 1, 0)).outcome == "same"
    changed = await booth.press(poll, 1, 1)
    assert (changed.outcome, changed.before, changed.marks) == ("changed", (1,), (0, 1))
    assert await booth.marks(poll, 1) == (0, 1)
    assert await booth.scores(poll) == ((0, 1), 1)
    assert await booth.ballots.tallied(poll) == ({(0, 1): 1}, 1)
    assert await booth.ballots.who_voted(poll.id) == {1}
    removed = await booth.withdraw(poll, 1)
    assert (removed.outcome, removed.before, removed.marks) == ("removed", (0, 1), ())
    assert (await booth.withdraw(poll, 1)).outcome == "same"
    assert await booth.scores(poll) == ((0, 0), 0)
    assert await booth.ballots.who_voted(poll.id) == frozenset()


async def test_multiple_choice_toggles_each_option(booth: Booth) -> None:
    poll = await booth.ask(Rules("multiple"), ("A", "B", "C"))
    await booth.press(poll, 1, 0)
    assert (await booth.press(poll, 1, 2)).marks == (1, 0, 1)
    await booth.press(poll, 2, 2)
    assert await booth.scores(poll) == ((1, 0, 2), 2)
    assert (await booth.press(poll, 1, 0)).marks == (0, 0, 1)
    assert (await booth.press(poll, 1, 2)).outcome == "removed"
    assert await booth.ballots.who_voted(poll.id) == {2}


async def test_who_voted_what_is_kept_only_where_it_is_open(booth: Booth) -> None:
    for secrecy, shown in (("open", [(1, (1,)), (2, (0, 1))]), ("anonymous", [])):
        poll = await booth.ask(Rules(secrecy=secrecy))
        for member in (2, 1):
            await booth.press(poll, member, member - 1)
        assert await booth.ballots.open_ballots(poll.id) == shown


async def test_votes_that_do_not_count(booth: Booth) -> None:
    poll = await booth.ask()
    voter = booth.keys[poll.id].voter(1, "private")
    assert await booth.ballots.press(999, HERE, voter, 1, 0, NOW) == Pressed("unknown")
    assert (await booth.ballots.press(poll.id, HERE + 1, voter, 1, 0, NOW)).outcome == "unknown"
    assert (await booth.press(poll, 1, 2)).outcome == "unknown"
    assert (await booth.press(poll, 1, -1)).outcome == "unknown"
    assert (await booth.press(poll, 1, 0, END)).outcome == "closed"
    assert (await booth.withdraw(poll, 1, END)).outcome == "closed"
    await booth.press(poll, 2, 0, END - 1)
    assert await booth.close(poll) is not None
    assert (await booth.press(poll, 2, 1, END - 1)).outcome == "closed"
    assert (await booth.withdraw(poll, 2, END - 1)).outcome == "closed"
    assert await booth.scores(poll) == ((1, 0), 1)


async def test_a_refused_click_changes_nothing(booth: Booth) -> None:
    poll = await booth.ask(Rules("dots", budget=1))
    await booth.press(poll, 1, 0)
    with pytest.raises(UserError):
        await booth.press(poll, 1, 1)
    assert await booth.marks(poll, 1) == (1,)


async def test_everything_is_there_after_a_restart(sqlite_url: str) -> None:
    await furnish(sqlite_url, BRANCH)
    async with opened(sqlite_url, BRANCH) as db:
        booth = Booth(db)
        poll = await booth.ask()
        await booth.press(poll, 1, 1)
    async with opened(sqlite_url, BRANCH) as db:
        again = Booth(db)
        again.keys = booth.keys
        assert await again.polls.open() == [poll]
        assert (await again.press(poll, 1, 1)).outcome == "same"
        assert await again.scores(poll) == ((0, 1), 1)


# ---- storms

PEOPLE = range(1, 151)


async def _rows(db: Database) -> int:
    async with db.read() as conn:
        return await conn.scalar(select(func.count()).select_from(ballots)) or 0


async def test_six_hundred_clicks_of_150_people_are_150_votes(
    booth: Booth, polls_db: Database
) -> None:
    people = PEOPLE
    poll = await booth.ask(Rules(secrecy="anonymous"), ("A", "B", "C"))
    done = await asyncio.gather(
        *(booth.press(poll, m, m % 3, NOW + n) for n in range(4) for m in people)
    )
    count = len(people)
    assert Counter(each.outcome for each in done) == {"changed": count, "same": 3 * count}
    expected = Counter(m % 3 for m in people)
    assert await booth.scores(poll) == (tuple(expected[n] for n in range(3)), count)
    assert await _rows(polls_db) == count
    assert await booth.ballots.who_voted(poll.id) == set(people)
    record = await booth.close(poll)
    assert record is not None and record.count.voters == len(record.ballots) == count


@pytest.mark.parametrize("secrecy", ["private", "anonymous"])
async def test_no_click_is_lost_or_counted_twice(booth: Booth, secrecy: Secrecy) -> None:
    poll = await booth.ask(Rules("dots", secrecy, budget=3))
    clicks = [booth.press(poll, m, m % 2) for m in PEOPLE[:40] for _ in range(4)]
    done = await asyncio.gather(*clicks, return_exceptions=True)
    refused = [each for each in done if isinstance(each, BaseException)]
    assert {type(each) for each in refused} == {UserError} and len(refused) == 40
    assert await booth.ballots.tallied(poll) == ({(3,): 20, (0, 3): 20}, 40)


@pytest.mark.parametrize("secrecy", ["private", "anonymous"])
async def test_clicks_that_are_given_up_and_tried_again_count_once(
    booth: Booth, secrecy: Secrecy
) -> None:
    poll = await booth.ask(Rules(secrecy=secrecy))

    async def impatient(member: int) -> None:
        first = asyncio.create_task(booth.press(poll, member, member % 2))
        for _ in range(member % 40):
            await asyncio.sleep(0)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await booth.press(poll, member, member % 2)

    await asyncio.gather(*map(impatient, range(1, 101)))
    assert await booth.scores(poll) == ((50, 50), 100)


async def test_fifty_different_clicks_of_one_person_are_one_vote(
    booth: Booth, polls_db: Database
) -> None:
    poll = await booth.ask(Rules(secrecy="anonymous"))
    await asyncio.gather(*(booth.press(poll, 1, n % 2) for n in range(50)))
    scores, voters = await booth.scores(poll)
    assert (sum(scores), voters, await _rows(polls_db)) == (1, 1, 1)


async def test_two_bots_on_one_database_count_as_one(postgres_url: str) -> None:
    async with opened(postgres_url, BRANCH) as one, opened(postgres_url, BRANCH) as two:
        booth, other = Booth(one), Booth(two)
        poll = await booth.ask(Rules("dots", "anonymous", budget=4))
        other.keys = booth.keys
        await asyncio.gather(
            *(each.press(poll, m, 0) for each in (booth, other) for m in PEOPLE[:60] for _ in "12")
        )
        assert await booth.ballots.tallied(poll) == ({(4,): 60}, 60)
