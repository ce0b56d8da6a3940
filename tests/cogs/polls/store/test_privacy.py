"""Whoever has the database, or a dump of it, cannot tell who voted what.

Two worlds are the same but for who gave which ballot. Where their dumps are equal (but for the
keys of ballots and what hangs on them), nothing that can be worked out of a dump tells them apart.
"""

from __future__ import annotations

import hmac
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from hashlib import md5, sha256
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import literal_column, select, text

from cogs.polls.model import Poll, Rules, Secrecy
from cogs.polls.store.box import CROWD
from cogs.polls.tables import metadata
from storage.database import Database
from tests.support.databases import furnish, opened

from .booth import BRANCH, NOW, Booth

MEMBERS = range(1001, 1031)
FIRST = [0] * 18 + [1] * 12
OTHER = [1] * 12 + [0] * 18
Dump = list[tuple[str, dict[str, Any]]]
"""Rows as they lie, table by table."""


async def _dump(db: Database) -> Dump:
    """All rows in the order that the database gives without being asked for one, as a dump tool
    does; on PostgreSQL with the transaction that wrote each."""
    rows: Dump = []
    async with db.read() as conn:
        for table in metadata.sorted_tables:
            hidden = [literal_column("xmin::text::bigint").label("written")]
            columns = [*table.c, *(hidden if db.dialect == "postgresql" else [])]
            for row in await conn.execute(select(*columns)):
                rows.append((table.name, row._asdict()))
    return rows


async def _vote(booth: Booth, secrecy: Secrecy, options: Sequence[int]) -> Poll:
    poll = await booth.ask(Rules(secrecy=secrecy), secret="the same in both worlds")
    for n, (member, option) in enumerate(zip(MEMBERS, options, strict=True)):
        await booth.press(poll, member, option, NOW + n * 1000)
    # some have doubts, and one takes the vote back and gives it again
    for member, option in list(zip(MEMBERS, options, strict=True))[4:9]:
        await booth.press(poll, member, 1 - option)
        await booth.press(poll, member, option)
    await booth.withdraw(poll, MEMBERS[2])
    await booth.press(poll, MEMBERS[2], options[2])
    return poll


async def _world(url: str, secrecy: Secrecy, options: Sequence[int], ended: bool) -> Dump:
    await furnish(url, BRANCH)
    async with opened(url, BRANCH) as db:
        if db.dialect == "postgresql":
            names = ", ".join(table.name for table in metadata.sorted_tables)
            async with db.write() as conn:
                await conn.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
        booth = Booth(db)
        poll = await _vote(booth, secrecy, options)
        if ended:
            await booth.close(poll)
        return await _dump(db)


async def _worlds(url: str, secrecy: Secrecy, ended: bool) -> tuple[Dump, Dump]:
    other = url.replace("townhall.db", "other.db")
    return (
        await _world(url, secrecy, FIRST, ended),
        await _world(other, secrecy, OTHER, ended),
    )


def _without_keys(dump: Dump) -> Dump:
    """Keys of ballots, receipts and fingerprints cut out; what lies in their order, in another."""
    steps = sorted({row["written"] for _, row in dump if "written" in row})
    cut: Dump = []
    for table, row in dump:
        row = dict(row)
        if "written" in row:
            row["written"] = steps.index(row["written"])
        if table == "polls_ballots":
            row["key"] = len(row["key"])
        if table == "polls_results":
            record = json.loads(row["record"])
            assert record.pop("fingerprint") == row.pop("fingerprint")
            record["ballots"] = sorted(marks for _, marks in record["ballots"])
            row["record"] = record
        cut.append((table, row))
    boxed = [row for row in cut if row[0] == "polls_ballots"]
    return [row for row in cut if row not in boxed] + sorted(boxed, key=str)


@pytest.mark.parametrize(
    ("secrecy", "ended"), [("anonymous", False), ("anonymous", True), ("private", True)]
)
async def test_a_dump_is_the_same_whoever_gave_which_ballot(
    polls_url: str, secrecy: Secrecy, ended: bool
) -> None:
    one, other = await _worlds(polls_url, secrecy, ended)
    assert _without_keys(one) == _without_keys(other)
    assert sum(table == "polls_ballots" for table, _ in one) == (0 if ended else len(MEMBERS))


@pytest.mark.parametrize(("secrecy", "ended"), [("private", False), ("open", True)])
async def test_what_is_said_not_to_be_protected_can_be_seen_in_that_way(
    polls_url: str, secrecy: Secrecy, ended: bool
) -> None:
    one, other = await _worlds(polls_url, secrecy, ended)
    assert _without_keys(one) != _without_keys(other)


async def test_the_place_of_a_ballot_says_nothing(polls_db: Database) -> None:
    booth = Booth(polls_db)
    poll = await _vote(booth, "anonymous", FIRST)
    dump = await _dump(polls_db)
    box = [row for table, row in dump if table == "polls_ballots"]
    by_time = [booth.keys[poll.id].voter(member, "anonymous") for member in MEMBERS]
    assert {row["key"] for row in box} == set(by_time)
    if polls_db.dialect == "postgresql":
        assert len({row["written"] for row in box}) == 1  # all by the last one who voted
    else:
        assert [row["key"] for row in box] == sorted(by_time) != by_time


async def test_in_a_large_poll_every_vote_moves_many_ballots(postgres_url: str) -> None:
    async with opened(postgres_url, BRANCH) as db:
        booth = Booth(db)
        poll = await booth.ask(Rules(secrecy="anonymous"))
        for member in range(1, 101):
            await booth.press(poll, member, member % 2)
        written = [row["written"] for table, row in await _dump(db) if table == "polls_ballots"]
    assert len(written) == 100 and max(map(written.count, written)) == CROWD + 1


async def test_nothing_in_a_dump_makes_the_key_of_a_ballot(
    polls_db: Database, polls_url: str
) -> None:
    """What a thief of a dump would try: members' ids in every form, alone and with everything
    that lies in the dump as a secret."""
    booth = Booth(polls_db)
    poll = await _vote(booth, "anonymous", FIRST)
    dump = await _dump(polls_db)
    wanted = {row["key"] for table, row in dump if table == "polls_ballots"}
    assert len(wanted) == len(MEMBERS)
    others = [v for table, row in dump if table != "polls_ballots" for v in row.values()]
    found = {each if isinstance(each, bytes) else str(each).encode() for each in others}
    plain = [form for member in MEMBERS for form in _forms(member)]
    plain += [b"voter" + form for form in plain]
    key = booth.keys[poll.id]
    assert {key.voter(member, "anonymous") for member in MEMBERS} == wanted
    for form, secret in product(plain, [b"", *sorted(found)]):
        tried = (
            form,
            sha256(secret + form).digest()[:16],
            md5(secret + form).digest(),
            hmac.digest(secret, form, "sha256")[:16],
        )
        assert not wanted & set(tried)


def _forms(member: int) -> list[bytes]:
    return [str(member).encode(), member.to_bytes(8, "big"), member.to_bytes(8, "little")]


async def test_a_dump_of_the_file_has_no_member_beside_a_ballot(sqlite_url: str) -> None:
    await furnish(sqlite_url, BRANCH)
    async with opened(sqlite_url, BRANCH) as db:
        booth = Booth(db)
        poll = await _vote(booth, "anonymous", FIRST)
        lines = _file_dump(sqlite_url)
        box = [line for line in lines if line.startswith('INSERT INTO "polls_ballots"')]
        assert len(box) == len(MEMBERS) and all(line.endswith(",NULL);") for line in box)
        assert box == sorted(box)
        assert sum(line.startswith('INSERT INTO "polls_voted"') for line in lines) == len(box)
        await booth.close(poll)
    lines = _file_dump(sqlite_url)
    assert any(line.startswith('INSERT INTO "polls_results"') for line in lines)
    inserted = "".join(line for line in lines if line.startswith("INSERT"))
    assert not [member for member in MEMBERS if str(member) in inserted]


def _file_dump(url: str) -> list[str]:
    with closing(sqlite3.connect(Path(url.removeprefix("sqlite:///")))) as connection:
        return list(connection.iterdump())
