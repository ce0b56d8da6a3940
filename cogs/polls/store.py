"""Polls in the database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import Row, Select, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from .logic import Poll, Tally
from .tables import options, polls, votes


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a click did; `chosen` are the positions that the member has votes on now."""

    outcome: Literal["unknown", "closed", "added", "changed", "removed", "same"]
    poll: Poll | None = None
    chosen: tuple[int, ...] = ()


class PollStore:
    """All SQL of the polls. Every count comes from rows, so it is the same after a restart."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def create(self, draft: Poll) -> Poll:
        """Keep a new open poll; it comes back with its id."""
        async with self._db.write() as conn:
            made = await conn.execute(
                insert(polls)
                .values(
                    community_id=draft.community_id,
                    member_id=draft.author_id,
                    channel_id=draft.channel_id,
                    question=draft.question,
                    kind=draft.kind,
                    state="open",
                    created_at=draft.created_at,
                    closes_at=draft.closes_at,
                )
                .returning(polls.c.id)
            )
            poll = replace(draft, id=made.scalar_one())
            rows = [
                {"poll_id": poll.id, "position": position, "label": label}
                for position, label in enumerate(poll.options)
            ]
            await conn.execute(insert(options), rows)
        return poll

    async def get(self, community_id: int, poll_id: int) -> Poll | None:
        """A poll of that community."""
        async with self._db.read() as conn:
            return await _one(conn, _of(community_id, poll_id))

    async def open(self, community_id: int | None = None) -> list[Poll]:
        """Open polls, of one community or all, the next to close first."""
        query = select(polls).where(polls.c.state == "open")
        if community_id is not None:
            query = query.where(polls.c.community_id == community_id)
        async with self._db.read() as conn:
            rows = (await conn.execute(query.order_by(polls.c.closes_at, polls.c.id))).all()
            return [_poll(row, await _labels(conn, row.id)) for row in rows]

    async def closed_since(self, since: int) -> list[Poll]:
        """Polls of all communities that closed since then."""
        query = select(polls).where(polls.c.state == "closed", polls.c.closed_at >= since)
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).all()
            return [_poll(row, await _labels(conn, row.id)) for row in rows]

    async def opened(self, community_id: int, start: int, end: int) -> int:
        """Polls asked in [start, end)."""
        query = select(func.count()).where(
            polls.c.community_id == community_id,
            polls.c.created_at >= start,
            polls.c.created_at < end,
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0

    async def votes_cast(self, community_id: int, start: int, end: int) -> int:
        """Votes given, or last changed, in [start, end)."""
        query = select(func.count()).where(
            polls.c.community_id == community_id,
            votes.c.poll_id == polls.c.id,
            votes.c.voted_at >= start,
            votes.c.voted_at < end,
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0

    async def vote(
        self, community_id: int, poll_id: int, member_id: int, position: int, now: int
    ) -> Ballot:
        """A click on an option: votes, changes the vote of a single-choice poll, or takes the
        vote of a multiple-choice poll back."""
        async with self._db.write() as conn:
            poll = await _one(conn, _of(community_id, poll_id).with_for_update())
            if poll is None or not 0 <= position < len(poll.options):
                return Ballot("unknown")
            if not poll.takes_votes(now):
                return Ballot("closed", poll)
            slot = 0 if poll.kind == "single" else position
            mine = (
                votes.c.poll_id == poll_id,
                votes.c.member_id == member_id,
                votes.c.slot == slot,
            )
            before = await conn.scalar(select(votes.c.position).where(*mine))
            outcome: Literal["added", "changed", "removed", "same"]
            if before is None:
                row = {"poll_id": poll_id, "member_id": member_id, "slot": slot}
                await conn.execute(insert(votes).values(**row, position=position, voted_at=now))
                outcome = "added"
            elif before != position:
                await conn.execute(
                    update(votes).where(*mine).values(position=position, voted_at=now)
                )
                outcome = "changed"
            elif poll.kind == "single":
                outcome = "same"
            else:
                await conn.execute(delete(votes).where(*mine))
                outcome = "removed"
            return Ballot(outcome, poll, await _chosen(conn, poll_id, member_id))

    async def withdraw(self, community_id: int, poll_id: int, member_id: int, now: int) -> Ballot:
        """Take back every vote of a member."""
        async with self._db.write() as conn:
            poll = await _one(conn, _of(community_id, poll_id).with_for_update())
            if poll is None:
                return Ballot("unknown")
            if not poll.takes_votes(now):
                return Ballot("closed", poll)
            gone = await conn.execute(
                delete(votes).where(votes.c.poll_id == poll_id, votes.c.member_id == member_id)
            )
            return Ballot("removed" if gone.rowcount else "same", poll)

    async def result(self, community_id: int, poll_id: int) -> tuple[Poll, Tally] | None:
        """A poll and its count, both of the same moment."""
        async with self._db.read() as conn:
            row = (await conn.execute(_of(community_id, poll_id))).one_or_none()
            if row is None:
                return None
            poll = _poll(row, await _labels(conn, poll_id))
            if not poll.closed:
                return poll, await _count(conn, poll)
            final = select(options.c.votes).where(options.c.poll_id == poll_id)
            counts = (await conn.scalars(final.order_by(options.c.position))).all()
            return poll, Tally(tuple(counts), row.voters)

    async def close(self, community_id: int, poll_id: int, by: int | None, now: int) -> bool:
        """Close and write the counts down; False when it was closed before (or is unknown)."""
        async with self._db.write() as conn:
            closed = await conn.execute(
                update(polls)
                .where(
                    polls.c.id == poll_id,
                    polls.c.community_id == community_id,
                    polls.c.state == "open",
                )
                .values(state="closed", closed_at=now, closed_by=by)
            )
            if not closed.rowcount:
                return False
            poll = await _one(conn, _of(community_id, poll_id))
            assert poll is not None  # noqa: S101 - it was just updated
            tally = await _count(conn, poll)
            for position, count in enumerate(tally.counts):
                await conn.execute(
                    update(options)
                    .where(options.c.poll_id == poll_id, options.c.position == position)
                    .values(votes=count)
                )
            await conn.execute(
                update(polls).where(polls.c.id == poll_id).values(voters=tally.voters)
            )
            return True

    async def link(self, kept: int, gone: int) -> list[tuple[int, int]]:
        """Two members turned out to be one: their votes count once, the later choice stays.

        Returns (community, poll) of the open polls that `gone` had voted in or asked.
        """
        async with self._db.write() as conn:
            touched = await _touched(conn, gone, only_open=True)
            other = votes.alias()
            same = (other.c.poll_id == votes.c.poll_id, other.c.slot == votes.c.slot)
            newer = exists().where(
                *same, other.c.member_id == gone, other.c.voted_at > votes.c.voted_at
            )
            await conn.execute(delete(votes).where(votes.c.member_id == kept, newer))
            double = exists().where(*same, other.c.member_id == kept)
            await conn.execute(delete(votes).where(votes.c.member_id == gone, double))
            await conn.execute(
                update(votes).where(votes.c.member_id == gone).values(member_id=kept)
            )
            for column in (polls.c.member_id, polls.c.closed_by):
                await conn.execute(update(polls).where(column == gone).values({column: kept}))
            return touched

    async def erase(self, member_id: int) -> list[tuple[int, int]]:
        """Forget a member. Returns (community, poll) of the cards that show something else now."""
        async with self._db.write() as conn:
            touched = await _touched(conn, member_id, only_open=False)
            await conn.execute(delete(votes).where(votes.c.member_id == member_id))
            for column in (polls.c.member_id, polls.c.closed_by):
                await conn.execute(update(polls).where(column == member_id).values({column: None}))
            return touched


def _of(community_id: int, poll_id: int) -> Select[tuple[object, ...]]:
    return select(polls).where(polls.c.id == poll_id, polls.c.community_id == community_id)


async def _one(conn: AsyncConnection, query: Select[tuple[object, ...]]) -> Poll | None:
    row = (await conn.execute(query)).one_or_none()
    return _poll(row, await _labels(conn, row.id)) if row is not None else None


async def _labels(conn: AsyncConnection, poll_id: int) -> tuple[str, ...]:
    query = select(options.c.label).where(options.c.poll_id == poll_id)
    return tuple((await conn.scalars(query.order_by(options.c.position))).all())


async def _chosen(conn: AsyncConnection, poll_id: int, member_id: int) -> tuple[int, ...]:
    query = select(votes.c.position).where(
        votes.c.poll_id == poll_id, votes.c.member_id == member_id
    )
    return tuple((await conn.scalars(query.order_by(votes.c.position))).all())


async def _count(conn: AsyncConnection, poll: Poll) -> Tally:
    of_poll = votes.c.poll_id == poll.id
    rows = await conn.execute(
        select(votes.c.position, func.count()).where(of_poll).group_by(votes.c.position)
    )
    counted: dict[int, int] = {row[0]: row[1] for row in rows}
    voters = await conn.scalar(select(func.count(votes.c.member_id.distinct())).where(of_poll))
    return Tally(tuple(counted.get(i, 0) for i in range(len(poll.options))), voters or 0)


async def _touched(
    conn: AsyncConnection, member_id: int, *, only_open: bool
) -> list[tuple[int, int]]:
    voted = select(votes.c.poll_id).where(votes.c.member_id == member_id)
    shows_votes = polls.c.id.in_(voted) & (polls.c.state == "open")
    shows_name = polls.c.member_id == member_id
    query = select(polls.c.community_id, polls.c.id).where(shows_votes | shows_name)
    if only_open:
        query = query.where(polls.c.state == "open")
    return [(row.community_id, row.id) for row in await conn.execute(query)]


def _poll(row: Row[tuple[object, ...]], labels: tuple[str, ...]) -> Poll:
    return Poll(
        id=row.id,
        community_id=row.community_id,
        author_id=row.member_id,
        channel_id=row.channel_id,
        question=row.question,
        options=labels,
        kind=row.kind,
        created_at=row.created_at,
        closes_at=row.closes_at,
        closed=row.state == "closed",
    )
