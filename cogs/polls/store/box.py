"""The ballot box of a poll: one ballot of each voter, put in so that its place tells nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, delete, func, insert, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..model import Marks, Poll
from ..tables import ballots
from .rows import read_marks, write_marks

CROWD = 64
"""Ballots of an anonymous poll that PostgreSQL writes anew with each vote."""


async def of_voter(conn: AsyncConnection, poll_id: int, voter: bytes) -> Marks:
    """The ballot of a voter; () when there is none."""
    mine = (ballots.c.poll_id == poll_id, ballots.c.key == voter)
    text = await conn.scalar(select(ballots.c.marks).where(*mine))
    return read_marks(text) if text is not None else ()


async def of_voters(
    conn: AsyncConnection, poll_id: int, voters: Collection[bytes]
) -> dict[bytes, Marks]:
    """The ballots of those of the voters who have one."""
    theirs = (ballots.c.poll_id == poll_id, ballots.c.key.in_(list(voters)))
    rows = await conn.execute(select(ballots.c.key, ballots.c.marks).where(*theirs))
    return {row.key: read_marks(row.marks) for row in rows}


async def put(
    db: Database, conn: AsyncConnection, poll: Poll, given: Sequence[tuple[bytes, int, Marks]]
) -> None:
    """Put ballots in, each (voter, member, marks) in place of the voter's former one.

    SQLite keeps the rows in the order of their keys. PostgreSQL keeps them as they come, also in a
    dump, beside the transaction that wrote them, and the rows of who voted just so: then the n-th
    ballot would be the n-th voter's. In an anonymous poll, therefore, up to 64 others are written
    anew together with each ballot, in the order of their keys; which one is the new one cannot be
    seen.
    """
    anonymous = poll.rules.secrecy == "anonymous"
    rows = [
        {
            "poll_id": poll.id,
            "key": voter,
            "marks": write_marks(marks),
            "member_id": None if anonymous else member_id,
        }
        for voter, member_id, marks in given
    ]
    if anonymous and db.dialect == "postgresql":
        for row in rows:
            await conn.execute(_stirred(row))
        return
    insert = db.insert(ballots)
    key = [ballots.c.poll_id, ballots.c.key]
    changes = {"marks": insert.excluded.marks}
    await conn.execute(insert.on_conflict_do_update(index_elements=key, set_=changes), rows)


def _stirred(row: Mapping[str, Any]) -> Insert:
    """Takes the voter's former ballot and some others at random out, and puts those others and
    the new one in. Sorting waits for all that come out, so no key is there twice."""
    of_poll = ballots.c.poll_id == row["poll_id"]
    some = select(ballots.c.key).where(of_poll).order_by(func.random()).limit(CROWD)
    mine = ballots.c.key == row["key"]
    out = delete(ballots).where(of_poll, or_(mine, ballots.c.key.in_(some)))
    others = out.returning(*ballots.c).cte("others")
    new = select(*(literal(row[c.name], c.type).label(c.name) for c in ballots.c))
    both = union_all(select(others).where(others.c.key != row["key"]), new).order_by("key")
    return insert(ballots).from_select([c.name for c in ballots.c], both)


async def take(conn: AsyncConnection, poll_id: int, voters: Iterable[bytes]) -> None:
    """Take ballots out."""
    of_poll = ballots.c.poll_id == poll_id
    await conn.execute(delete(ballots).where(of_poll, ballots.c.key.in_(list(voters))))
