"""The steps of ideas in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..model import Change, Idea, Status
from ..tables import changes, ideas
from .rows import IDEAS, change, family, read

# somebody is at work on it: only then has an idea an owner and a date
IN_HAND: tuple[Status, ...] = ("planned", "in_progress")
_DAY_MS = 86_400_000
_STANDING = ideas.c.merged_into.is_(None)


class StepStore:
    """What became of ideas, when, by whom and why."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def take(
        self,
        idea: Idea,
        after: Status,
        reason: str,
        actor_id: int,
        now: int,
        *,
        owner_id: int | None = None,
        due_at: int | None = None,
    ) -> Change | None:
        """Take a step from the status that `idea` shows; None when another was quicker.

        `owner_id` and `due_at` are in force from then on; None leaves the former ones. Nobody owns
        an idea that is new or settled. `after` may be the status it has: then only they change.
        """
        then: dict[str, Any] = {"owner_id": None, "due_at": None}
        if after in IN_HAND:
            then["owner_id"] = ideas.c.owner_id if owner_id is None else owner_id
            then["due_at"] = ideas.c.due_at if due_at is None else due_at
        async with self._db.write() as conn:
            moved = await conn.execute(
                update(ideas)
                .where(ideas.c.id == idea.id, ideas.c.status == idea.status, _STANDING)
                .values(status=after, reason=reason, changed_at=now, **then)
                .returning(ideas.c.owner_id, ideas.c.due_at)
            )
            if (row := moved.one_or_none()) is None:
                return None
            values: dict[str, Any] = {
                "idea_id": idea.id,
                "actor_id": actor_id,
                "before": idea.status,
                "after": after,
                "reason": reason,
                "at": now,
                "owner_id": row.owner_id,
                "due_at": row.due_at,
            }
            made = await conn.execute(insert(changes).values(values).returning(changes.c.id))
            return Change(id=made.scalar_one(), **values)

    async def adopt(self, community_id: int, idea_id: int, member_id: int, now: int) -> bool:
        """Somebody sees to an idea that is in nobody's hands; False when it is not such a one."""
        free = (ideas.c.owner_id.is_(None), ideas.c.status.in_(IN_HAND), _STANDING)
        async with self._db.write() as conn:
            done = await conn.execute(
                update(ideas)
                .where(ideas.c.id == idea_id, ideas.c.community_id == community_id, *free)
                .values(owner_id=member_id, changed_at=now)
            )
            if done.rowcount:
                last = select(func.max(changes.c.id)).where(changes.c.idea_id == idea_id)
                await conn.execute(
                    update(changes)
                    .where(changes.c.id == last.scalar_subquery())
                    .values(owner_id=member_id)
                )
            return done.rowcount > 0

    async def undo(
        self,
        community_id: int,
        change_id: int,
        at: int,
        since: int,
        now: int,
        *,
        by: int | None = None,
    ) -> Change | None:
        """Take back the last step of an idea (taken `at`), as if it had never been; None when it
        was told, is not younger than `since`, was not the last one, or was taken by another member
        than `by`."""
        mine = [changes.c.actor_id == by] if by is not None else []
        async with self._db.write() as conn:
            found = await conn.execute(
                select(changes)
                .join(ideas, ideas.c.id == changes.c.idea_id)
                .where(changes.c.id == change_id, ideas.c.community_id == community_id)
                .where(changes.c.at == at, changes.c.at > since)
                .where(changes.c.told_at.is_(None), *mine)
            )
            if (row := found.one_or_none()) is None or await _after(conn, row.idea_id, change_id):
                return None
            former = await _preceding(conn, row.idea_id, change_id)
            back = await conn.execute(
                update(ideas)
                .where(ideas.c.id == row.idea_id, ideas.c.status == row.after, _STANDING)
                .values(
                    status=row.before,
                    reason=former.reason if former else "",
                    owner_id=former.owner_id if former else None,
                    due_at=former.due_at if former else None,
                    changed_at=now,
                )
            )
            if not back.rowcount:
                return None
            await conn.execute(delete(changes).where(changes.c.id == change_id))
            return change(row)

    async def history(self, idea_id: int) -> list[Change]:
        """All steps of an idea, oldest first."""
        query = select(changes).where(changes.c.idea_id == idea_id).order_by(changes.c.id)
        async with self._db.read() as conn:
            return [change(row) for row in await conn.execute(query)]

    # ---- telling

    async def untold(self) -> list[tuple[int, Change]]:
        """(community, step) of those that nobody has been told of yet."""
        query = (
            select(changes, ideas.c.community_id)
            .join(ideas, ideas.c.id == changes.c.idea_id)
            .where(changes.c.told_at.is_(None))
            .order_by(changes.c.id)
        )
        async with self._db.read() as conn:
            return [(row.community_id, change(row)) for row in await conn.execute(query)]

    async def untold_of(self, idea_id: int) -> tuple[Change | None, list[Change], int]:
        """(the step before them, the steps that nobody was told of, when the last news was told).

        The time is 0 when nothing was told yet.
        """
        mine = changes.c.idea_id == idea_id
        query = select(changes).where(mine, changes.c.told_at.is_(None)).order_by(changes.c.id)
        async with self._db.read() as conn:
            steps = [change(row) for row in await conn.execute(query)]
            former = await _preceding(conn, idea_id, steps[0].id) if steps else None
            told = await conn.scalar(select(func.max(changes.c.told_at)).where(mine))
            return former, steps, told or 0

    async def told(self, change_id: int, now: int) -> None:
        """Everybody has been told of this step, and with it of those before."""
        mine = select(changes.c.idea_id).where(changes.c.id == change_id).scalar_subquery()
        async with self._db.write() as conn:
            await conn.execute(
                update(changes)
                .where(changes.c.idea_id == mine, changes.c.id <= change_id)
                .where(changes.c.told_at.is_(None))
                .values(told_at=now)
            )

    # ---- what waits

    async def waiting(self, community_id: int, now: int, days: int, asked: int) -> list[Idea]:
        """Ideas that have been new for `days`, the oldest first, without those that the team was
        reminded of at or after `asked` (UTC ms)."""
        answered = select(func.max(changes.c.at)).where(changes.c.idea_id == ideas.c.id)
        since = func.coalesce(answered.scalar_subquery(), ideas.c.created_at)
        return await self._ideas(
            community_id,
            ideas.c.status == "new",
            since <= now - days * _DAY_MS,
            _not_asked(since, asked),
        )

    async def overdue(self, community_id: int, before: int, asked: int | None = None) -> list[Idea]:
        """Ideas in hand whose date was before then, the oldest first; with `asked` without those
        that the team was reminded of at or after it."""
        late = [ideas.c.status.in_(IN_HAND), ideas.c.due_at < before]
        if asked is not None:
            late.append(_not_asked(ideas.c.due_at, asked))
        return await self._ideas(community_id, *late)

    async def asked(self, ids: list[int], now: int) -> None:
        """The team was reminded of these."""
        async with self._db.write() as conn:
            # one by one: an import may leave more than a statement can name
            row = update(ideas).where(ideas.c.id == bindparam("number")).values(asked_at=now)
            await conn.execute(row, [{"number": number} for number in ids])

    async def _ideas(self, community_id: int, *where: ColumnElement[bool]) -> list[Idea]:
        query = IDEAS.where(ideas.c.community_id == community_id, _STANDING, *where)
        async with self._db.read() as conn:
            return await read(conn, query.order_by(ideas.c.id))

    # ---- what came of them

    async def decided(self, community_id: int, start: int, end: int) -> list[tuple[Idea, int]]:
        """(idea, when) of those whose last step to another status was in [start, end), the one
        with most support first."""
        last = (
            select(changes.c.idea_id, func.max(changes.c.id).label("id"))
            .where(changes.c.before != changes.c.after)
            .group_by(changes.c.idea_id)
            .subquery()
        )
        step = changes.alias("step")
        at = (
            select(step.c.idea_id, step.c.at)
            .join(last, last.c.id == step.c.id)
            .join(ideas, ideas.c.id == step.c.idea_id)
            .where(step.c.at >= start, step.c.at < end, ideas.c.community_id == community_id)
        )
        async with self._db.read() as conn:
            when = {row.idea_id: row.at for row in await conn.execute(at)}
            moved = ideas.c.id.in_(at.with_only_columns(step.c.idea_id))
            found = await read(conn, IDEAS.where(moved, _STANDING))
        ranked = sorted(found, key=lambda idea: (-idea.votes, idea.id))
        return [(idea, when[idea.id]) for idea in ranked]

    async def parts(self, idea_ids: list[int]) -> dict[int, list[tuple[int | None, bool]]]:
        """By idea, (author, anonymous) of it and of all that were put into it, the oldest first."""
        root = func.coalesce(ideas.c.merged_into, ideas.c.id).label("root")
        query = (
            select(root, ideas.c.author_id, ideas.c.anonymous)
            .where(ideas.c.id.in_(family(idea_ids)))
            .order_by(ideas.c.id)
        )
        found: dict[int, list[tuple[int | None, bool]]] = {}
        async with self._db.read() as conn:
            for row in await conn.execute(query):
                found.setdefault(row.root, []).append((row.author_id, row.anonymous))
        return found


def _not_asked(since: ColumnElement[Any], asked: int) -> ColumnElement[bool]:
    """Not reminded of since it waits, or not for long."""
    return or_(ideas.c.asked_at.is_(None), ideas.c.asked_at < since, ideas.c.asked_at < asked)


async def _preceding(conn: AsyncConnection, idea_id: int, change_id: int) -> Change | None:
    before = and_(changes.c.idea_id == idea_id, changes.c.id < change_id)
    query = select(changes).where(before).order_by(changes.c.id.desc()).limit(1)
    row = (await conn.execute(query)).one_or_none()
    return None if row is None else change(row)


async def _after(conn: AsyncConnection, idea_id: int, change_id: int) -> bool:
    query = select(changes.c.id).where(changes.c.idea_id == idea_id, changes.c.id > change_id)
    return await conn.scalar(query.limit(1)) is not None
