"""Votes: pressed, taken back, counted, and closed for good."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, delete, select

from storage.database import Database

from ..methods import Ballots, Count, method
from ..model import Marks, Poll, trimmed
from ..record import Key, Record, read_record
from ..tables import ballots, polls, results, voted
from . import box, closing, people
from .rows import hour_of, read_marks, read_poll, tally

Outcome = Literal["unknown", "closed", "changed", "same", "removed"]


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a click did. unknown: there is no such poll or option (`poll` None or as it is).

    `marks` is the voter's ballot now, () when there is none; `before` the one until then.
    """

    outcome: Outcome
    poll: Poll | None = None
    before: Marks = ()
    marks: Marks = ()


class BallotStore:
    """Ballots, who has voted, and results.

    `voter` is `Key.voter(member_id, secrecy)` throughout: whose ballot it is.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        # a storm of clicks waits here, so that it does not take every connection there is
        self._turn = asyncio.Lock()

    # ---- voting

    async def press(
        self, poll_id: int, community_id: int, voter: bytes, member_id: int, option: int, now: int
    ) -> Pressed:
        """A click on an option, which is a complete vote: what it makes of the ballot is the
        method's (`Method.pressed`). UserError when the method refuses it."""

        def pressed(poll: Poll, marks: Marks) -> Marks | None:
            if not 0 <= option < len(poll.options):
                return None
            return method(poll.rules.kind).pressed(marks, option, poll.rules)

        return await self._change(poll_id, community_id, voter, member_id, now, pressed)

    async def withdraw(
        self, poll_id: int, community_id: int, voter: bytes, member_id: int, now: int
    ) -> Pressed:
        """Take the ballot back: removed, or same when there was none."""
        return await self._change(poll_id, community_id, voter, member_id, now, lambda *_: ())

    async def _change(
        self,
        poll_id: int,
        community_id: int,
        voter: bytes,
        member_id: int,
        now: int,
        change: Callable[[Poll, Marks], Marks | None],
    ) -> Pressed:
        async with self._turn, self._db.write() as conn:
            poll = await read_poll(conn, community_id, poll_id, lock=True)
            if poll is None:
                return Pressed("unknown")
            if not poll.takes_votes(now):
                return Pressed("closed", poll)
            before = await box.of_voter(conn, poll_id, voter)
            after = change(poll, before)
            if after is None:
                return Pressed("unknown", poll, before, before)
            marks = trimmed(after)
            if marks == before:
                return Pressed("same", poll, before, before)
            if not marks:
                await box.take(conn, poll_id, [voter])
                await conn.execute(delete(voted).where(*_by(poll_id, member_id)))
                return Pressed("removed", poll, before)
            await box.put(self._db, conn, poll, voter, member_id, marks)
            row = {"poll_id": poll_id, "member_id": member_id, "voted_at": hour_of(now)}
            await conn.execute(self._db.insert(voted).values(row).on_conflict_do_nothing())
            return Pressed("changed", poll, before, marks)

    # ---- reading

    async def of_voter(self, poll_id: int, voter: bytes) -> Marks:
        """The ballot of a voter; () when there is none."""
        async with self._db.read() as conn:
            return await box.of_voter(conn, poll_id, voter)

    async def tallied(self, poll: Poll) -> tuple[Ballots, int]:
        """How many people gave which ballot (trimmed), and how many voted; nothing once a private
        or anonymous poll is closed."""
        async with self._db.read() as conn:
            cast = await tally(conn, poll.id)
        return cast, sum(cast.values())

    async def open_ballots(self, poll_id: int) -> list[tuple[int, Marks]]:
        """Who voted what, by member; only for polls whose secrecy is "open", also closed ones.
        Without those who were forgotten since."""
        query = select(ballots.c.member_id, ballots.c.marks).where(
            ballots.c.poll_id == poll_id, ballots.c.member_id.isnot(None)
        )
        async with self._db.read() as conn:
            rows = await conn.execute(query.order_by(ballots.c.member_id))
            return [(row.member_id, read_marks(row.marks)) for row in rows]

    async def nameless(self, poll_id: int) -> list[Marks]:
        """The ballots of a closed open poll whose voters were forgotten since."""
        query = select(ballots.c.marks).where(
            ballots.c.poll_id == poll_id, ballots.c.member_id.is_(None)
        )
        async with self._db.read() as conn:
            rows = await conn.scalars(query.order_by(ballots.c.marks))
            return [read_marks(text) for text in rows]

    async def who_voted(self, poll_id: int) -> frozenset[int]:
        """Members who have voted in an open poll."""
        async with self._db.read() as conn:
            query = select(voted.c.member_id).where(voted.c.poll_id == poll_id)
            return frozenset(await conn.scalars(query))

    async def count(
        self, community_id: int, poll_id: int
    ) -> tuple[Poll, Count, Record | None] | None:
        """A poll and its count, both of the same moment; None for an unknown poll.

        Open: ties that would need a lot stay ties. Closed: as it was published, with the record,
        which polls that closed before there were records do not have.
        """
        async with self._db.read() as conn:
            poll = await read_poll(conn, community_id, poll_id)
            if poll is None:
                return None
            if not poll.closed:
                cast = await tally(conn, poll_id)
                options = len(poll.options)
                return poll, method(poll.rules.kind).count(cast, options, poll.rules), None
            kept = select(results).where(results.c.poll_id == poll_id)
            row = (await conn.execute(kept)).one()
        record = read_record(row.record) if row.record is not None else None
        return poll, record.count if record else Count.from_data(row.result), record

    async def record(self, community_id: int, poll_id: int) -> Record | None:
        """The record of a closed poll."""
        query = select(results.c.record).where(
            results.c.poll_id == polls.c.id,
            polls.c.id == poll_id,
            polls.c.community_id == community_id,
        )
        async with self._db.read() as conn:
            text = await conn.scalar(query)
        return read_record(text) if text is not None else None

    # ---- closing

    async def close(
        self,
        community_id: int,
        poll_id: int,
        by: int | None,
        now: int,
        key: Key | None,
        eligible: int | None,
    ) -> Record | None:
        """Close a poll and keep its record; None when it is closed already or unknown.

        One transaction: afterwards a private or anonymous poll has no ballots any more, and
        nothing tells who voted. `eligible` is how many may vote, of a jury whatever is said those
        on its list. The caller then destroys the secret. Without it (`key` None: it
        was lost) the ballots count all the same, under receipts that nobody holds.
        """
        async with self._db.write() as conn:
            return await closing.close(conn, community_id, poll_id, by, now, key, eligible)

    # ---- people

    async def open_anonymous(self, *member_ids: int) -> list[tuple[int, str]]:
        """Open anonymous polls in which one of these members has voted, and the names of their
        secrets: `link` and `erase` need those to find the ballots."""
        async with self._db.read() as conn:
            return await people.open_anonymous(conn, member_ids)

    async def link(self, kept: int, gone: int, keys: Mapping[int, Key]) -> list[tuple[int, int]]:
        """Two members turned out to be one, in all tables of the polls. They count once in each
        open poll: where both voted, the ballot of `kept` stays.

        `keys` are the secrets of `open_anonymous(gone)` by poll; a poll that has lost its secret
        keeps both ballots. Gives (community, poll) of those whose cards show something else now.
        """
        async with self._turn, self._db.write() as conn:
            return await people.link(self._db, conn, kept, gone, keys)

    async def erase(self, member_id: int, keys: Mapping[int, Key]) -> list[tuple[int, int]]:
        """Forget a member, in all tables of the polls. Votes in open polls go; closed polls stay
        as they were published. `keys` and what is given back are those of `link`."""
        async with self._turn, self._db.write() as conn:
            return await people.erase(conn, member_id, keys)


def _by(poll_id: int, member_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return voted.c.poll_id == poll_id, voted.c.member_id == member_id
