"""How sequences go, in people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import case, func, select

from storage.database import Database

from ..model import Tally
from ..tables import outcomes, people


class FigureStore:
    """Counts; nobody is named."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def progress(self, sequence_id: int) -> Mapping[str, int]:
        """How many are on their way, through, stopped, or were there before."""
        query = (
            select(people.c.state, func.count().label("all"))
            .where(people.c.sequence_id == sequence_id)
            .group_by(people.c.state)
        )
        async with self._db.read() as conn:
            return {row.state: row.all for row in await conn.execute(query)}

    async def tallies(self, sequence_id: int) -> Mapping[int, Tally]:
        """What became of each step, by its id."""
        done = outcomes.c
        query = (
            select(
                done.step_id,
                done.outcome,
                func.count().label("all"),
                func.sum(case((done.held, 1), else_=0)).label("held"),
                func.sum(case((done.wrote, 1), else_=0)).label("wrote"),
            )
            .where(done.sequence_id == sequence_id)
            .group_by(done.step_id, done.outcome)
        )
        at = people.c
        waiting = (
            select(at.step_id, at.state, at.held, func.count().label("all"))
            .where(at.sequence_id == sequence_id, at.step_id.is_not(None))
            .group_by(at.step_id, at.state, at.held)
        )
        found: dict[int, dict[str, int]] = {}
        async with self._db.read() as conn:
            for row in await conn.execute(query):
                tally = found.setdefault(row.step_id, asdict(Tally()))
                tally[row.outcome] += row.all
                tally["held"] += row.held
                tally["wrote"] += row.wrote
            for row in await conn.execute(waiting):
                tally = found.setdefault(row.step_id, asdict(Tally()))
                if row.held:
                    tally["held"] += row.all
                if row.state == "stopped":
                    tally["stopped"] += row.all
        return {step_id: Tally(**tally) for step_id, tally in found.items()}
