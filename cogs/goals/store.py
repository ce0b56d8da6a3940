"""Goals in the database."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, insert, select, update

from storage.database import Database
from storage.database.writing.turns import take_turn

from .model import MOST_OPEN, Goal, State
from .tables import goals

_GOALS = select(goals)


class GoalStore:
    """Setting, changing and ending goals."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, goal: Goal) -> Goal | None:
        """Keep a new goal, with its number; None when there are as many as can be followed."""
        values = {name: getattr(goal, name) for name in goals.c.keys() if name != "id"}  # noqa: SIM118
        here = goals.c.community_id == goal.community_id, goals.c.state == "open"
        async with self._db.write() as conn:
            await take_turn(conn, f"goals:{goal.community_id}")
            if (await conn.scalar(select(func.count()).where(*here)) or 0) >= MOST_OPEN:
                return None
            row = (await conn.execute(insert(goals).values(values).returning(*goals.c))).one()
            return Goal(*row)

    async def get(self, community_id: int, goal_id: int) -> Goal | None:
        """One goal of a community, also one that has ended."""
        query = _GOALS.where(goals.c.community_id == community_id, goals.c.id == goal_id)
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
            return Goal(*row) if row else None

    async def open(self, community_id: int) -> list[Goal]:
        """Goals that are followed, the next date first, those without one last."""
        here = goals.c.community_id == community_id, goals.c.state == "open"
        query = _GOALS.where(*here).order_by(goals.c.due_at.is_(None), goals.c.due_at, goals.c.id)
        async with self._db.read() as conn:
            return [Goal(*row) for row in await conn.execute(query)]

    async def ended(self, community_id: int, start: int, end: int) -> list[Goal]:
        """Goals that were reached or missed in [start, end), the last one first."""
        here = (
            goals.c.community_id == community_id,
            goals.c.state.in_(["reached", "missed"]),
            goals.c.ended_at >= start,
            goals.c.ended_at < end,
        )
        query = _GOALS.where(*here).order_by(goals.c.ended_at.desc(), goals.c.id)
        async with self._db.read() as conn:
            return [Goal(*row) for row in await conn.execute(query)]

    async def change(self, goal: Goal, to: Goal) -> bool:
        """Another number, direction or date, and followed (again); False when it has changed or
        ended meanwhile."""
        here = *_same(goal), goals.c.state == goal.state
        values = {
            "target": to.target, "aim": to.aim, "due_at": to.due_at, "state": "open",
            "ended_at": None,
        }  # fmt: skip
        if (to.target, to.aim) != (goal.target, goal.aim):
            values["met_at"] = None  # another one is met for the first time
        async with self._db.write() as conn:
            done = await conn.execute(update(goals).where(*here).values(values))
            return done.rowcount == 1

    async def end(self, goal: Goal, state: State, now: int) -> bool:
        """It is over; False when it was before, or has another number or date meanwhile."""
        here = *_same(goal), goals.c.state == "open"
        async with self._db.write() as conn:
            done = await conn.execute(update(goals).where(*here).values(state=state, ended_at=now))
            return done.rowcount == 1

    async def met(self, goal: Goal, now: int) -> bool:
        """A level without a date is met for the first time; False when it was before."""
        here = *_same(goal), goals.c.state == "open", goals.c.met_at.is_(None)
        async with self._db.write() as conn:
            done = await conn.execute(update(goals).where(*here).values(met_at=now))
            return done.rowcount == 1

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        theirs = update(goals).where(goals.c.by_member_id == gone)
        async with self._db.write() as conn:
            await conn.execute(theirs.values(by_member_id=kept))

    async def erase(self, member_id: int) -> None:
        """Goals stay; who set them is forgotten."""
        theirs = update(goals).where(goals.c.by_member_id == member_id)
        async with self._db.write() as conn:
            await conn.execute(theirs.values(by_member_id=None))


def _same(goal: Goal) -> tuple[ColumnElement[bool], ...]:
    """It has the number, direction and date that it had."""
    due = goals.c.due_at.is_(None) if goal.due_at is None else goals.c.due_at == goal.due_at
    return goals.c.id == goal.id, goals.c.target == goal.target, goals.c.aim == goal.aim, due
