"""Polls of before there were ballots and records go on, and back."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from cogs.polls.methods import method
from cogs.polls.model import Rules
from cogs.polls.record import Key, faults
from cogs.polls.store import BallotStore, PollStore
from storage.migrations.upgrade import configure
from tests.support.databases import opened

from .booth import BRANCH, END, HERE, HOUR, NOW, Booth

TABLES = {
    "polls": "id, community_id, member_id, channel_id, question, kind, state, created_at, "
    "closes_at, closed_at, closed_by, voters",
    "polls_options": "poll_id, position, label, votes",
    "polls_votes": "poll_id, member_id, slot, position, voted_at",
}
OPEN = ("open", NOW, END, None, None, None)
CLOSED = ("closed", NOW, END, END, None)
Data = dict[str, list[tuple[Any, ...]]]
BEFORE: Data = {
    "polls": [
        (1, HERE, 7, 5, "Cake; 'or' pie?", "single", *OPEN),
        (2, HERE, None, 5, "Which days?", "multiple", *OPEN),
        (3, HERE, 7, 5, "Closed", "single", *CLOSED, 4),
        (4, HERE, 7, 5, "Closed, several", "multiple", *CLOSED, 3),
        (5, HERE, 7, 5, "Nobody came", "single", *CLOSED, 0),
        (9, HERE, 7, 5, "No vote yet", "single", *OPEN),
    ],
    "polls_options": [
        (1, 0, "Cake", None), (1, 1, "Pie", None),
        (2, 0, "Mo", None), (2, 1, "Tu", None), (2, 2, "We", None),
        (3, 0, "A", 3), (3, 1, "B", 1),
        (4, 0, "A", 2), (4, 1, "B", 2), (4, 2, "C", 1),
        (5, 0, "A", 0), (5, 1, "B", 0),
        (9, 0, "A", None), (9, 1, "B", None),
    ],
    "polls_votes": [
        (1, 11, 0, 1, NOW + 1), (1, 12, 0, 0, NOW + HOUR + 1), (1, 13, 0, 1, NOW + 2),
        (2, 11, 0, 0, NOW + 1), (2, 11, 2, 2, NOW + HOUR), (2, 12, 1, 1, NOW + 1),
        # one of the voters was forgotten since: the counts that were published are right
        (3, 11, 0, 0, NOW + 1), (3, 12, 0, 0, NOW + 2), (3, 13, 0, 1, NOW + HOUR),
        (4, 11, 0, 0, NOW + 1), (4, 11, 1, 1, NOW + 1), (4, 12, 0, 0, NOW + 1),
        (4, 13, 1, 1, NOW + 1), (4, 13, 2, 2, NOW + 1),
    ],
}  # fmt: skip


@pytest.fixture
async def old_url(database_url: str, tmp_path: Path) -> str:
    """A database as 0001 left it, with polls in it."""
    folder = tmp_path / "first"
    folder.mkdir()
    shutil.copy(BRANCH["polls"] / "0001_polls.py", folder)
    async with opened(database_url, {"polls": folder}) as db, db.write() as conn:
        for table, columns in TABLES.items():
            names = [f":{name}" for name in columns.split(", ")]
            insert = text(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(names)})")
            rows = [dict(zip(columns.split(", "), row, strict=True)) for row in BEFORE[table]]
            await conn.execute(insert, rows)
    return database_url


async def _contents(conn: AsyncConnection) -> Data:
    return {
        table: sorted(map(tuple, await conn.execute(text(f"SELECT {names} FROM {table}"))))
        for table, names in TABLES.items()
    }


def _back(connection: Connection) -> None:
    command.downgrade(configure(connection, "polls", BRANCH["polls"]), "polls_0001")


async def test_open_polls_go_on(old_url: str) -> None:
    async with opened(old_url, BRANCH) as db:
        booth = Booth(db)
        polls = {poll.id: poll for poll in await booth.polls.open(HERE)}
        assert {n: poll.rules for n, poll in polls.items()} == {
            1: Rules("single"),
            2: Rules("multiple"),
            9: Rules("single"),
        }
        cake, days, _ = polls.values()
        assert (cake.question, cake.options) == ("Cake; 'or' pie?", ("Cake", "Pie"))
        assert (cake.author_id, days.author_id, cake.closes_at) == (7, None, END)
        assert await booth.scores(cake) == ((1, 2), 3)
        assert await booth.scores(days) == ((1, 1, 1), 2)
        assert await booth.ballots.who_voted(1) == {11, 12, 13}
        assert await booth.polls.key(1) is None
        booth.keys = {poll: Key(bytes(32)) for poll in polls}
        assert await booth.polls.give_key(1, "polls-1", booth.keys[1].check)
        assert await booth.marks(days, 11) == (1, 0, 1)
        assert (await booth.press(cake, 11, 1)).outcome == "same"
        assert (await booth.press(cake, 11, 0)).marks == (1,)
        record = await booth.close(cake)
        assert record is not None and faults(record) == []
        assert record.count.scores == (2, 1)


async def test_results_of_closed_polls_stay_as_they_were_published(old_url: str) -> None:
    async with opened(old_url, BRANCH) as db:
        ballots = BallotStore(db)
        for poll_id, cast in (
            (3, {(1,): 3, (0, 1): 1}),
            (4, {(1, 1): 1, (1,): 1, (0, 1, 1): 1}),
            (5, {}),
        ):
            found = await ballots.count(HERE, poll_id)
            assert found is not None
            poll, count, record = found
            how = method(poll.rules.kind)
            assert (poll.closed, record) == (True, None)
            assert count == how.count(cast, len(poll.options), poll.rules)
            assert await ballots.record(HERE, poll_id) is None
            assert await ballots.close(HERE, poll_id, None, END, None, None) is None
        polls = PollStore(db)
        assert await polls.votes_cast(HERE, NOW, NOW + HOUR) == 9
        assert await polls.votes_cast(HERE, NOW, END) == 11


async def test_names_of_those_who_voted_in_closed_polls_are_gone(old_url: str) -> None:
    async with opened(old_url, BRANCH) as db, db.read() as conn:
        for table in ("polls_ballots", "polls_voted"):
            ids = await conn.scalars(text(f"SELECT DISTINCT poll_id FROM {table}"))
            assert set(ids) == {1, 2}


async def test_there_and_back(old_url: str) -> None:
    async with opened(old_url, BRANCH) as db, db.write() as conn:
        await conn.run_sync(_back)
        after = await _contents(conn)
    for table in ("polls", "polls_options"):
        assert after[table] == BEFORE[table]
    # of open polls; with the hour in which somebody voted first
    first = {(1, 12): NOW + HOUR}
    assert after["polls_votes"] == sorted(
        (poll, member, slot, position, first.get((poll, member), NOW))
        for poll, member, slot, position, _ in BEFORE["polls_votes"]
        if poll < 3
    )
    async with opened(old_url, BRANCH) as db:
        assert await Booth(db).scores((await PollStore(db).open(HERE))[0]) == ((1, 2), 3)


async def test_what_0001_cannot_hold_is_left_out_on_the_way_back(database_url: str) -> None:
    async with opened(database_url, BRANCH) as db:
        booth = Booth(db)
        motion = await booth.ask(Rules("yesno"), ("Yes", "No", "Abstain"))
        secret = await booth.ask(Rules(secrecy="anonymous"))
        done = await booth.ask(Rules("multiple", "anonymous"))
        dots = await booth.ask(Rules("dots"))
        for poll in (motion, secret, done, dots):
            await booth.press(poll, 1, 1)
        await booth.close(done)
        async with db.write() as conn:
            await conn.run_sync(_back)
            rows = await conn.execute(text("SELECT id, kind, state, voters FROM polls ORDER BY id"))
            assert rows.all() == [
                (motion.id, "single", "open", None),
                (done.id, "multiple", "closed", 1),
            ]
            votes = await conn.execute(text("SELECT poll_id, member_id, position FROM polls_votes"))
            assert votes.all() == [(motion.id, 1, 1)]
            options = await conn.execute(
                text("SELECT poll_id, position, votes FROM polls_options ORDER BY 1, 2")
            )
            assert options.all() == [
                *((motion.id, position, None) for position in range(3)),
                (done.id, 0, 0),
                (done.id, 1, 1),
            ]
