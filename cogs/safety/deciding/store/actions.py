"""Decisions and what was carried out, in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ...alerts.model import Alert, Failure, Outcome
from ...alerts.store import STALE_MS, UNDECIDED
from ...tables import actions, alerts, appeals, warnings
from ..model import ON_PLATFORM, Action, Kind, Strike


class ActionStore:
    """Who may decide, what was carried out, and what was taken back."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- deciding: open -> acting -> settled

    async def begin(self, community_id: int, alert_id: int, by: int | None, now: int) -> bool:
        """True for the one who may carry out a decision now. What a crash cut off may be taken
        over after `STALE_MS`; what is settled, or what somebody else looks after, may not."""
        free = or_(
            alerts.c.state == "open",
            and_(alerts.c.state == "acting", alerts.c.acting_at <= now - STALE_MS),
        )
        unclaimed = or_(alerts.c.claimed_by.is_(None), alerts.c.claimed_by == by)
        async with self._db.write() as conn:
            begun = await conn.execute(
                update(alerts)
                .where(
                    alerts.c.id == alert_id,
                    alerts.c.community_id == community_id,
                    free,
                    unclaimed,
                )
                .values(state="acting", acting_at=now, settled_by=by, failure=None)
            )
            return begun.rowcount == 1

    async def settle(
        self,
        alert: Alert,
        by: int | None,
        outcome: Outcome,
        now: int,
        *,
        detail: dict[str, Any],
        kind: Kind | None = None,
        members: Sequence[int] = (),
        strike_until: int | None = None,
    ) -> tuple[bool, list[Action]]:
        """Write a decision that was carried out, in one transaction with its actions: one of
        `kind` for each of `members`, and the warning. False when it is no longer theirs; what
        the platform has done then stays on record all the same."""
        settled = (
            update(alerts)
            .where(*_mine(alert.id, by))
            .values(state="settled", open_key=None, outcome=outcome, settled_at=now, detail=detail)
        )
        row: dict[str, Any] = {
            "community_id": alert.community_id,
            "alert_id": alert.id,
            "by_id": by,
            "at": now,
        }
        more = {"automatic": by is None, "space_id": alert.space_id, "kind": kind}
        more |= {"seconds": detail.get("seconds"), "warning_id": None}
        async with self._db.write() as conn:
            mine = (await conn.execute(settled)).rowcount == 1
            done: list[Action] = []
            for member_id in members if mine or kind in ON_PLATFORM else ():
                row["member_id"] = member_id
                if kind == "warn":
                    more["warning_id"] = await _strike(conn, row, "", strike_until)
                done.append(await _insert(conn, row | more))
            return mine, done

    async def release(self, alert_id: int, by: int | None, failure: Failure) -> None:
        """It could not be carried out: open again, with the reason."""
        async with self._db.write() as conn:
            await conn.execute(
                update(alerts)
                .where(*_mine(alert_id, by))
                .values(state="open", acting_at=None, settled_by=None, failure=asdict(failure))
            )

    async def note_told(self, alert_id: int, detail: Mapping[str, Any]) -> None:
        """The details of a decision, now with whether those concerned could be told."""
        noted = update(alerts).where(alerts.c.id == alert_id, alerts.c.state == "settled")
        async with self._db.write() as conn:
            await conn.execute(noted.values(detail=dict(detail)))

    # ---- looking after

    async def claim(self, alert: Alert, member_id: int, now: int) -> bool:
        """False when somebody else looks after it or it is decided."""
        free = or_(alerts.c.claimed_by.is_(None), alerts.c.claimed_by == member_id)
        return await self._change(alert, free, claimed_by=member_id, claimed_at=now)

    async def unclaim(self, alert: Alert) -> bool:
        """Nobody looks after it any more."""
        claimed = alerts.c.claimed_by.is_not(None)
        return await self._change(alert, claimed, claimed_by=None, claimed_at=None)

    async def give(self, alert: Alert, member_id: int | None, now: int) -> bool:
        """Somebody (None: everybody) is asked to look; whoever looked after it no longer does."""
        asked = {"asked_id": member_id, "asked_at": now}
        return await self._change(alert, claimed_by=None, claimed_at=None, **asked)

    async def ask(self, alert: Alert, member_id: int | None, now: int) -> bool:
        """Like `give`, unless somebody looks after it."""
        return await self._change(
            alert, alerts.c.claimed_by.is_(None), asked_id=member_id, asked_at=now
        )

    async def _change(self, alert: Alert, *where: ColumnElement[bool], **values: Any) -> bool:
        async with self._db.write() as conn:
            changed = await conn.execute(
                update(alerts).where(alerts.c.id == alert.id, UNDECIDED, *where).values(**values)
            )
            return changed.rowcount == 1

    # ---- warnings by a command, and taking back

    async def warn(
        self, community_id: int, member_id: int, by: int, reason: str, now: int, until: int
    ) -> Action:
        """A warning that is not about an alert; it counts until `until`."""
        row = {"community_id": community_id, "member_id": member_id, "by_id": by, "at": now}
        async with self._db.write() as conn:
            strike = await _strike(conn, row | {"alert_id": None}, reason, until)
            return await _insert(
                conn, row | {"kind": "warn", "automatic": False, "warning_id": strike}
            )

    async def take_back(self, action: Action, by: int | None, now: int) -> bool:
        """Note that an action was undone, and its strike; True for the one who did it."""
        undone = {"undone_by": by, "undone_at": now}
        async with self._db.write() as conn:
            mine = (actions.c.id == action.id, actions.c.undone_at.is_(None))
            if not (await conn.execute(update(actions).where(*mine).values(**undone))).rowcount:
                return False
            await conn.execute(
                update(warnings)
                .where(warnings.c.id == action.warning_id, warnings.c.revoked_at.is_(None))
                .values(revoked_at=now, revoked_by=by)
            )
            about = (alerts.c.id == action.alert_id, alerts.c.author_id == action.member_id)
            await conn.execute(update(alerts).where(*about).values(**undone))
            return True

    # ---- looking

    async def action(self, community_id: int, action_id: int) -> Action | None:
        """One action of that community."""
        return next(iter(await self._some(community_id, actions.c.id == action_id)), None)

    async def of_alert(self, community_id: int, alert_id: int) -> list[Action]:
        """What was done on an alert, in the order done."""
        return (await self._some(community_id, actions.c.alert_id == alert_id))[::-1]

    async def of_warning(self, community_id: int, warning_id: int) -> Action | None:
        """The action that made a warning."""
        return next(iter(await self._some(community_id, actions.c.warning_id == warning_id)), None)

    async def running(self, action: Action, now: int) -> bool:
        """Whether another action of that kind still holds the same member in the same place."""
        if action.member_id is None:
            return False
        others = await self.of_member(action.community_id, action.member_id)
        same = (action.kind, action.space_id)
        return any(
            o.id != action.id and (o.kind, o.space_id) == same and o.runs(now) for o in others
        )

    async def appealed(self, action_id: int) -> bool:
        """Whether an appeal against it waits for its outcome."""
        waits = (appeals.c.action_id == action_id, appeals.c.state.in_(("open", "acting")))
        async with self._db.read() as conn:
            return await conn.scalar(select(appeals.c.id).where(*waits)) is not None

    async def of_member(self, community_id: int, member_id: int, limit: int = 100) -> list[Action]:
        """What was done to a member, the newest first."""
        return await self._some(community_id, actions.c.member_id == member_id, limit=limit)

    async def _some(
        self, community_id: int, where: ColumnElement[bool], limit: int = 100
    ) -> list[Action]:
        query = select(actions).where(actions.c.community_id == community_id, where)
        async with self._db.read() as conn:
            rows = await conn.execute(query.order_by(actions.c.id.desc()).limit(limit))
            return [_action(row) for row in rows]

    async def strikes(self, community_id: int, member_id: int, limit: int = 50) -> list[Strike]:
        """A member's warnings, the newest first; also those that do not count any more."""
        query = select(warnings).where(
            warnings.c.community_id == community_id, warnings.c.member_id == member_id
        )
        async with self._db.read() as conn:
            rows = await conn.execute(query.order_by(warnings.c.id.desc()).limit(limit))
            return [Strike(**_fields(row, Strike)) for row in rows]

    async def warned_at(self, community_id: int, member_id: int, now: int) -> list[int]:
        """Times of the member's warnings that count now."""
        strikes = await self.strikes(community_id, member_id)
        return [strike.at for strike in strikes if strike.counts(now)]

    # ---- people

    async def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        await self._replace(gone, kept)

    async def erase(self, member_id: int) -> None:
        """Forget a member: what was done stays as bare facts."""
        await self._replace(member_id, None)

    async def _replace(self, old: int, new: int | None) -> None:
        async with self._db.write() as conn:
            for column in _PEOPLE:
                await conn.execute(update(column.table).where(column == old).values({column: new}))


_PEOPLE = (
    actions.c.member_id,
    actions.c.by_id,
    actions.c.undone_by,
    alerts.c.claimed_by,
    alerts.c.asked_id,
)


def _mine(alert_id: int, by: int | None) -> tuple[ColumnElement[bool], ...]:
    return (
        alerts.c.id == alert_id,
        alerts.c.state == "acting",
        alerts.c.settled_by.is_not_distinct_from(by),
    )


async def _strike(
    conn: AsyncConnection, row: dict[str, Any], reason: str, until: int | None
) -> int:
    made = insert(warnings).values(**row, reason=reason, expires_at=until)
    strike: int = (await conn.execute(made.returning(warnings.c.id))).scalar_one()
    return strike


async def _insert(conn: AsyncConnection, row: dict[str, Any]) -> Action:
    made = insert(actions).values(**row).returning(*actions.c)
    return _action((await conn.execute(made)).one())


def _action(row: Row[tuple[Any, ...]]) -> Action:
    return Action(**_fields(row, Action))


def _fields(row: Row[tuple[Any, ...]], kind: type[Action | Strike]) -> dict[str, Any]:
    return {name: row._mapping[name] for name in kind.__dataclass_fields__}
