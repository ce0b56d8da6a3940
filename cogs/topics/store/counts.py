"""Counts by day, and who they are of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Update, delete, func, select, update

from storage.database import Database
from storage.database.writing.turns import take_turn

from ..model import Days, Kind, Said, Spot, Tally
from ..tables import days, people
from .folding import COUNTS, TONE, TURN, fold


class CountStore:
    """What was said of what, on which local day, by how many."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, community_id: int, tallies: Mapping[Spot, Tally]) -> None:
        """Add to the counts."""
        sums: defaultdict[tuple[str, int, int], Tally] = defaultdict(Tally)
        for spot, tally in tallies.items():
            of = sums[spot.kind, spot.subject, spot.day]
            for name in COUNTS:
                setattr(of, name, getattr(of, name) + getattr(tally, name))
        # in order, so that two bots on one database never wait for each other in a circle
        day_rows = [
            {"community_id": community_id, "kind": kind, "subject": subject, "day": day,
             **{name: getattr(tally, name) for name in COUNTS}}
            for (kind, subject, day), tally in sorted(sums.items(), key=lambda item: item[0])
        ]  # fmt: skip
        people_rows = [
            {"community_id": community_id, "kind": spot.kind, "subject": spot.subject,
             "day": spot.day, "member_id": spot.member_id,
             **{name: getattr(tally, name) for name in COUNTS}}
            for spot, tally in sorted(
                tallies.items(),
                key=lambda item: (item[0].kind, item[0].subject, item[0].day, item[0].member_id),
            )
        ]  # fmt: skip
        if not day_rows:
            return
        async with self._db.write() as conn:
            await take_turn(conn, TURN)
            for table, rows in ((days, day_rows), (people, people_rows)):
                insert = self._db.insert(table)
                grow = insert.on_conflict_do_update(
                    index_elements=list(table.primary_key.columns),
                    set_={name: table.c[name] + insert.excluded[name] for name in COUNTS},
                )
                await conn.execute(grow, rows)

    async def said(
        self, community_id: int, kind: Kind, period: Days, left_out: Collection[int] = ()
    ) -> dict[int, Said]:
        """By subject; members who asked to be left out count nowhere."""
        wanted = _in(days, community_id, kind, period)
        sums = [func.sum(days.c[name]) for name in COUNTS]
        totals = select(days.c.subject, *sums).where(*wanted).group_by(days.c.subject)
        theirs = _in(people, community_id, kind, period)
        out = people.c.member_id.in_(sorted(left_out))
        many = select(people.c.subject, func.count(people.c.member_id.distinct()))
        taken = [func.sum(people.c[name]) for name in COUNTS]
        less = select(people.c.subject, *taken).where(*theirs, out)
        async with self._db.read() as conn:
            total = {row[0]: tuple(row[1:]) for row in await conn.execute(totals)}
            who = await conn.execute(many.where(*theirs, ~out).group_by(people.c.subject))
            number = {row[0]: row[1] for row in who}
            minus: dict[int, tuple[int, ...]] = {}
            if left_out:
                rows = await conn.execute(less.group_by(people.c.subject))
                minus = {row[0]: tuple(row[1:]) for row in rows}
        found = {}
        for subject, sums_ in total.items():
            none = (0,) * len(COUNTS)
            messages, *tone = (a - b for a, b in zip(sums_, minus.get(subject, none), strict=True))
            if messages > 0:
                found[subject] = Said(messages, number.get(subject, 0), *tone)
        return found

    async def since(self, community_id: int) -> int | None:
        """The first day that was counted; None when none was."""
        first = select(func.min(days.c.day)).where(days.c.community_id == community_id)
        async with self._db.read() as conn:
            day: int | None = await conn.scalar(first)
            return day

    async def forget_before(self, day: int) -> int:
        """What is older is no longer asked for; of how many it was."""
        async with self._db.write() as conn:
            await take_turn(conn, TURN)
            await conn.execute(delete(days).where(days.c.day < day))
            return (await conn.execute(delete(people).where(people.c.day < day))).rowcount

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        async with self._db.write() as conn:
            await take_turn(conn, TURN)
            theirs = [people.c.member_id == gone]
            await fold(self._db, conn, people, theirs, people.c.member_id, kept)

    async def erase(self, member_id: int) -> None:
        """Their messages leave the counts, and nothing says any more that they wrote them."""
        async with self._db.write() as conn:
            await take_turn(conn, TURN)
            await conn.execute(_less(member_id, COUNTS))
            await conn.execute(delete(people).where(people.c.member_id == member_id))
            await conn.execute(delete(days).where(days.c.messages <= 0))

    async def mute(self, member_id: int) -> None:
        """How their messages sounded leaves the counts; that they wrote them stays."""
        theirs = people.c.member_id == member_id
        async with self._db.write() as conn:
            await take_turn(conn, TURN)
            await conn.execute(_less(member_id, TONE))
            await conn.execute(update(people).where(theirs).values(dict.fromkeys(TONE, 0)))


def _less(member_id: int, names: Sequence[str]) -> Update:
    """The counts of the days without the share of one member."""
    theirs = [people.c[name] == days.c[name] for name in ("community_id", "kind", "subject", "day")]
    share = select(people.c.messages).where(people.c.member_id == member_id, *theirs)
    less = {
        name: days.c[name] - share.with_only_columns(people.c[name]).scalar_subquery()
        for name in names
    }
    return update(days).where(share.exists()).values(less)


def _in(table: object, community_id: int, kind: Kind, period: Days) -> list[ColumnElement[bool]]:
    c = table.c  # type: ignore[attr-defined]
    return [
        c.community_id == community_id,
        c.kind == kind,
        c.day >= period.first,
        c.day <= period.last,
    ]
