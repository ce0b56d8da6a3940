"""Figures of alerts, and how much moderators had to see, in the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..detection.patterns import MANY
from ..tables import actions, alerts, appeals, days, exposure, messages, reports
from .report import Actions, Case, Period, Report, Reports, report, share

_WON = {"overturned": True, "upheld": False}


@dataclass(frozen=True, slots=True)
class Load:
    """What one moderator carried: alerts decided, cards opened or decided, serious among them."""

    decided: int = 0
    cards: int = 0
    serious: int = 0


class ProofStore:
    """Reads what the other rooms write; only the exposure is its own."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- the report

    async def report(
        self,
        community_id: int,
        period: Period,
        *,
        labels: Iterable[str] = (),
        patterns: Iterable[str] = (),
    ) -> Report:
        """The figures of a period, all from one snapshot."""
        async with self._db.read() as conn:
            counts = await _counts(conn, community_id, period)
            cases = await _cases(conn, community_id, period)
            sent = await _reports(conn, community_id, period)
            done = await _actions(conn, community_id, period)
        return report(period, counts, cases, sent, done, labels=labels, patterns=patterns)

    async def loads(self, community_id: int, start: int, end: int) -> dict[int, Load]:
        """What each moderator carried in [start, end), by member; who decided most is first.

        Cards are counted by the day: those of local days that began in it.
        """
        decided = (
            select(alerts.c.settled_by, func.count())
            .where(
                alerts.c.community_id == community_id,
                alerts.c.state == "settled",
                alerts.c.settled_by.is_not(None),
                alerts.c.settled_at >= start,
                alerts.c.settled_at < end,
            )
            .group_by(alerts.c.settled_by)
        )
        looked = (
            select(exposure.c.member_id, func.sum(exposure.c.cards), func.sum(exposure.c.serious))
            .where(
                exposure.c.community_id == community_id,
                exposure.c.day >= start,
                exposure.c.day < end,
            )
            .group_by(exposure.c.member_id)
        )
        async with self._db.read() as conn:
            by = {member: int(n) for member, n in await conn.execute(decided)}
            saw = {member: (int(n), int(s)) for member, n, s in await conn.execute(looked)}
        found = {m: Load(by.get(m, 0), *saw.get(m, (0, 0))) for m in sorted({*by, *saw})}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1].decided, -pair[1].cards)))

    # ---- exposure

    async def seen(self, community_id: int, member_id: int, day: int, *, serious: bool) -> None:
        """Count a card that a moderator opened or decided on the day that began then."""
        async with self._db.write() as conn:
            await self._add(conn, community_id, member_id, day, (1, int(serious)))

    async def _add(
        self,
        conn: AsyncConnection,
        community_id: int,
        member_id: int,
        day: int,
        counts: tuple[int, int],
    ) -> None:
        made = self._db.insert(exposure).values(
            community_id=community_id,
            member_id=member_id,
            day=day,
            cards=counts[0],
            serious=counts[1],
        )
        more = {name: exposure.c[name] + made.excluded[name] for name in ("cards", "serious")}
        key = [exposure.c.community_id, exposure.c.member_id, exposure.c.day]
        await conn.execute(made.on_conflict_do_update(index_elements=key, set_=more))

    async def prune(self, before: int) -> int:
        """Forget what was seen on days that began before then; how many rows."""
        async with self._db.write() as conn:
            old = delete(exposure).where(exposure.c.day < before)
            return (await conn.execute(old)).rowcount

    async def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one: what both saw adds up."""
        mine = exposure.c.member_id == gone
        async with self._db.write() as conn:
            rows = (await conn.execute(select(exposure).where(mine))).all()
            await conn.execute(delete(exposure).where(mine))
            for row in rows:
                seen = (row.cards, row.serious)
                await self._add(conn, row.community_id, kept, row.day, seen)

    async def erase(self, member_id: int) -> None:
        """Forget a member."""
        async with self._db.write() as conn:
            await conn.execute(delete(exposure).where(exposure.c.member_id == member_id))


async def _counts(conn: AsyncConnection, community_id: int, period: Period) -> tuple[int, int]:
    query = select(func.sum(days.c.scored), func.sum(days.c.unread)).where(
        days.c.community_id == community_id, days.c.day >= period.start, days.c.day < period.end
    )
    scored, unread = (await conn.execute(query)).one()
    return int(scored or 0), int(unread or 0)


async def _cases(conn: AsyncConnection, community_id: int, period: Period) -> list[Case]:
    made = (
        alerts.c.community_id == community_id,
        alerts.c.created_at >= period.start,
        alerts.c.created_at < period.end,
        # with its text it is held until its author has reconsidered, and nobody has seen it
        or_(alerts.c.state != "observed", alerts.c.text.is_(None)),
    )
    wanted = (
        "id", "state", "outcome", "detail", "created_at", "settled_at", "flagged", "findings",
    )  # fmt: skip
    rows = (await conn.execute(select(*(alerts.c[name] for name in wanted)).where(*made))).all()
    said: defaultdict[int, list[list[str]]] = defaultdict(list)
    of_messages = select(messages.c.alert_id, messages.c.flagged)
    whole = of_messages.join(alerts, alerts.c.id == messages.c.alert_id).where(*made)
    for alert_id, flagged in await conn.execute(whole):
        said[alert_id].append(flagged or [])
    won: defaultdict[int, list[bool]] = defaultdict(list)
    decided = (
        select(actions.c.alert_id, appeals.c.state)
        .join(actions, actions.c.id == appeals.c.action_id)
        .join(alerts, alerts.c.id == actions.c.alert_id)
        .where(*made, appeals.c.state.in_(tuple(_WON)))
    )
    for alert_id, state in await conn.execute(decided):
        won[alert_id].append(_WON[state])
    return [_case(row, said.get(row.id) or [row.flagged or []], won[row.id]) for row in rows]


def _case(row: Row[tuple[Any, ...]], said: list[list[str]], won: list[bool]) -> Case:
    settled = row.state == "settled" and row.settled_at is not None
    automatic = settled and bool((row.detail or {}).get("automatic"))
    decided = settled and not automatic
    found: list[Mapping[str, Any]] = row.findings or []
    return Case(
        flags=Counter(label for labels in said for label in labels),
        flagged=sum(map(bool, said)),
        patterns=frozenset(finding["name"] for finding in found) - {MANY},
        observed=row.state == "observed",
        settle_ms=row.settled_at - row.created_at if decided else None,
        upheld=decided and row.outcome != "dismissed",
        automatic=automatic,
        appeals=tuple(won),
    )


async def _reports(conn: AsyncConnection, community_id: int, period: Period) -> Reports:
    # who reports several messages of one alert has reported it once; nobody is not one person
    who = func.coalesce(reports.c.member_id, -reports.c.id)
    each = (
        select(reports.c.alert_id, who, reports.c.upheld)
        .where(
            reports.c.community_id == community_id,
            reports.c.at >= period.start,
            reports.c.at < period.end,
        )
        .distinct()
        .subquery()
    )
    found: Counter[bool | None] = Counter()
    query = select(each.c.upheld, func.count()).group_by(each.c.upheld)
    for upheld, n in await conn.execute(query):
        found[upheld] += n
    decided = found[True] + found[False]
    return Reports(found.total(), decided, found[True], share(found[True], decided))


async def _actions(conn: AsyncConnection, community_id: int, period: Period) -> Actions:
    query = select(actions.c.kind, actions.c.automatic, func.count()).where(
        actions.c.community_id == community_id,
        actions.c.at >= period.start,
        actions.c.at < period.end,
    )
    kinds: Counter[str] = Counter()
    automatic = 0
    for kind, by_itself, n in await conn.execute(
        query.group_by(actions.c.kind, actions.c.automatic)
    ):
        kinds[kind] += n
        automatic += n if by_itself else 0
    return Actions(kinds.total(), automatic, dict(sorted(kinds.items())))
