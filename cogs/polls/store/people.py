"""What becomes of each table when two members turn out to be one, and when one is forgotten.

| table | linked | forgotten |
| --- | --- | --- |
| polls | asked and closed by the member who stays | the names go, the poll stays |
| polls_options | added by the member who stays | the name goes, the answer stays |
| polls_ballots | open polls: one ballot, of two the one of the member who stays; closed open ones: both stay, as published | open polls: gone; closed open ones: the name goes |
| polls_voted | once | gone |
| polls_voters | on the list once | off the list |
| polls_drafts | theirs | gone |
| polls_templates, polls_series | theirs | the name goes, they are the community's |
| polls_quiet | left alone if either wished so | gone |
| polls_turnout, polls_results | nobody is in them | nobody is in them |
"""  # noqa: E501 - a table

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..model import Poll, Rules
from ..record import Key
from ..tables import ballots, drafts, options, polls, quiet, series, templates, voted, voters
from . import box
from .rows import read_polls

NAMES = (polls.c.member_id, polls.c.closed_by, options.c.member_id)
OWNERS = (templates.c.member_id, series.c.member_id)
ONCE = (voted.c.member_id, voters.c.member_id, drafts.c.member_id, quiet.c.member_id)


async def open_anonymous(conn: AsyncConnection, members: Sequence[int]) -> list[tuple[int, str]]:
    """See `BallotStore.open_anonymous`."""
    query = select(polls.c.id, polls.c.key_name, polls.c.rules).where(
        polls.c.state == "open",
        polls.c.key_name.isnot(None),
        polls.c.id.in_(select(voted.c.poll_id).where(voted.c.member_id.in_(members))),
    )
    rows = await conn.execute(query.order_by(polls.c.id))
    return [(r.id, r.key_name) for r in rows if Rules.from_json(r.rules).secrecy == "anonymous"]


async def link(
    db: Database, conn: AsyncConnection, kept: int, gone: int, keys: Mapping[int, Key]
) -> list[tuple[int, int]]:
    """See `BallotStore.link`."""
    touched = await _locked(conn, gone)
    for poll in touched:
        if not poll.closed and (two := _voters(poll, keys, kept, gone)) is not None:
            await _unite(db, conn, poll, kept, *two)
    # in polls that are closed, what was published stays
    await conn.execute(update(ballots).where(ballots.c.member_id == gone).values(member_id=kept))
    for table in (voted, voters):
        both = select(table.c.poll_id).where(table.c.member_id == kept).scalar_subquery()
        alone = and_(table.c.member_id == gone, table.c.poll_id.not_in(both))
        await conn.execute(update(table).where(alone).values(member_id=kept))
        await conn.execute(delete(table).where(table.c.member_id == gone))
    for column in (*NAMES, *OWNERS, drafts.c.member_id):
        await conn.execute(update(column.table).where(column == gone).values({column: kept}))
    if (await conn.execute(delete(quiet).where(quiet.c.member_id == gone))).rowcount:
        row = {"member_id": kept}
        await conn.execute(db.insert(quiet).values(row).on_conflict_do_nothing())
    return [(poll.community_id, poll.id) for poll in touched if not poll.closed]


def _voters(poll: Poll, keys: Mapping[int, Key], *members: int) -> tuple[bytes, ...] | None:
    """Whose ballots they are; None where only a secret that is not there could tell."""
    if poll.rules.secrecy != "anonymous":
        return tuple(member.to_bytes(8, "big") for member in members)
    key = keys.get(poll.id)
    return tuple(key.voter(member, "anonymous") for member in members) if key else None


async def _unite(
    db: Database, conn: AsyncConnection, poll: Poll, member_id: int, kept: bytes, gone: bytes
) -> None:
    marks = await box.of_voter(conn, poll.id, gone)
    if not marks:
        return
    await box.take(conn, poll.id, [gone])
    if not await box.of_voter(conn, poll.id, kept):
        await box.put(db, conn, poll, [(kept, member_id, marks)])


async def erase(
    conn: AsyncConnection, member_id: int, keys: Mapping[int, Key]
) -> list[tuple[int, int]]:
    """See `BallotStore.erase`."""
    touched = await _locked(conn, member_id)
    for poll in touched:
        if not poll.closed and (mine := _voters(poll, keys, member_id)) is not None:
            await box.take(conn, poll.id, mine)
    for column in (*NAMES, *OWNERS, ballots.c.member_id):
        await conn.execute(update(column.table).where(column == member_id).values({column: None}))
    for column in ONCE:
        await conn.execute(delete(column.table).where(column == member_id))
    return [
        (poll.community_id, poll.id)
        for poll in touched
        if not poll.closed or poll.author_id == member_id
    ]


async def _locked(conn: AsyncConnection, member_id: int) -> list[Poll]:
    """Polls that have to do with a member. Locked in one order, so that two of these cannot wait
    for each other."""
    concerned = or_(
        polls.c.member_id == member_id,
        polls.c.closed_by == member_id,
        polls.c.id.in_(select(options.c.poll_id).where(options.c.member_id == member_id)),
        polls.c.id.in_(select(ballots.c.poll_id).where(ballots.c.member_id == member_id)),
        polls.c.id.in_(select(voted.c.poll_id).where(voted.c.member_id == member_id)),
        polls.c.id.in_(select(voters.c.poll_id).where(voters.c.member_id == member_id)),
    )
    query = select(polls).where(concerned).order_by(polls.c.id)
    return await read_polls(conn, query.with_for_update())
