"""Rows as the other rooms know them, read inside the transaction of a store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..methods import Ballots
from ..model import Marks, Poll, Rules, trimmed
from ..tables import ballots, options, polls, voters

HOUR_MS = 3_600_000
_MANY = 500  # ids in one statement


async def read_poll(
    conn: AsyncConnection, community_id: int, poll_id: int, *, lock: bool = False
) -> Poll | None:
    """A poll of that community; with `lock` nobody else changes it or votes in it until the
    transaction ends."""
    query = select(polls).where(polls.c.id == poll_id, polls.c.community_id == community_id)
    found = await read_polls(conn, query.with_for_update() if lock else query)
    return found[0] if found else None


async def read_polls(conn: AsyncConnection, query: Select[Any]) -> list[Poll]:
    """Polls with their options, in the order of the query."""
    rows = (await conn.execute(query)).all()
    labels: defaultdict[int, list[str]] = defaultdict(list)
    ids = [row.id for row in rows]
    for start in range(0, len(ids), _MANY):
        wanted = select(options).where(options.c.poll_id.in_(ids[start : start + _MANY]))
        for row in await conn.execute(wanted.order_by(options.c.poll_id, options.c.position)):
            labels[row.poll_id].append(row.label)
    juries = await _juries(conn, [row.id for row in rows if row.listed])
    return [_poll(row, tuple(labels[row.id]), juries.get(row.id)) for row in rows]


async def _juries(conn: AsyncConnection, ids: Sequence[int]) -> dict[int, int]:
    """How many are on the list of each of these polls."""
    found = dict.fromkeys(ids, 0)
    for start in range(0, len(ids), _MANY):
        some = voters.c.poll_id.in_(ids[start : start + _MANY])
        query = select(voters.c.poll_id, func.count().label("people")).where(some)
        found |= {
            row.poll_id: row.people for row in await conn.execute(query.group_by(voters.c.poll_id))
        }
    return found


def _poll(row: Row[Any], labels: tuple[str, ...], jury: int | None) -> Poll:
    return Poll(
        id=row.id,
        community_id=row.community_id,
        author_id=row.member_id,
        channel_id=row.channel_id,
        question=row.question,
        options=labels,
        rules=Rules.from_json(row.rules),
        created_at=row.created_at,
        closes_at=row.closes_at,
        closed=row.state == "closed",
        jury=jury,
        audience=row.audience or "",
    )


async def tally(conn: AsyncConnection, poll_id: int) -> Ballots:
    """How many people gave which ballot."""
    query = select(ballots.c.marks, func.count().label("people"))
    of_poll = ballots.c.poll_id == poll_id
    rows = await conn.execute(query.where(of_poll).group_by(ballots.c.marks))
    return {read_marks(row.marks): row.people for row in rows}


def write_marks(marks: Marks) -> str:
    """A ballot as it is kept: "0,1"; every ballot has one way to be written."""
    return ",".join(map(str, trimmed(marks)))


def read_marks(text: str) -> Marks:
    """The other way."""
    return tuple(int(mark) for mark in text.split(","))


def hour_of(moment: int) -> int:
    """A moment rounded down to the hour, both in UTC milliseconds."""
    return moment - moment % HOUR_MS
