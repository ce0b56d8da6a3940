"""Polls themselves: asked, found, reworded, given more answers; and where their secrets are."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import and_, exists, func, insert, literal, null, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..methods import method
from ..model import Draft, Errand, Poll, with_option
from ..tables import ballots, options, polls, series, turnout, voted
from . import asked
from .rows import read_poll, read_polls

Addition = tuple[Literal["added", "closed", "unknown", "enough"], Poll | None]


class PollStore:
    """Polls and their options. Times are UTC milliseconds."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- asking

    async def create(
        self,
        draft: Draft,
        *,
        community_id: int,
        author_id: int | None,
        channel_id: int,
        key_name: str | None,
        key_check: bytes | None,
        now: int,
        series_id: int | None = None,
        errand: Errand | None = None,
        voters: frozenset[int] | None = None,
    ) -> Poll:
        """Keep a new open poll. The draft's words must have been checked. Only `voters` may vote,
        or those of the errand; None in both places means everybody.

        A series asks once for each period that it has claimed, and another cog once under each of
        its keys: when that has happened before (say, before a crash), the poll that was made then
        comes back and nothing is written.
        """
        async with self._db.write() as conn:
            period = None
            if series_id is not None:
                mine = select(series.c.period).where(series.c.id == series_id)
                period = await conn.scalar(mine.with_for_update())
            if period is not None:
                same = and_(polls.c.series_id == series_id, polls.c.period == period)
                if made := await read_polls(conn, select(polls).where(same)):
                    return made[0]
            jury = errand.voters if errand is not None else voters
            row = {
                "community_id": community_id,
                "member_id": author_id,
                "channel_id": channel_id,
                "question": draft.question,
                "rules": draft.rules.to_json(),
                "state": "open",
                "created_at": now,
                "closes_at": draft.deadline(now),
                "key_name": key_name,
                "key_check": key_check,
                "series_id": series_id,
                "period": period,
                "listed": True if jury is not None else None,
                "audience": draft.audience or None,
                **(asked.columns(errand) if errand is not None else {}),
            }
            # only another poll under the same key can be in the way
            made_now = self._db.insert(polls).values(row).on_conflict_do_nothing()
            poll_id = await conn.scalar(made_now.returning(polls.c.id))
            if poll_id is None and errand is not None:
                return await asked.surely(conn, community_id, errand.key)
            if jury is not None:
                await asked.list_voters(conn, poll_id, jury)
            labels = [
                {"poll_id": poll_id, "position": position, "label": label}
                for position, label in enumerate(draft.options)
            ]
            await conn.execute(insert(options), labels)
            return await _surely(conn, community_id, poll_id)

    async def rename(self, community_id: int, poll_id: int, question: str) -> Poll | None:
        """Ask something else, as long as the poll is open and has no ballot; else None.

        The words must have been checked."""
        async with self._db.write() as conn:
            # the lock first: PostgreSQL would look for ballots as they were before waiting for it
            if await read_poll(conn, community_id, poll_id, lock=True) is None:
                return None
            changed = await conn.execute(
                update(polls)
                .where(
                    polls.c.id == poll_id,
                    polls.c.state == "open",
                    ~exists().where(ballots.c.poll_id == poll_id),
                )
                .values(question=question)
            )
            return await _surely(conn, community_id, poll_id) if changed.rowcount else None

    async def add_option(
        self,
        community_id: int,
        poll_id: int,
        member_id: int,
        label: str,
        most: int,
        each: int = 2,
        now: int = 0,
    ) -> Addition:
        """Append a member's answer to an open poll that takes such; UserError for a label that
        cannot be, or when there are `most` options already.

        closed: the poll takes no answers (any more; with `now`, also past its deadline). enough:
        this member has added `each` of them before. The poll comes back as it is then.
        """
        async with self._db.write() as conn:
            poll = await read_poll(conn, community_id, poll_id, lock=True)
            if poll is None:
                return "unknown", None
            given = bool(method(poll.rules.kind).fixed)
            if given or not poll.rules.add_options or not poll.takes_votes(now):
                return "closed", poll
            of_member = (options.c.poll_id == poll_id, options.c.member_id == member_id)
            before = await conn.scalar(select(func.count()).where(*of_member))
            if (before or 0) >= each:
                return "enough", poll
            row = {
                "poll_id": poll_id,
                "position": len(poll.options),
                "label": with_option(poll.options, label, most)[-1],
                "member_id": member_id,
            }
            await conn.execute(insert(options).values(row))
            return "added", await _surely(conn, community_id, poll_id)

    # ---- finding

    async def get(self, community_id: int, poll_id: int) -> Poll | None:
        """A poll of that community."""
        async with self._db.read() as conn:
            return await read_poll(conn, community_id, poll_id)

    async def open(self, community_id: int | None = None) -> list[Poll]:
        """Open polls, of one community or all, the next to close first."""
        query = select(polls).where(polls.c.state == "open")
        if community_id is not None:
            query = query.where(polls.c.community_id == community_id)
        async with self._db.read() as conn:
            return await read_polls(conn, query.order_by(polls.c.closes_at, polls.c.id))

    async def recent(self, community_id: int, limit: int) -> list[Poll]:
        """The polls asked last, open and closed, the newest first."""
        query = select(polls).where(polls.c.community_id == community_id)
        async with self._db.read() as conn:
            return await read_polls(conn, query.order_by(polls.c.id.desc()).limit(limit))

    async def closed_since(self, since: int) -> list[Poll]:
        """Polls of all communities that closed since then."""
        query = select(polls).where(polls.c.state == "closed", polls.c.closed_at >= since)
        async with self._db.read() as conn:
            return await read_polls(conn, query.order_by(polls.c.id))

    async def opened(self, community_id: int, start: int, end: int) -> int:
        """Polls asked in [start, end)."""
        created = polls.c.created_at
        query = select(func.count()).where(
            polls.c.community_id == community_id, created >= start, created < end
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0

    async def votes_cast(self, community_id: int, start: int, end: int) -> int:
        """People who voted in a poll for the first time in [start, end), counted once for each
        poll; both ends are taken by the full hour."""
        open_ones = select(voted.c.poll_id, voted.c.voted_at.label("hour"), literal(1).label("n"))
        closed = select(turnout.c.poll_id, turnout.c.hour, turnout.c.voters)
        people = union_all(open_ones, closed).subquery()
        query = select(func.sum(people.c.n)).where(
            polls.c.community_id == community_id,
            polls.c.id == people.c.poll_id,
            people.c.hour >= start,
            people.c.hour < end,
        )
        async with self._db.read() as conn:
            return int(await conn.scalar(query) or 0)

    # ---- secrets

    async def key(self, poll_id: int) -> tuple[str, bytes] | None:
        """Name and check of the poll's secret; None before it has one and after it was
        forgotten."""
        query = select(polls.c.key_name, polls.c.key_check).where(polls.c.id == poll_id)
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
        return (row.key_name, row.key_check) if row is not None and row.key_name else None

    async def give_key(self, poll_id: int, name: str, check: bytes) -> bool:
        """Note the secret of an open poll that has none (asked before there were any); False when
        it has one, or needs none any more."""
        bare = and_(polls.c.id == poll_id, polls.c.state == "open", polls.c.key_name.is_(None))
        async with self._db.write() as conn:
            given = await conn.execute(
                update(polls).where(bare).values(key_name=name, key_check=check)
            )
            return bool(given.rowcount)

    async def key_names(self) -> frozenset[str]:
        """Of all secrets that polls have."""
        async with self._db.read() as conn:
            names = await conn.scalars(select(polls.c.key_name).where(polls.c.key_name.isnot(None)))
            return frozenset(names)

    async def keys_of_closed(self) -> list[str]:
        """Names of the secrets that are still to be forgotten."""
        query = select(polls.c.key_name).where(
            polls.c.state == "closed", polls.c.key_name.isnot(None)
        )
        async with self._db.read() as conn:
            return list(await conn.scalars(query.order_by(polls.c.id)))

    async def key_forgotten(self, name: str) -> None:
        """The secret of that name is destroyed."""
        async with self._db.write() as conn:
            await conn.execute(
                update(polls)
                .where(polls.c.key_name == name, polls.c.state == "closed")
                .values(key_name=null(), key_check=null())
            )


async def _surely(conn: AsyncConnection, community_id: int, poll_id: int | None) -> Poll:
    """A poll that this transaction has written."""
    poll = await read_poll(conn, community_id, poll_id or 0)
    if poll is None:
        raise LookupError("the poll that was just written is not there")
    return poll
