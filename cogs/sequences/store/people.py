"""Who is on the way through which sequence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Sequence as Rows
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, select, tuple_, update

from storage.database import Database

from ..model import Outcome, Person, Progress
from ..tables import outcomes, people, sequences
from .results import Result

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Beginning:
    """Somebody who comes to a sequence; without a next step they are past all of them (or were
    `before` it)."""

    member_id: int
    anchor: date
    state: Progress
    done: tuple[int, int]
    step_id: int | None = None
    due_at: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known of one person's step: under which key it is queued, and whether it is behind
    them."""

    post: str
    settled: bool


class PeopleStore:
    """Everybody's place."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def known(self, sequence_id: int) -> frozenset[int]:
        """All who have ever come to it."""
        query = select(people.c.member_id).where(people.c.sequence_id == sequence_id)
        async with self._db.read() as conn:
            return frozenset(await conn.scalars(query))

    async def begin(self, sequence_id: int, beginnings: Rows[Beginning]) -> None:
        """They come to it, each once ever."""
        rows = [
            {
                "sequence_id": sequence_id,
                "member_id": one.member_id,
                "anchor": one.anchor.isoformat(),
                "state": one.state,
                "done_minute": one.done[0],
                "done_step": one.done[1],
                "step_id": one.step_id,
                "due_at": one.due_at,
                "held": False,
                "reason": "",
            }
            for one in beginnings
        ]
        async with self._db.write() as conn:
            for at in range(0, len(rows), CHUNK):
                chunk = self._db.insert(people).values(rows[at : at + CHUNK])
                await conn.execute(chunk.on_conflict_do_nothing())

    async def active(self, sequence_id: int) -> list[Person]:
        """All who are on their way."""
        query = select(people).where(
            people.c.sequence_id == sequence_id, people.c.state == "active"
        )
        async with self._db.read() as conn:
            return [_person(row) for row in await conn.execute(query)]

    async def coming(self, community_id: int, now: int, until: int) -> list[Person]:
        """Those whose step is due after now and by then, and is not held back."""
        query = _waiting(community_id, people).where(
            people.c.due_at > now, people.c.due_at <= until, ~people.c.held
        )
        async with self._db.read() as conn:
            return [_person(row) for row in await conn.execute(query)]

    async def due(self, community_id: int, now: int, limit: int) -> list[Person]:
        """Those whose step is due in sequences that are on, the longest due first."""
        query = _waiting(community_id, people).where(people.c.due_at <= now)
        query = query.order_by(people.c.due_at, people.c.member_id).limit(limit)
        async with self._db.read() as conn:
            return [_person(row) for row in await conn.execute(query)]

    async def due_with(self, sequence_id: int, step_id: int, now: int) -> list[Person]:
        """All for whom one step is due."""
        query = select(people).where(
            people.c.sequence_id == sequence_id,
            people.c.state == "active",
            people.c.step_id == step_id,
            people.c.due_at <= now,
        )
        async with self._db.read() as conn:
            return [_person(row) for row in await conn.execute(query)]

    async def next_due(self, community_id: int) -> int | None:
        """When the next step is due in sequences that are on."""
        query = _waiting(community_id, func.min(people.c.due_at))
        async with self._db.read() as conn:
            due: int | None = await conn.scalar(query)
            return due

    async def marks(self, persons: Iterable[Person]) -> Mapping[tuple[int, int], Mark]:
        """What is known of the steps that they wait for, by (step, member)."""
        wanted = [(person.step_id, person.member_id) for person in persons]
        found: dict[tuple[int, int], Mark] = {}
        async with self._db.read() as conn:
            for at in range(0, len(wanted), CHUNK):
                there = tuple_(outcomes.c.step_id, outcomes.c.member_id)
                query = select(outcomes).where(there.in_(wanted[at : at + CHUNK]))
                for row in await conn.execute(query):
                    found[row.step_id, row.member_id] = Mark(row.post, row.settled)
        return found

    async def mark(self, posts: Mapping[str, Rows[Person]], now: int) -> None:
        """These messages are about to be queued, by the key that they have in the outbox."""
        rows = [
            _outcome(person, "sent", now, post=post, held=person.held, settled=False)
            for post, persons in posts.items()
            for person in persons
        ]
        async with self._db.write() as conn:
            for at in range(0, len(rows), CHUNK):
                chunk = self._db.insert(outcomes).values(rows[at : at + CHUNK])
                await conn.execute(chunk.on_conflict_do_nothing())

    async def settle(self, results: Rows[Result], now: int) -> None:
        """What became of those whose steps were due, all at once."""
        left_out = [
            _outcome(one.person, one.outcome, now, held=one.held)
            for one in results
            if one.outcome is not None and one.outcome != "sent"
        ]
        sent = [
            {"b_step": one.person.step_id, "b_member": one.person.member_id}
            for one in results
            if one.outcome == "sent"
        ]
        moved = [_moved(one) for one in results]
        here = and_(
            people.c.sequence_id == bindparam("b_sequence"),
            people.c.member_id == bindparam("b_member"),
            people.c.state == "active",
        )
        mine = (
            outcomes.c.step_id == bindparam("b_step"),
            outcomes.c.member_id == bindparam("b_member"),
        )
        async with self._db.write() as conn:
            for at in range(0, len(left_out), CHUNK):
                chunk = self._db.insert(outcomes).values(left_out[at : at + CHUNK])
                await conn.execute(chunk.on_conflict_do_nothing())
            if sent:
                await conn.execute(update(outcomes).where(*mine).values(settled=True), sent)
            if moved:
                # what is set are the columns that the rows name
                await conn.execute(update(people).where(here), moved)


def _waiting(community_id: int, what: Any) -> Select[Any]:
    return (
        select(what)
        .select_from(people)
        .join(sequences, sequences.c.id == people.c.sequence_id)
        .where(
            people.c.state == "active",
            sequences.c.community_id == community_id,
            sequences.c.state == "on",
        )
    )


def _outcome(
    person: Person,
    outcome: Outcome,
    now: int,
    *,
    post: str = "",
    held: bool = False,
    settled: bool = True,
) -> dict[str, Any]:
    return {
        "step_id": person.step_id,
        "member_id": person.member_id,
        "sequence_id": person.sequence_id,
        "outcome": outcome,
        "held": held,
        "post": post,
        "at": now,
        "settled": settled,
        "wrote": False,
    }


def _moved(one: Result) -> dict[str, Any]:
    return {
        "b_sequence": one.person.sequence_id,
        "b_member": one.person.member_id,
        "state": one.state,
        "done_minute": one.done[0],
        "done_step": one.done[1],
        "step_id": one.step_id,
        "due_at": one.due_at,
        "held": one.held and one.outcome is None,
        "reason": one.reason,
    }


def _person(row: Row[Any]) -> Person:
    return Person(
        row.sequence_id,
        row.member_id,
        date.fromisoformat(row.anchor),
        (row.done_minute, row.done_step),
        row.step_id,
        row.due_at,
        row.held,
    )
