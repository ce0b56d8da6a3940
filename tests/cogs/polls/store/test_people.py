"""Two members turn out to be one; a member is forgotten."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from cogs.polls import tables
from cogs.polls.model import Draft, Errand, Rules, Secrecy
from cogs.polls.record import faults
from cogs.polls.store import DraftStore, QuietStore, SeriesStore
from storage.database import Database

from .booth import CHANNEL, HERE, NOW, Booth

KEPT, GONE, OTHER = 1, 2, 3
every_secrecy = pytest.mark.parametrize("secrecy", ["open", "private", "anonymous"])


@every_secrecy
async def test_a_linked_person_counts_once(booth: Booth, secrecy: Secrecy) -> None:
    one = await booth.ask(Rules(secrecy=secrecy))
    both = await booth.ask(Rules(secrecy=secrecy))
    none = await booth.ask(Rules(secrecy=secrecy))
    await booth.press(one, GONE, 1)
    await booth.press(both, GONE, 1)
    await booth.press(both, KEPT, 0)
    for poll in (one, both, none):
        await booth.press(poll, OTHER, 1)
    assert sorted(await booth.link(KEPT, GONE)) == [(HERE, one.id), (HERE, both.id)]
    assert await booth.scores(one) == ((0, 2), 2)
    assert await booth.scores(both) == ((1, 1), 2)
    for poll, mine in ((one, (0, 1)), (both, (1,))):
        assert await booth.marks(poll, KEPT) == mine
        assert await booth.marks(poll, GONE) == ()
        assert await booth.ballots.who_voted(poll.id) == {KEPT, OTHER}
        # who changes their mind now changes that ballot, and it is found again in the end
        assert (await booth.press(poll, KEPT, 0)).marks == (1,)
        record = await booth.close(poll)
        assert record is not None and faults(record) == []
        assert record.count.voters == 2
        key = booth.keys[poll.id]
        assert record.ballot(key.receipt(key.voter(KEPT, secrecy), (1,))) == (1,)


@every_secrecy
async def test_linking_in_the_middle_of_a_storm_counts_once(booth: Booth, secrecy: Secrecy) -> None:
    poll = await booth.ask(Rules(secrecy=secrecy))
    await booth.press(poll, GONE, 1)
    await asyncio.gather(
        *(booth.press(poll, KEPT, n % 2) for n in range(6)),
        booth.link(KEPT, GONE),
        *(booth.press(poll, member, 0) for member in range(10, 30)),
    )
    scores, voters = await booth.scores(poll)
    assert (sum(scores), voters) == (21, 21)


async def test_an_anonymous_poll_that_lost_its_secret_keeps_both_ballots(booth: Booth) -> None:
    poll = await booth.ask(Rules(secrecy="anonymous"))
    for member in (KEPT, GONE):
        await booth.press(poll, member, 0)
    assert await booth.ballots.open_anonymous(GONE) == [(poll.id, "polls-secret 0")]
    assert await booth.ballots.open_anonymous(OTHER) == []
    await booth.ballots.link(KEPT, GONE, {})
    assert await booth.scores(poll) == ((2, 0), 2)
    assert await booth.ballots.who_voted(poll.id) == {KEPT}


async def test_what_was_published_stays_when_people_are_linked(booth: Booth) -> None:
    poll = await booth.ask(Rules(secrecy="open"))
    for member in (KEPT, GONE, OTHER):
        await booth.press(poll, member, 0)
    record = await booth.close(poll)
    assert await booth.link(KEPT, GONE) == []
    assert await booth.ballots.record(HERE, poll.id) == record
    assert await booth.ballots.open_ballots(poll.id) == [(KEPT, (1,)), (KEPT, (1,)), (OTHER, (1,))]


@every_secrecy
async def test_forgetting_takes_votes_out_of_open_polls_only(
    booth: Booth, secrecy: Secrecy
) -> None:
    closed = await booth.ask(Rules(secrecy=secrecy))
    running = await booth.ask(Rules(secrecy=secrecy))
    for poll in (closed, running):
        await booth.press(poll, KEPT, 0)
        await booth.press(poll, OTHER, 1)
    record = await booth.close(closed, by=KEPT)
    assert await booth.erase(KEPT) == [(HERE, running.id)]
    assert await booth.scores(running) == ((0, 1), 1)
    assert await booth.ballots.who_voted(running.id) == {OTHER}
    assert await booth.ballots.record(HERE, closed.id) == record
    left = secrecy == "open"
    assert await booth.ballots.open_ballots(closed.id) == [(OTHER, (0, 1))] * left
    assert await booth.ballots.nameless(closed.id) == [(1,)] * left


async def test_the_card_of_a_closed_poll_is_touched_when_its_asker_is_forgotten(
    booth: Booth,
) -> None:
    poll = await booth.ask(author=KEPT)
    await booth.close(poll)
    assert await booth.link(OTHER, KEPT) == []
    assert await booth.erase(OTHER) == [(HERE, poll.id)]
    kept = await booth.polls.get(HERE, poll.id)
    assert kept is not None and kept.author_id is None


# ---- every table


async def _leave_traces(booth: Booth, member: int) -> None:
    """In every column that has a member."""
    db = booth.db
    for secrecy in ("open", "private", "anonymous"):
        for closing in (True, False):
            poll = await booth.ask(Rules(secrecy=secrecy, add_options=True), author=member)
            await booth.polls.add_option(HERE, poll.id, member, "C", 9)
            await booth.press(poll, member, 2)
            if closing:
                await booth.close(poll, by=member)
    await booth.ask(errand=Errand(f"for {member}", voters=frozenset([member, OTHER])))
    await DraftStore(db).save(Draft(), HERE, member, CHANNEL, NOW)
    await DraftStore(db).save_template(HERE, "Ours", Draft(), member)
    await SeriesStore(db).add(Draft(), HERE, member, CHANNEL, "daily 09:00", NOW)
    await QuietStore(db).set(member, True)


async def _traces(db: Database, member: int) -> dict[str, int]:
    """Rows by column, of all columns that can hold a member."""
    found = {}
    async with db.read() as conn:
        for table in tables.metadata.sorted_tables:
            for column in table.columns:
                if column.name in ("member_id", "closed_by"):
                    rows = select(func.count()).select_from(table).where(column == member)
                    found[str(column)] = await conn.scalar(rows) or 0
    return found


async def test_every_table_knows_what_to_do_with_people(booth: Booth) -> None:
    await _leave_traces(booth, GONE)
    before = await _traces(booth.db, GONE)
    assert len(before) == 10 and all(before.values())
    await booth.link(KEPT, GONE)
    assert await _traces(booth.db, GONE) == dict.fromkeys(before, 0)
    assert await _traces(booth.db, KEPT) == before
    await booth.erase(KEPT)
    assert await _traces(booth.db, KEPT) == dict.fromkeys(before, 0)


async def test_linking_people_who_are_both_in_every_table(booth: Booth) -> None:
    await _leave_traces(booth, GONE)
    await _leave_traces(booth, KEPT)
    await booth.link(KEPT, GONE)
    assert not any((await _traces(booth.db, GONE)).values())
    assert await QuietStore(booth.db).quiet() == {KEPT}


async def test_keys_of_forgotten_people_are_no_trace(booth: Booth) -> None:
    await _leave_traces(booth, GONE)
    await booth.erase(GONE)
    async with booth.db.read() as conn:
        keys = set(await conn.scalars(select(tables.ballots.c.key)))
    assert keys and GONE.to_bytes(8, "big") not in keys
