"""Appeals in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, func, or_, select, update

from storage.database import Database

from ...alerts.store import STALE_MS
from ...deciding.model import Kind
from ...tables import actions, alerts, appeals, warnings
from ..model import Act, Case, CaseState

BATCH = 100
UNDECIDED = appeals.c.state.in_(("open", "acting"))

_CASE = [appeals.c[name] for name in Case.__dataclass_fields__]
# a deletion of messages by several is an action for each of them, in the order of their numbers
_earlier = actions.alias()
_PLACE = (
    select(func.count())
    .select_from(_earlier)
    .where(
        _earlier.c.alert_id == actions.c.alert_id,
        _earlier.c.kind == actions.c.kind,
        _earlier.c.id < actions.c.id,
    )
    .scalar_subquery()
)
_ACT = [
    *(actions.c[name] for name in Act.__dataclass_fields__ if name in actions.c),
    warnings.c.reason,
    warnings.c.expires_at,
    alerts.c.id.label("known_alert"),
    alerts.c.message_id,
    alerts.c.detail,
    _PLACE.label("place"),
]
_ACTS = select(*_ACT).select_from(
    actions.outerjoin(warnings, warnings.c.id == actions.c.warning_id).outerjoin(
        alerts, alerts.c.id == actions.c.alert_id
    )
)


class AppealStore:
    """Actions as their member sees them, and appeals against them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- actions

    async def act(self, action_id: int) -> Act | None:
        """Something that was done to somebody."""
        async with self._db.read() as conn:
            row = (await conn.execute(_ACTS.where(actions.c.id == action_id))).one_or_none()
            return None if row is None else _act(row)

    async def newest_on(self, alert_id: int, kind: Kind) -> Act | None:
        """The newest action of that kind on an alert."""
        mine = (actions.c.alert_id == alert_id, actions.c.kind == kind)
        query = _ACTS.where(*mine).order_by(actions.c.id.desc()).limit(1)
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
            return None if row is None else _act(row)

    async def acts_of(
        self, community_id: int, member_id: int, limit: int, *, since: int = 0
    ) -> list[Act]:
        """What was done to a member since then, the newest first."""
        mine = (
            actions.c.community_id == community_id,
            actions.c.member_id == member_id,
            actions.c.at >= since,
        )
        query = _ACTS.where(*mine).order_by(actions.c.at.desc(), actions.c.id.desc())
        async with self._db.read() as conn:
            return [_act(row) for row in await conn.execute(query.limit(limit))]

    async def running(self, act: Act, now: int) -> bool:
        """Whether another action of that kind still holds the same member in the same place."""
        ends = actions.c.at + func.coalesce(actions.c.seconds, 0) * 1000
        others = exists().where(
            actions.c.id != act.id,
            actions.c.community_id == act.community_id,
            actions.c.member_id == act.member_id,
            actions.c.kind == act.kind,
            actions.c.space_id.is_not_distinct_from(act.space_id),
            actions.c.undone_at.is_(None),
            or_(actions.c.kind == "ban", and_(actions.c.kind == "time_out", ends > now)),
        )
        async with self._db.read() as conn:
            return bool(await conn.scalar(select(others)))

    # ---- appeals

    async def file(self, act: Act, text: str, now: int, due_at: int) -> Case | None:
        """A new appeal; None when there was one against this action before."""
        made = self._db.insert(appeals).values(
            community_id=act.community_id,
            action_id=act.id,
            member_id=act.member_id,
            text=text,
            at=now,
            due_at=due_at,
            state="open",
        )
        once = made.on_conflict_do_nothing(index_elements=[appeals.c.action_id])
        async with self._db.write() as conn:
            row = (await conn.execute(once.returning(*_CASE))).one_or_none()
            return None if row is None else _case(row)

    async def case(self, community_id: int, case_id: int) -> Case | None:
        """An appeal of that community."""
        return await self._one(appeals.c.id == case_id, appeals.c.community_id == community_id)

    async def against(self, action_id: int) -> Case | None:
        """The appeal against an action."""
        return await self._one(appeals.c.action_id == action_id)

    async def cases(self, action_ids: Sequence[int]) -> dict[int, Case]:
        """Appeals by the action that they are against."""
        query = select(*_CASE).where(appeals.c.action_id.in_(action_ids))
        async with self._db.read() as conn:
            return {row.action_id: _case(row) for row in await conn.execute(query)}

    async def _one(self, *where: Any) -> Case | None:
        async with self._db.read() as conn:
            row = (await conn.execute(select(*_CASE).where(*where))).one_or_none()
            return None if row is None else _case(row)

    # ---- deciding

    async def claim(self, case_id: int, by: int, now: int) -> bool:
        """True for the one moderator who may carry out a decision now."""
        return await self._take(
            case_id, now, {"state": "acting", "acting_at": now, "decided_by": by}
        )

    async def close(self, case_id: int, by: int | None, at: int, now: int) -> bool:
        """What the appeal is against was undone `by` somebody without hearing it; False while
        another moderator decides on it."""
        done = {"state": "overturned", "acting_at": None, "decided_by": by, "decided_at": at}
        return await self._take(case_id, now, done)

    async def _take(self, case_id: int, now: int, values: dict[str, Any]) -> bool:
        cut_off = and_(appeals.c.state == "acting", appeals.c.acting_at <= now - STALE_MS)
        free = or_(appeals.c.state == "open", cut_off)
        async with self._db.write() as conn:
            taken = await conn.execute(
                update(appeals).where(appeals.c.id == case_id, free).values(**values)
            )
            return taken.rowcount == 1

    async def settle(self, case_id: int, by: int, state: CaseState, now: int) -> bool:
        """Write the decision that was carried out; False when somebody else took over, or undid
        meanwhile what should have been upheld."""
        done = {"state": state, "decided_at": now, "acting_at": None}
        undone = exists().where(
            actions.c.id == appeals.c.action_id, actions.c.undone_at.is_not(None)
        )
        return await self._end(case_id, by, done, *([~undone] if state == "upheld" else []))

    async def release(self, case_id: int, by: int) -> None:
        """It could not be carried out: open again."""
        await self._end(case_id, by, {"state": "open", "acting_at": None, "decided_by": None})

    async def _end(
        self, case_id: int, by: int, values: dict[str, Any], *where: ColumnElement[bool]
    ) -> bool:
        mine = (appeals.c.state == "acting", appeals.c.decided_by == by, *where)
        async with self._db.write() as conn:
            ended = await conn.execute(
                update(appeals).where(appeals.c.id == case_id, *mine).values(**values)
            )
            return ended.rowcount == 1

    # ---- forgetting

    async def forget_texts(self, community_id: int, before: int) -> list[Case]:
        """Erase what was said in appeals decided before then; those appeals, some at a time."""
        old = (
            select(appeals.c.id)
            .where(
                appeals.c.community_id == community_id,
                appeals.c.decided_at < before,
                appeals.c.text != "",
                appeals.c.state.in_(("upheld", "overturned")),
            )
            .limit(BATCH)
        )
        async with self._db.write() as conn:
            ids = (await conn.scalars(old)).all()
            erased = update(appeals).where(appeals.c.id.in_(ids)).values(text="")
            return [_case(row) for row in await conn.execute(erased.returning(*_CASE))]

    async def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        async with self._db.write() as conn:
            for column in (appeals.c.member_id, appeals.c.decided_by):
                await conn.execute(update(appeals).where(column == gone).values({column: kept}))

    async def erase(self, member_id: int) -> list[Case]:
        """Forget a member: open appeals go, decided ones keep neither words nor name. Those of
        theirs, as they were."""
        mine = appeals.c.member_id == member_id
        async with self._db.write() as conn:
            found = [_case(row) for row in await conn.execute(select(*_CASE).where(mine))]
            await conn.execute(delete(appeals).where(mine, UNDECIDED))
            await conn.execute(update(appeals).where(mine).values(member_id=None, text=""))
            decided = appeals.c.decided_by == member_id
            await conn.execute(update(appeals).where(decided).values(decided_by=None))
            return found


def _case(row: Row[tuple[Any, ...]]) -> Case:
    return Case(**row._mapping)


def _act(row: Row[tuple[Any, ...]]) -> Act:
    plain = {name: row._mapping[name] for name in Act.__dataclass_fields__ if name in row._mapping}
    plain["reason"] = plain["reason"] or ""
    each = (row.detail or {}).get("each", ())
    if row.kind == "delete" and row.place < len(each):
        plain["messages"] = int(each[row.place])
    plain["conduct"] = row.known_alert is not None and row.message_id is None
    return Act(**plain)
