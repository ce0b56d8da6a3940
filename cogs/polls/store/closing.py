"""What closing leaves of a poll: its record, and no trace of who voted what unless that is open."""

from __future__ import annotations

from secrets import token_bytes

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..record import Key, Record, make_record
from ..tables import ballots, polls, results, turnout, voted
from .rows import read_marks, read_poll


async def close(
    conn: AsyncConnection,
    community_id: int,
    poll_id: int,
    by: int | None,
    now: int,
    key: Key | None,
    eligible: int | None,
) -> Record | None:
    """See `BallotStore.close`."""
    poll = await read_poll(conn, community_id, poll_id, lock=True)
    if poll is None or poll.closed:
        return None
    held = key or Key(token_bytes(32))
    cast = (await conn.execute(select(ballots).where(ballots.c.poll_id == poll_id))).all()
    given = [
        (held.receipt(row.key, marks), marks) for row in cast for marks in [read_marks(row.marks)]
    ]
    # a jury is counted here: nobody is linked or forgotten meanwhile
    record = make_record(poll, given, now, eligible if poll.jury is None else poll.jury)
    await _keep(conn, record)
    await _count_hours(conn, poll_id)
    await conn.execute(delete(ballots).where(ballots.c.poll_id == poll_id))
    if poll.rules.secrecy == "open" and cast:
        # under other keys: taking a name off later leaves nothing of the member
        rows = [{**row._asdict(), "key": token_bytes(16)} for row in cast]
        await conn.execute(insert(ballots), rows)
    await conn.execute(
        update(polls)
        .where(polls.c.id == poll_id)
        .values(state="closed", closed_at=now, closed_by=by)
    )
    return record


async def _keep(conn: AsyncConnection, record: Record) -> None:
    row = {
        "poll_id": record.poll_id,
        "result": record.count.to_data(),
        "outcome": record.outcome,
        "record": record.to_json(),
        "fingerprint": record.fingerprint,
    }
    await conn.execute(insert(results).values(row))


async def _count_hours(conn: AsyncConnection, poll_id: int) -> None:
    """Of who has voted only the numbers are kept."""
    of_poll = voted.c.poll_id == poll_id
    hours = select(voted.c.poll_id, voted.c.voted_at, func.count()).where(of_poll)
    columns = ["poll_id", "hour", "voters"]
    grouped = hours.group_by(voted.c.poll_id, voted.c.voted_at)
    await conn.execute(insert(turnout).from_select(columns, grouped))
    await conn.execute(delete(voted).where(of_poll))
