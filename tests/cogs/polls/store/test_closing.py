"""Closing happens once, and what it leaves adds up."""

from __future__ import annotations

import asyncio

import pytest

from cogs.polls.model import Rules, Secrecy
from cogs.polls.record import Record, faults
from cogs.polls.store import Pressed

from .booth import END, HERE, NOW, Booth


@pytest.mark.parametrize("secrecy", ["open", "private", "anonymous"])
async def test_a_closed_poll_has_a_record_in_which_each_voter_finds_their_ballot(
    booth: Booth, secrecy: Secrecy
) -> None:
    poll = await booth.ask(Rules("multiple", secrecy, quorum=3), ("A", "B", "C"))
    for member, option in ((1, 0), (1, 2), (2, 2), (3, 1), (3, 2)):
        await booth.press(poll, member, option)
    key = booth.keys[poll.id]
    marks = {member: await booth.marks(poll, member) for member in (1, 2, 3)}
    record = await booth.close(poll, by=2)
    assert record is not None and faults(record) == []
    for member, mine in marks.items():
        assert record.ballot(key.receipt(key.voter(member, secrecy), mine)) == mine
    assert (record.count.winner, record.outcome, record.closed_at) == (2, "decided", END)
    assert await booth.ballots.record(HERE, poll.id) == record
    assert await booth.ballots.record(HERE + 1, poll.id) is None
    closed = await booth.polls.get(HERE, poll.id)
    assert closed is not None and closed.closed
    assert await booth.ballots.count(HERE, poll.id) == (closed, record.count, record)
    shown = await booth.ballots.open_ballots(poll.id)
    assert shown == (sorted(marks.items()) if secrecy == "open" else [])
    assert await booth.ballots.who_voted(poll.id) == frozenset()


async def test_an_open_poll_has_a_count_and_no_record(booth: Booth) -> None:
    poll = await booth.ask()
    await booth.press(poll, 1, 0)
    await booth.press(poll, 2, 1)
    found = await booth.ballots.count(HERE, poll.id)
    assert found is not None
    assert (found[0], found[1].winners, found[1].winner, found[2]) == (poll, (0, 1), None, None)
    assert await booth.ballots.record(HERE, poll.id) is None
    assert await booth.ballots.count(HERE + 1, poll.id) is None
    record = await booth.close(poll)
    assert record is not None and record.outcome == "tie" and record.count.winner in (0, 1)


async def test_a_poll_that_nobody_voted_in_can_be_closed(booth: Booth) -> None:
    record = await booth.close(await booth.ask(Rules(secrecy="open")))
    assert record is not None and record.outcome == "nobody" and faults(record) == []


@pytest.mark.parametrize("secrecy", ["open", "private", "anonymous"])
async def test_without_its_secret_a_poll_counts_under_receipts_that_nobody_holds(
    booth: Booth, secrecy: Secrecy
) -> None:
    poll = await booth.ask(Rules(secrecy=secrecy))
    for member in (1, 2, 3):
        await booth.press(poll, member, int(member > 1))
    key = booth.keys[poll.id]
    record = await booth.ballots.close(HERE, poll.id, None, END, None, 9)
    assert record is not None and faults(record) == []
    assert (record.count.winner, record.count.voters, record.eligible) == (1, 3, 9)
    assert record.ballot(key.receipt(key.voter(1, secrecy), (1,))) is None


async def test_only_one_of_many_closes_and_no_vote_is_lost_or_comes_late(booth: Booth) -> None:
    poll = await booth.ask(Rules(secrecy="anonymous"))
    votes = [booth.press(poll, member, 0) for member in range(1, 61)]
    closes = [booth.close(poll, now=NOW + 1) for _ in range(10)]
    done = await asyncio.gather(*votes[:30], *closes, *votes[30:])
    records = [each for each in done if isinstance(each, Record)]
    counted = sum(isinstance(each, Pressed) and each.outcome == "changed" for each in done)
    late = sum(isinstance(each, Pressed) and each.outcome == "closed" for each in done)
    assert len(records) == 1 and counted + late == 60
    assert records[0].count.voters == len(records[0].ballots) == counted
    assert await booth.scores(poll) == ((counted, 0), counted)
    assert await booth.close(poll) is None


async def test_unknown_polls_are_not_closed(booth: Booth) -> None:
    poll = await booth.ask()
    key = booth.keys[poll.id]
    assert await booth.ballots.close(HERE + 1, poll.id, None, END, key, None) is None
    assert await booth.ballots.close(HERE, poll.id + 99, None, END, key, None) is None
    assert [each.id for each in await booth.polls.open(HERE)] == [poll.id]
