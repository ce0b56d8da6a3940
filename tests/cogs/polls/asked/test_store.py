"""Keys and lists in the database, on SQLite and on PostgreSQL; the way there and back."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from cogs.polls.model import Errand, Rules
from cogs.polls.record import faults
from cogs.polls.store import ErrandStore, PollStore
from storage.database import Database
from storage.migrations.upgrade import configure
from tests.cogs.polls.store.booth import BRANCH, END, HERE, NOW, Booth
from tests.support.databases import opened

JURY = frozenset([1, 2, 3])


async def rows(db: Database, query: str) -> list[tuple[Any, ...]]:
    async with db.read() as conn:
        return [tuple(row) for row in await conn.execute(text(query))]


async def test_many_at_once_under_one_key_are_one_poll(database_url: str) -> None:
    async with opened(database_url, BRANCH) as db:
        booth = Booth(db)
        errand = Errand("challenge:7", "asker.decided", JURY)
        made = await asyncio.gather(*(booth.ask(errand=errand) for _ in range(8)))
        assert len({poll.id for poll in made}) == 1
        assert {(poll.jury, poll.options) for poll in made} == {(3, ("A", "B"))}
        other = await booth.ask(errand=Errand("challenge:8"))
        plain = [await booth.ask() for _ in range(2)]  # those have no key, and are not the same
        assert len({made[0].id, other.id, *(poll.id for poll in plain)}) == 4
        errands = ErrandStore(db)
        assert await errands.find(HERE, "challenge:7") == made[0]
        assert await errands.find(HERE + 1, "challenge:7") is None
        assert await errands.voters(made[0].id) == JURY
        assert [await errands.may_vote(made[0].id, n) for n in (3, 4)] == [True, False]
        assert [await errands.is_one(HERE, p.id) for p in (other, plain[0])] == [True, False]
        assert not await errands.is_one(HERE + 1, other.id)


async def test_the_database_itself_keeps_keys_apart(database_url: str) -> None:
    async with opened(database_url, BRANCH) as db:
        booth = Booth(db)
        await booth.ask(errand=Errand("challenge:7"))
        poll = await booth.ask()
        with pytest.raises(IntegrityError):
            async with db.write() as conn:
                same = text("UPDATE polls SET asked_key = 'challenge:7' WHERE id = :id")
                await conn.execute(same, {"id": poll.id})


async def test_only_closed_polls_are_to_be_told_and_only_once(database_url: str) -> None:
    async with opened(database_url, BRANCH) as db:
        booth, errands = Booth(db), ErrandStore(db)
        told = await booth.ask(errand=Errand("a", "asker.decided"))
        silent = await booth.ask(errand=Errand("b"))
        running = await booth.ask(errand=Errand("c", "asker.decided"))
        assert await errands.untold() == []
        for poll in (told, silent):
            await booth.close(poll)
        assert await errands.untold() == [(HERE, told.id)]
        assert await errands.waiting(told.id) == ("a", "asker.decided")
        assert await errands.waiting(silent.id) is await errands.waiting(running.id) is None
        await errands.told(told.id, NOW)
        assert await errands.untold() == [] and await errands.waiting(told.id) is None


async def test_the_record_counts_the_jury_as_it_is_when_the_poll_closes(database_url: str) -> None:
    async with opened(database_url, BRANCH) as db:
        booth = Booth(db)
        poll = await booth.ask(Rules("ranked", "anonymous"), errand=Errand("a", voters=JURY))
        await booth.press(poll, 1, 0)
        await booth.press(poll, 2, 1)
        assert await booth.link(1, 2) == [(HERE, poll.id)]
        assert await ErrandStore(db).voters(poll.id) == {1, 3}
        assert await booth.erase(3) == [(HERE, poll.id)]
        record = await booth.close(poll)
        assert record is not None and faults(record) == []
        assert (record.eligible, record.count.voters) == (1, 1)


# ---- migrations


@pytest.fixture
async def old_url(database_url: str, tmp_path: Path) -> str:
    """A database as 0003 left it, with an open and a closed poll in it."""
    folder = tmp_path / "before"
    folder.mkdir()
    for revision in ("0001", "0002", "0003"):
        shutil.copy(BRANCH["polls"] / f"{revision}_polls.py", folder)
    async with opened(database_url, {"polls": folder}) as db, db.write() as conn:
        for number, state, closed in ((1, "open", None), (2, "closed", END)):
            row = {
                "id": number, "here": HERE, "rules": Rules().to_json(), "state": state,
                "now": NOW, "end": END, "closed": closed, "series": number, "period": "2026-03-02",
            }  # fmt: skip
            await conn.execute(
                text(
                    "INSERT INTO polls (id, community_id, member_id, channel_id, question, rules, "
                    "state, created_at, closes_at, closed_at, series_id, period) VALUES "
                    "(:id, :here, 7, 5, 'Which?', :rules, :state, :now, :end, :closed, :series, "
                    ":period)"
                ),
                row,
            )
            for position in range(2):
                await conn.execute(
                    text(
                        "INSERT INTO polls_options (poll_id, position, label) VALUES (:p, :n, :l)"
                    ),
                    {"p": number, "n": position, "l": "AB"[position]},
                )
        await conn.execute(
            text(
                "INSERT INTO polls_ballots (poll_id, key, marks, member_id) VALUES (1, :k, '1', 9)"
            ),
            {"k": (9).to_bytes(8, "big")},
        )
    return database_url


def _back(connection: Connection) -> None:
    command.downgrade(configure(connection, "polls", BRANCH["polls"]), "polls_0003")


async def test_polls_of_before_go_on(old_url: str) -> None:
    async with opened(old_url, BRANCH) as db:
        (poll,) = await PollStore(db).open(HERE)
        assert (poll.id, poll.jury, poll.options) == (1, None, ("A", "B"))
        assert await Booth(db).scores(poll) == ((1, 0), 1)
        errands = ErrandStore(db)
        assert await errands.untold() == [] and not await errands.is_one(HERE, 2)


async def test_there_and_back(old_url: str) -> None:
    kept = "SELECT id, question, state, closed_at, series_id, period FROM polls ORDER BY id"
    before = [
        (1, "Which?", "open", None, 1, "2026-03-02"),
        (2, "Which?", "closed", END, 2, "2026-03-02"),
    ]
    async with opened(old_url, BRANCH) as db:
        assert await rows(db, kept) == before
        async with db.write() as conn:
            if db.dialect == "postgresql":  # the rows above came with numbers of their own
                await conn.execute(text("SELECT setval('polls_id_seq', 2)"))
        booth = Booth(db)
        for_all = await booth.ask(errand=Errand("a", "asker.decided"))
        for_few = await booth.ask(errand=Errand("b", voters=JURY))
        done = await booth.ask(errand=Errand("c", voters=JURY))
        for poll in (for_all, for_few, done):
            await booth.press(poll, 1, 1)
        await booth.close(done)
        async with db.write() as conn:
            await conn.run_sync(_back)
        # one that was for a few would be open to all now, so it is gone
        states = [(1, "open"), (2, "closed"), (for_all.id, "open"), (done.id, "closed")]
        assert [row[:1] + row[2:3] for row in await rows(db, kept)] == states
        assert (await rows(db, kept))[:2] == before
        for table in ("options", "ballots", "voted"):
            ids = await rows(db, f"SELECT DISTINCT poll_id FROM polls_{table}")
            assert (for_few.id,) not in ids and (for_all.id,) in ids
    async with opened(old_url, BRANCH) as db:
        polls = {poll.id: poll for poll in await PollStore(db).recent(HERE, 9)}
        assert set(polls) == {1, 2, for_all.id, done.id}
        assert {poll.jury for poll in polls.values()} == {None}
        assert await Booth(db).scores(polls[for_all.id]) == ((0, 1), 1)
