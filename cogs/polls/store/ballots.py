"""Votes: pressed, taken back, counted, and closed for good."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sqlalchemy import select

from storage.database import Database
from storage.database.writing.together import Together

from ..methods import Ballots, Count, method
from ..model import Marks, Poll
from ..record import Key, Record, read_record
from ..tables import ballots, polls, results, voted
from . import box, casting, closing, people
from .casting import Cast, Pressed
from .rows import read_marks, read_poll, tally


class BallotStore:
    """Ballots, who has voted, and results.

    `voter` is `Key.voter(member_id, secrecy)` throughout: whose ballot it is.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        # a storm of clicks is few transactions, and does not take every connection there is
        self._casting = Together[Cast, Pressed](db, partial(casting.write, db))

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

        cast = Cast(community_id, poll_id, voter, member_id, now, pressed)
        return await self._casting.ask(cast)

    async def withdraw(
        self, poll_id: int, community_id: int, voter: bytes, member_id: int, now: int
    ) -> Pressed:
        """Take the ballot back: removed, or same when there was none."""
        cast = Cast(community_id, poll_id, voter, member_id, now, lambda *_: ())
        return await self._casting.ask(cast)

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
        async with self._db.write() as conn:
            return await people.link(self._db, conn, kept, gone, keys)

    async def erase(self, member_id: int, keys: Mapping[int, Key]) -> list[tuple[int, int]]:
        """Forget a member, in all tables of the polls. Votes in open polls go; closed polls stay
        as they were published. `keys` and what is given back are those of `link`."""
        async with self._db.write() as conn:
            return await people.erase(conn, member_id, keys)
