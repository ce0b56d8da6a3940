"""Sequences and their steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.database.writing.turns import take_turn

from ..model import MAX_SEQUENCES, MAX_STEPS, NOT_BEGUN, Sequence, Start, State, Step
from ..plan import ordered
from ..tables import outcomes, people, sequences, steps

QUIET: tuple[State, ...] = ("draft", "paused")
CHUNK = 500


class SequenceStore:
    """What there is to be sent. Steps change only while nothing is sent."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def all(self, community_id: int, *states: State) -> list[Sequence]:
        """Those in one of the states, or all, the oldest first."""
        here = [sequences.c.community_id == community_id]
        if states:
            here.append(sequences.c.state.in_(states))
        async with self._db.read() as conn:
            return await _read(conn, *here)

    async def get(self, community_id: int, sequence_id: int) -> Sequence | None:
        """One by its id."""
        async with self._db.read() as conn:
            return await _one(conn, community_id, sequence_id)

    async def add(self, new: Sequence, now: int) -> Sequence | None:
        """A new one with its steps; None when its name is taken or there are too many."""
        async with self._db.write() as conn:
            await take_turn(conn, f"sequences:{new.community_id}")
            here = sequences.c.community_id == new.community_id
            count = await conn.scalar(select(func.count()).where(here)) or 0
            if count >= MAX_SEQUENCES or await _taken(conn, new.community_id, new.name):
                return None
            made = await conn.execute(
                insert(sequences)
                .values(
                    community_id=new.community_id,
                    name=new.name,
                    folded=new.name.casefold(),
                    audience=new.audience,
                    stops=new.stops,
                    start=new.start,
                    state="draft",
                    everyone=False,
                    created_at=now,
                )
                .returning(sequences.c.id)
            )
            sequence_id = int(made.scalar_one())
            for step in new.steps:
                await conn.execute(insert(steps).values(_values(step, sequence_id)))
            return await _one(conn, new.community_id, sequence_id)

    async def change(
        self, sequence: Sequence, *, name: str, audience: str, stops: str
    ) -> Sequence | None:
        """Other words for it; None when it is on or gone, or the name is taken."""
        async with self._db.write() as conn:
            await take_turn(conn, f"sequences:{sequence.community_id}")
            if await _taken(conn, sequence.community_id, name, sequence.id):
                return None
            values = {"name": name, "folded": name.casefold(), "audience": audience, "stops": stops}
            done = await conn.execute(update(sequences).where(_quiet(sequence)).values(values))
            if not done.rowcount:
                return None
            return await _one(conn, sequence.community_id, sequence.id)

    async def put_step(self, sequence: Sequence, step: Step) -> Sequence | None:
        """A new step (its id is 0), or another one in place of that id. None when the sequence is
        on or gone, the step is gone, or there are too many."""
        async with self._db.write() as conn:
            if not await _held(conn, sequence):
                return None
            mine = steps.c.sequence_id == sequence.id
            values = _values(step, sequence.id)
            if step.id:
                changed = update(steps).where(mine, steps.c.id == step.id).values(values)
                if not (await conn.execute(changed)).rowcount:
                    return None
            else:
                if (await conn.scalar(select(func.count()).where(mine)) or 0) >= MAX_STEPS:
                    return None
                await conn.execute(insert(steps).values(values))
            return await _one(conn, sequence.community_id, sequence.id)

    async def remove_step(self, sequence: Sequence, step_id: int) -> Sequence | None:
        """Without that step; what became of it goes too. None when the sequence is on or gone."""
        async with self._db.write() as conn:
            if not await _held(conn, sequence):
                return None
            mine = (steps.c.sequence_id == sequence.id, steps.c.id == step_id)
            if (await conn.execute(delete(steps).where(*mine))).rowcount:
                await conn.execute(delete(outcomes).where(outcomes.c.step_id == step_id))
            return await _one(conn, sequence.community_id, sequence.id)

    async def switch_on(
        self, sequence: Sequence, now: int, *, everyone: bool, before: Collection[int]
    ) -> bool:
        """From now on a draft is sent; not to the members `before`. False when it is no draft."""
        async with self._db.write() as conn:
            changed = await conn.execute(
                update(sequences)
                .where(sequences.c.id == sequence.id, sequences.c.state == "draft")
                .values(state="on", on_at=now, everyone=everyone)
            )
            if not changed.rowcount:
                return False
            row = {
                "sequence_id": sequence.id,
                "anchor": "",
                "state": "before",
                "done_minute": NOT_BEGUN[0],
                "done_step": NOT_BEGUN[1],
                "held": False,
                "reason": "",
            }
            ids = sorted(before)
            for at in range(0, len(ids), CHUNK):
                rows = [{**row, "member_id": id_} for id_ in ids[at : at + CHUNK]]
                await conn.execute(self._db.insert(people).values(rows).on_conflict_do_nothing())
            return True

    async def turn(self, sequence: Sequence, was: State, state: State) -> bool:
        """Pause it, or go on; False when it was not in that state any more."""
        async with self._db.write() as conn:
            done = await conn.execute(
                update(sequences)
                .where(sequences.c.id == sequence.id, sequences.c.state == was)
                .values(state=state)
            )
            return bool(done.rowcount)

    async def remove(self, sequence: Sequence) -> bool:
        """Without a trace; False when it was gone."""
        async with self._db.write() as conn:
            gone = await conn.execute(delete(sequences).where(sequences.c.id == sequence.id))
            for table in (steps, people, outcomes):
                await conn.execute(delete(table).where(table.c.sequence_id == sequence.id))
            return bool(gone.rowcount)


def _quiet(sequence: Sequence) -> ColumnElement[bool]:
    return (sequences.c.id == sequence.id) & sequences.c.state.in_(QUIET)


async def _held(conn: AsyncConnection, sequence: Sequence) -> bool:
    """Whether it can be changed, with its row locked."""
    query = select(sequences.c.id).where(_quiet(sequence)).with_for_update()
    return await conn.scalar(query) is not None


async def _taken(conn: AsyncConnection, community_id: int, name: str, but: int = 0) -> bool:
    query = select(sequences.c.id).where(
        sequences.c.community_id == community_id,
        sequences.c.folded == name.casefold(),
        sequences.c.id != but,
    )
    return await conn.scalar(query) is not None


async def _one(conn: AsyncConnection, community_id: int, sequence_id: int) -> Sequence | None:
    here = (sequences.c.community_id == community_id, sequences.c.id == sequence_id)
    return next(iter(await _read(conn, *here)), None)


async def _read(conn: AsyncConnection, *where: ColumnElement[bool]) -> list[Sequence]:
    rows = await conn.execute(select(sequences).where(*where).order_by(sequences.c.id))
    found = [_sequence(row) for row in rows]
    theirs: dict[int, list[Step]] = defaultdict(list)
    mine = steps.c.sequence_id.in_([sequence.id for sequence in found])
    for row in await conn.execute(select(steps).where(mine)):
        theirs[row.sequence_id].append(_step(row))
    return [replace(one, steps=tuple(ordered(theirs[one.id]))) for one in found]


def _values(step: Step, sequence_id: int) -> dict[str, Any]:
    return {
        "sequence_id": sequence_id,
        "day": step.day,
        "minute": step.minute,
        "channel_id": step.channel_id,
        "text": step.text,
        "condition": step.condition,
    }


def _step(row: Row[Any]) -> Step:
    return Step(row.id, row.day, row.minute, row.text, row.condition, row.channel_id)


def _sequence(row: Row[Any]) -> Sequence:
    start: Start = row.start
    state: State = row.state
    return Sequence(
        row.id,
        row.community_id,
        row.name,
        row.audience,
        row.stops,
        start,
        state,
        row.on_at,
        row.everyone,
    )
