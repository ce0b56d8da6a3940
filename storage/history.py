"""Facts from before the bot came: written once, whatever order they come in and however often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from . import StorageError
from .database import Database
from .ingest.facts import Fact, MovementFact
from .ingest.writing import write_batch
from .rollups import drop_all, hold_intake, hold_rollups
from .tables import archive_reach, memberships, messages, movements

_STEP = 50_000
_BUSY = (
    "The database is busy: stop the bot, give the same command again, and start the bot. What was "
    "taken so far stays, and nothing is taken twice."
)


_Who = tuple[int, int]
"""A space and a member of it."""


class Written(NamedTuple):
    """A message that is known: who wrote it, and where."""

    member_id: int
    channel_id: int


class Step(NamedTuple):
    """One coming or going of a member in a space."""

    at: int
    kind: str


@dataclass(frozen=True, slots=True)
class Reach:
    """What has been read of a channel: every message from number `oldest` to number `newest`."""

    oldest: int
    newest: int


class History:
    """The store of imports."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def known(self, space_id: int, native_ids: Sequence[int]) -> dict[int, Written]:
        """Those of the messages that are known, by native id."""
        query = select(messages.c.native_id, messages.c.member_id, messages.c.channel_id).where(
            messages.c.space_id == space_id, messages.c.native_id.in_(list(native_ids))
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        return {native: Written(member, channel) for native, member, channel in rows}

    async def take(self, facts: Sequence[Fact]) -> list[bool]:
        """Write facts in one transaction; which of them were news."""
        async with self._db.write() as connection:
            return await write_batch(self._db, connection, facts)

    async def move(self, facts: Sequence[MovementFact]) -> list[bool]:
        """Write comings and goings in one transaction; which of them were news. All that is told of
        one member belongs into one call.

        In each space a member comes and goes by turns: a second coming without a going between is
        the same one told twice (a platform's notice beside its report), or the going was not seen.
        Nobody is gone who wrote there after going: then the return was not seen.
        """
        told: dict[tuple[int, int], list[MovementFact]] = defaultdict(list)
        for fact in facts:
            told[fact.space_id, fact.member_id].append(fact)
        new: dict[tuple[int, int], set[Step]] = {}
        changed: dict[tuple[int, int], list[Step]] = {}
        async with self._db.write() as connection:
            await hold_intake(self._db, connection)
            turns = await _turns(connection, facts)
            every = await _news(connection, turns, told)
            for who, theirs in told.items():
                steps = every[who]
                new[who] = set(steps)
                if steps:
                    changed[who[0], theirs[0].account_id] = sorted([*turns[who], *steps])
            news = [_is_first(new[fact.space_id, fact.member_id], fact) for fact in facts]
            rows = [_row(fact) for fact, is_news in zip(facts, news, strict=True) if is_news]
            if rows:
                await connection.execute(insert(movements), rows)
                await self._stand(connection, changed)
        return news

    async def _stand(
        self, connection: AsyncConnection, changed: dict[tuple[int, int], list[Step]]
    ) -> None:
        """What these movements come to by now. Rights and roles are as the platform last said."""
        statement = self._db.insert(memberships).values(
            space_id=bindparam("space"), account_id=bindparam("account"), level=0,
            joined_at=bindparam("joined"), left_at=bindparam("gone"), joins=bindparam("times"),
        )  # fmt: skip
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=[memberships.c.space_id, memberships.c.account_id],
                set_={
                    "joined_at": statement.excluded.joined_at,
                    "left_at": statement.excluded.left_at,
                    "joins": statement.excluded.joins,
                },
            ),
            [
                {
                    "space": space,
                    "account": account,
                    "joined": max((s.at for s in steps if s.kind == "joined"), default=None),
                    "gone": steps[-1].at if steps[-1].kind == "left" else None,
                    "times": sum(s.kind == "joined" for s in steps),
                }
                for (space, account), steps in changed.items()
            ],
        )

    async def link_answers(self, space_id: int) -> int:
        """Where an answer came before what it answers, note whom it answers; how many there were.

        The sums that held them as answers to nobody known are dropped in the same transaction: also
        when it ends there, the next one who needs them has them counted anew.
        """
        answered = messages.alias()
        author = (
            select(answered.c.member_id)
            .where(answered.c.space_id == space_id, answered.c.native_id == messages.c.reply_to)
            .scalar_subquery()
        )
        linked = 0
        async with self._db.read() as connection:
            last = await connection.scalar(select(func.max(messages.c.id))) or 0
        for start in range(0, last, _STEP):
            async with self._db.write() as connection:
                await hold_rollups(self._db, connection)
                result = await connection.execute(
                    update(messages)
                    .where(
                        messages.c.id > start,
                        messages.c.id <= start + _STEP,
                        messages.c.space_id == space_id,
                        messages.c.reply_to.is_not(None),
                        messages.c.reply_member_id.is_(None),
                        author.is_not(None),
                    )
                    .values(reply_member_id=author)
                )
                if result.rowcount:
                    linked += result.rowcount
                    await drop_all(self._db, connection)
        return linked

    # ---- how far a channel has been read

    async def reach(self, channel_id: int) -> Reach | None:
        """What has been read of a channel's archive; None when nothing."""
        query = select(archive_reach.c.oldest, archive_reach.c.newest).where(
            archive_reach.c.channel_id == channel_id
        )
        async with self._db.read() as connection:
            row = (await connection.execute(query)).one_or_none()
            return Reach(row.oldest, row.newest) if row else None

    async def keep_reach(self, channel_id: int, reach: Reach) -> None:
        """Note what has been read, after it was written."""
        values = {"oldest": reach.oldest, "newest": reach.newest}
        statement = self._db.insert(archive_reach).values(channel_id=channel_id, **values)
        async with self._db.write() as connection:
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[archive_reach.c.channel_id], set_=values
                )
            )


@contextmanager
def plainly() -> Iterator[None]:
    """A database that does not work becomes a StorageError that says what to do."""
    try:
        yield
    except (DBAPIError, StorageError) as error:
        said = str(getattr(error, "orig", error)).lower()
        if "locked" in said or "busy" in said:
            raise StorageError(_BUSY) from error
        if "full" in said:
            raise StorageError(
                "No space is left for the database: free some, and give the same command again."
            ) from error
        raise


async def _turns(
    connection: AsyncConnection, facts: Sequence[MovementFact]
) -> dict[tuple[int, int], list[Step]]:
    """The comings and goings of these members that are known, in order of time."""
    turns: dict[tuple[int, int], list[Step]] = defaultdict(list)
    for space_id in {fact.space_id for fact in facts}:
        people = {fact.member_id for fact in facts if fact.space_id == space_id}
        query = (
            select(movements.c.member_id, movements.c.at, movements.c.kind)
            .where(movements.c.space_id == space_id, movements.c.member_id.in_(people))
            .order_by(movements.c.at, movements.c.id)
        )
        for member_id, at, kind in await connection.execute(query):
            turns[space_id, member_id].append(Step(at, kind))
    return turns


async def _news(
    connection: AsyncConnection,
    turns: Mapping[_Who, Sequence[Step]],
    told: Mapping[_Who, Sequence[MovementFact]],
) -> dict[_Who, list[Step]]:
    """What is news of each."""
    every = {
        who: by_turns(turns[who], [Step(fact.at, fact.kind) for fact in theirs])
        for who, theirs in told.items()
    }
    gone = {
        who: last
        for who, steps in every.items()
        if steps and (last := max([*turns[who], *steps])) in steps and last.kind == "left"
    }
    for who in await _back(connection, gone):
        every[who].remove(gone[who])
    return every


async def _back(connection: AsyncConnection, gone: Mapping[_Who, Step]) -> list[_Who]:
    """Those of (space, member) who wrote there after they went."""
    back: list[_Who] = []
    for space_id in {space for space, _ in gone}:
        went = {member: step.at for (space, member), step in gone.items() if space == space_id}
        query = (
            select(messages.c.member_id, func.max(messages.c.sent_at))
            .where(
                messages.c.space_id == space_id,
                messages.c.member_id.in_(went),
                messages.c.sent_at > min(went.values()),
            )
            .group_by(messages.c.member_id)
        )
        rows = await connection.execute(query)
        back += [(space_id, member) for member, last in rows if last > went[member]]
    return back


def by_turns(known: Sequence[Step], told: Sequence[Step]) -> list[Step]:
    """What is news among comings and goings that are told of a member. Those and the known ones
    alternate then; told again, nothing is news."""
    news: list[Step] = []
    moments = {step.at for step in known}
    last, is_open = "", False
    marked = [(step, True) for step in known] + [(step, False) for step in told]
    for step, is_known in sorted(marked, key=lambda one: one[0].at):
        if is_known:
            if is_open and news[-1].kind == step.kind:
                news.pop()
            last, is_open = step.kind, False
        elif step.at not in moments and step.kind != last:
            news.append(step)
            moments.add(step.at)
            last, is_open = step.kind, True
    return news


def _is_first(news: set[Step], fact: MovementFact) -> bool:
    """Whether it is the one telling of a new step."""
    step = Step(fact.at, fact.kind)
    if step not in news:
        return False
    news.remove(step)
    return True


def _row(fact: MovementFact) -> dict[str, object]:
    return {
        "community_id": fact.community_id,
        "space_id": fact.space_id,
        "member_id": fact.member_id,
        "kind": fact.kind,
        "at": fact.at,
        "day": fact.day,
    }
