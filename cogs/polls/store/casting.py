"""Votes that come at the same time, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.api.errors import UserError
from storage.database import Database

from ..model import Marks, Poll, trimmed
from ..tables import voted
from . import box
from .rows import hour_of, read_poll

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


@dataclass(frozen=True, slots=True)
class Cast:
    """A click: `change` says what it makes of the voter's ballot, None where that is nothing it
    could be; UserError when the method refuses it."""

    community_id: int
    poll_id: int
    voter: bytes
    member_id: int
    now: int
    change: Callable[[Poll, Marks], Marks | None]


async def write(
    db: Database, conn: AsyncConnection, casts: Sequence[Cast]
) -> list[Pressed | Exception]:
    """What became of each, in order: it sees what those before it have changed."""
    done: list[Pressed | Exception] = [Pressed("unknown")] * len(casts)
    # in the order of their numbers: two bots on one database must not wait for each other
    for here in sorted({(cast.community_id, cast.poll_id) for cast in casts}):
        poll = await read_poll(conn, *here, lock=True)
        if poll is None:
            continue
        mine = [n for n, cast in enumerate(casts) if (cast.community_id, cast.poll_id) == here]
        answers = await _in_poll(db, conn, poll, [casts[n] for n in mine])
        for n, answer in zip(mine, answers, strict=True):
            done[n] = answer
    return done


async def _in_poll(
    db: Database, conn: AsyncConnection, poll: Poll, casts: Sequence[Cast]
) -> list[Pressed | Exception]:
    marks = await box.of_voters(conn, poll.id, {cast.voter for cast in casts})
    answers, changed = [], dict[bytes, Cast]()
    for cast in casts:
        answer = _press(poll, cast, marks.get(cast.voter, ()))
        answers.append(answer)
        if isinstance(answer, Pressed) and answer.outcome in ("changed", "removed"):
            marks[cast.voter] = answer.marks
            changed[cast.voter] = cast
    await _keep(db, conn, poll, changed.values(), marks)
    return answers


def _press(poll: Poll, cast: Cast, before: Marks) -> Pressed | Exception:
    if not poll.takes_votes(cast.now):
        return Pressed("closed", poll)
    try:
        after = cast.change(poll, before)
    except UserError as error:
        return error
    if after is None:
        return Pressed("unknown", poll, before, before)
    marks = trimmed(after)
    if marks == before:
        return Pressed("same", poll, before, before)
    return Pressed("changed" if marks else "removed", poll, before, marks)


async def _keep(
    db: Database,
    conn: AsyncConnection,
    poll: Poll,
    casts: Iterable[Cast],
    marks: dict[bytes, Marks],
) -> None:
    gone = [cast for cast in casts if not marks[cast.voter]]
    if gone:
        await box.take(conn, poll.id, [cast.voter for cast in gone])
        whose = voted.c.member_id.in_([cast.member_id for cast in gone])
        await conn.execute(delete(voted).where(voted.c.poll_id == poll.id, whose))
    put = [cast for cast in casts if marks[cast.voter]]
    if put:
        given = [(cast.voter, cast.member_id, marks[cast.voter]) for cast in put]
        await box.put(db, conn, poll, given)
        rows = [
            {"poll_id": poll.id, "member_id": cast.member_id, "voted_at": hour_of(cast.now)}
            for cast in put
        ]
        await conn.execute(db.insert(voted).on_conflict_do_nothing(), rows)
