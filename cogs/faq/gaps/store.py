"""Sums over questions, in the database; never their text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import ColumnElement, and_, case, func, select

from storage.database import Database

from ..asking.store import outcomes, shown_in
from ..tables import asked, feedback

MOST_TIMES = 5_000


@dataclass(frozen=True, slots=True)
class Sums:
    """Questions of a period by what became of them; `wait_ms` is the median until an answer."""

    asked: int = 0
    by_bot: int = 0
    confirmed: int = 0
    by_members: int = 0
    by_staff: int = 0
    written: int = 0
    open: int = 0
    wait_ms: int | None = None

    @property
    def deflected(self) -> float:
        """Share of questions that the bot's answer ended: nobody else had to."""
        return self.by_bot / self.asked if self.asked else 0.0


class ReportStore:
    """Questions asked in [start, end)."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def sums(self, community_id: int, start: int, end: int) -> Sums:
        """All sums of a period."""
        here = (
            asked.c.community_id == community_id,
            asked.c.asked_at >= start,
            asked.c.asked_at < end,
        )
        joined = asked.outerjoin(outcomes, outcomes.c.question_id == asked.c.id).outerjoin(
            feedback, feedback.c.question_id == asked.c.id
        )

        def number(*where: ColumnElement[bool]) -> ColumnElement[int]:
            return func.coalesce(func.sum(case((and_(*where), 1), else_=0)), 0)

        bot, people = asked.c.state == "bot", asked.c.state == "people"
        query = (
            select(
                func.count().label("asked"),
                number(bot).label("by_bot"),
                number(bot, feedback.c.solved.is_(True)).label("confirmed"),
                number(people, outcomes.c.by_staff.is_not(True)).label("by_members"),
                number(people, outcomes.c.by_staff.is_(True)).label("by_staff"),
                number(asked.c.state == "written").label("written"),
                number(asked.c.state == "open").label("open"),
            )
            .select_from(joined)
            .where(*here)
        )
        times = select(asked.c.settled_at - asked.c.asked_at).where(
            *here, asked.c.state.in_(("bot", "people", "written")), asked.c.settled_at.is_not(None)
        )
        newest = times.order_by(asked.c.id.desc()).limit(MOST_TIMES)
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one()
            waits = list(await conn.scalars(newest))
        counts = {name: int(count) for name, count in row._mapping.items()}
        return Sums(**counts, wait_ms=int(median(waits)) if waits else None)

    async def helpers(
        self, community_id: int, start: int, end: int, *, limit: int = 3
    ) -> list[tuple[int, int]]:
        """(member id, questions of others answered) of those who answered most."""
        count = func.count()
        query = (
            select(outcomes.c.solved_by, count)
            .join(asked, asked.c.id == outcomes.c.question_id)
            .where(
                asked.c.member_id.is_distinct_from(outcomes.c.solved_by),
                outcomes.c.community_id == community_id,
                outcomes.c.solved_at >= start,
                outcomes.c.solved_at < end,
                outcomes.c.solved_by.is_not(None),
            )
            .group_by(outcomes.c.solved_by)
            .order_by(count.desc(), outcomes.c.solved_by)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return [(row[0], row[1]) for row in await conn.execute(query)]

    async def written_for_gaps(self, community_id: int, start: int, end: int) -> tuple[int, int]:
        """Entries that were written for open questions in [start, end), and how many questions
        they have answered since."""
        later = asked.alias()
        first = (
            select(asked.c.entry_id, func.min(asked.c.settled_at).label("at"))
            .where(
                asked.c.community_id == community_id,
                asked.c.state == "written",
                asked.c.entry_id.is_not(None),
                asked.c.settled_at >= start,
                asked.c.settled_at < end,
            )
            .group_by(asked.c.entry_id)
            .subquery()
        )
        answered = (
            select(func.count())
            .select_from(first)
            .join(later, later.c.entry_id == first.c.entry_id)
            .where(
                later.c.community_id == community_id,
                later.c.state == "bot",
                later.c.asked_at >= first.c.at,
            )
        )
        async with self._db.read() as conn:
            entries = await conn.scalar(select(func.count()).select_from(first)) or 0
            return entries, await conn.scalar(answered) or 0

    async def unhelpful(
        self, community_id: int, since: int, *, least: int, limit: int = 5
    ) -> list[tuple[int, int, int]]:
        """(entry id, "no", all) of entries that did not help at least half of those who said."""
        wrong = func.sum(case((feedback.c.solved.is_(False), 1), else_=0))
        count = func.count()
        query = (
            select(feedback.c.entry_id, wrong, count)
            .where(feedback.c.community_id == community_id, feedback.c.at >= since)
            .group_by(feedback.c.entry_id)
            .having(wrong >= least, wrong * 2 >= count)
            .order_by(wrong.desc(), feedback.c.entry_id)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return [(row[0], int(row[1]), row[2]) for row in await conn.execute(query)]

    async def judged(self, community_id: int, since: int) -> Sequence[tuple[float, bool]]:
        """(how sure the surest entry was, whether it was right) of what askers have judged.

        Who picks another one of those offered says that the surest was wrong; whether that other
        one helped says nothing more.
        """
        query = (
            select(outcomes.c.shown, feedback.c.entry_id, feedback.c.solved)
            .join(feedback, feedback.c.question_id == outcomes.c.question_id)
            .where(feedback.c.community_id == community_id, feedback.c.at >= since)
        )
        async with self._db.read() as conn:
            rows = (await conn.execute(query)).all()
        found = []
        for shown, entry_id, solved in rows:
            if surest := shown_in(shown)[:1]:
                entry, score = surest[0]
                found.append((score, bool(solved) and entry == entry_id))
        return found

    async def scores(self, community_id: int, since: int) -> Sequence[float]:
        """How sure the bot was of its best entry, for every question since then."""
        query = select(outcomes.c.score).where(
            outcomes.c.community_id == community_id, outcomes.c.at >= since
        )
        async with self._db.read() as conn:
            return list(await conn.scalars(query))
