"""Durable tasks: what is due, claimed by exactly one worker; and once-per-period claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert

from .database import Database, Insert
from .tables import claims, tasks
from .waiting import tasks_late


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A claimed task; `attempts` counts this one too."""

    id: int
    community_id: int | None
    task: str
    data: dict[str, Any]
    due_at: int
    key: str | None
    attempts: int


_COLUMNS = [tasks.c[name] for name in TaskRow.__dataclass_fields__]
# Built once, because building takes longer than running: every start and every look needs them.
_DELETE = delete(tasks).where(tasks.c.key == bindparam("of"))
_DUE = (
    select(tasks.c.id)
    .where(
        or_(
            and_(tasks.c.state == "waiting", tasks.c.due_at <= bindparam("now")),
            and_(tasks.c.state == "running", tasks.c.claimed_at <= bindparam("stale")),
        )
    )
    .order_by(tasks.c.due_at, tasks.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(tasks)
    .where(tasks.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="running", claimed_at=bindparam("now"), attempts=tasks.c.attempts + 1)
    .returning(*_COLUMNS)
)
_NEXT = select(func.min(tasks.c.due_at)).where(tasks.c.state == "waiting")


def _put(insert: Insert) -> ReturningInsert[int]:
    statement, kept = insert(tasks), {"id", "key"}
    # only when another replica put the same key since ours was deleted
    return statement.on_conflict_do_update(
        index_elements=[tasks.c.key],
        set_={column.name: column for column in statement.excluded if column.name not in kept},
    ).returning(tasks.c.id)


class Tasks:
    """The table of tasks; safe with several workers on one database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def put(
        self,
        task: str,
        data: Mapping[str, Any],
        due_at: int,
        now: int,
        key: str | None = None,
        community_id: int | None = None,
    ) -> int:
        """Add a task and return its id. A task with the same key is replaced by a new row.

        A handler may put its own key again while it runs: its `finish` then concerns the old row.
        """
        row = {
            "community_id": community_id,
            "task": task,
            "data": dict(data),
            "due_at": due_at,
            "key": key,
            "state": "waiting",
            "attempts": 0,
            "error": None,
            "created_at": now,
            "claimed_at": None,
        }
        async with self._db.write() as connection:
            if key is not None:
                await connection.execute(_DELETE, {"of": key})
            result = await connection.execute(self._db.prepared(_put), row)
            return int(result.scalar_one())

    async def cancel(self, key: str) -> bool:
        """Forget the task with that key; False when there is none."""
        async with self._db.write() as connection:
            return (await connection.execute(_DELETE, {"of": key})).rowcount > 0

    async def claim_due(self, now: int, limit: int, stale_ms: int) -> list[TaskRow]:
        """Take tasks that are due, oldest first; also those that a worker took `stale_ms` ago and
        never finished."""
        due = {"now": now, "stale": now - stale_ms, "most": limit}
        async with self._db.write() as connection:
            ids = list(await connection.scalars(_DUE, due))
            if not ids:
                return []
            rows = await connection.execute(_CLAIM, {"ids": ids, "now": now})
            claimed = [TaskRow(**row) for row in rows.mappings()]
        return sorted(claimed, key=lambda row: (row.due_at, row.id))

    async def finish(self, task_id: int) -> None:
        """The handler is through. What it was about may name people: only that it was stays."""
        await self._settle(task_id, state="done", data={})

    async def fail(self, task_id: int, error: str, retry_at: int | None) -> None:
        """The handler failed: again at `retry_at`, or never when None."""
        if retry_at is None:
            await self._settle(task_id, state="failed", error=error, data={})
        else:
            await self._settle(task_id, state="waiting", error=error, due_at=retry_at)

    async def state(self, task_id: int) -> str | None:
        """waiting, running, done or failed; None when it was cancelled or is long over."""
        query = select(tasks.c.state).where(tasks.c.id == task_id)
        async with self._db.read() as connection:
            found: str | None = await connection.scalar(query)
            return found

    async def next_due(self) -> int | None:
        """When the earliest waiting task is due."""
        async with self._db.read() as connection:
            due: int | None = await connection.scalar(_NEXT)
            return due

    async def overdue(self, before: int) -> int:
        """How many waiting tasks were due before that time."""
        async with self._db.read() as connection:
            return int(await connection.scalar(tasks_late(before)) or 0)

    async def prune(self, before: int) -> int:
        """Delete what was settled and was due before that time; how many rows."""
        async with self._db.write() as connection:
            result = await connection.execute(
                delete(tasks).where(tasks.c.state.in_(("done", "failed")), tasks.c.due_at < before)
            )
            return result.rowcount

    async def claim(self, community_id: int, kind: str, period: str, now: int) -> bool:
        """True for exactly one caller per (community, kind, period), ever."""
        statement = (
            self._db.insert(claims)
            .values(community_id=community_id, kind=kind, period=period, at=now)
            .on_conflict_do_nothing()
        )
        async with self._db.write() as connection:
            return (await connection.execute(statement)).rowcount == 1

    async def _settle(self, task_id: int, **values: Any) -> None:
        async with self._db.write() as connection:
            await connection.execute(
                update(tasks)
                .where(tasks.c.id == task_id, tasks.c.state == "running")
                .values(claimed_at=None, **values)
            )
