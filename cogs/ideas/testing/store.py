"""Who tries ideas out, and what they told of them, in the database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.database.writing.turns import take_turn

from ..model import Idea
from ..store.rows import family
from ..tables import feedback, ideas, testers

State = Literal["offered", "picked", "left"]
Use = Literal["yes", "partly", "no"]


@dataclass(frozen=True, slots=True)
class Tester:
    """Somebody who offered to try an idea out, or was picked for it, or left after that.

    `idea_id` is where they offered it, maybe an idea that was put into another one since. `at` is
    when they offered it or were last put out of the group: being picked leaves it, so that it names
    what they are to be told.
    """

    idea_id: int
    member_id: int
    state: State
    at: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a tester says of an idea; the words may be empty."""

    worked: str
    lacking: str
    use: Use

    @property
    def text(self) -> str:
        """The words alone."""
        return " ".join(part for part in (self.worked, self.lacking) if part)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What was told of which idea, by whom and when."""

    id: int
    idea_id: int
    member_id: int | None
    told: Told
    at: int


class TesterStore:
    """The group of an idea, with those who offered themselves for ideas that were put into it.

    Rows stay with the idea that they were written for, as votes do; of a person with several the
    strongest state counts.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def group(self, idea_id: int) -> list[Tester]:
        """All who are in it or offer to be, each once, the first to offer first."""
        async with self._db.read() as conn:
            return await _group(conn, idea_id)

    async def of(self, idea_id: int, member_id: int) -> Tester | None:
        """One member, also when they have left the group."""
        async with self._db.read() as conn:
            return next(iter(await _group(conn, idea_id, member_id)), None)

    async def picked(self, idea_id: int) -> list[int]:
        """Ids of those who were picked, in order: the testers of an idea."""
        return sorted(one.member_id for one in await self.group(idea_id) if one.state == "picked")

    async def offer(self, idea_id: int, member_id: int, now: int) -> bool:
        """Offer to try an idea out, or take that back; whether it is offered now.

        Who is in the group stays in it.
        """
        async with self._db.write() as conn:
            await _one_at_a_time(conn, member_id)
            found = await _group(conn, idea_id, member_id)
            if found and found[0].state == "picked":
                return True
            mine = _rows(idea_id), _is(member_id), testers.c.state != "picked"
            gone = await conn.execute(delete(testers).where(*mine))
            if found and found[0].state == "offered":
                # unless they were picked since it was read
                return not gone.rowcount
            row = {"idea_id": idea_id, "member_id": member_id, "state": "offered", "at": now}
            await conn.execute(insert(testers).values(row))
            return True

    async def leave(self, idea_id: int, member_id: int, now: int) -> bool:
        """Leave the group, or take the offer back; False for who is neither."""
        return bool(await self._move(idea_id, "left", ("offered", "picked"), member_id, at=now))

    async def pick(self, idea_id: int, member_id: int | None = None) -> list[Tester]:
        """Take one into the group, or all who offer to be; those who were not in it before."""
        return await self._move(idea_id, "picked", ("offered",), member_id)

    async def put_out(self, idea_id: int, member_id: int, now: int) -> list[Tester]:
        """Put somebody out of the group: they still offer to be in it. Empty for who was not."""
        return await self._move(idea_id, "offered", ("picked",), member_id, at=now)

    async def _move(
        self,
        idea_id: int,
        to: State,
        among: Sequence[State],
        member_id: int | None,
        at: int | None = None,
    ) -> list[Tester]:
        mine = [] if member_id is None else [_is(member_id)]
        values = {"state": to} if at is None else {"state": to, "at": at}
        async with self._db.write() as conn:
            before = {one.member_id: one.state for one in await _group(conn, idea_id)}
            moved = await conn.execute(
                update(testers)
                .where(_rows(idea_id), testers.c.state.in_(among), *mine)
                .values(values)
                .returning(testers)
            )
            # a person may have several rows, of which one decides
            rows = {
                row.member_id: _tester(row)
                for row in moved
                if before.get(row.member_id, among[0]) in among
            }
            return sorted(rows.values(), key=lambda one: (one.at, one.member_id))


class FeedbackStore:
    """What testers told, counted over an idea and all that was put into it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, idea_id: int, member_id: int, told: Told, now: int) -> int | None:
        """Keep what a member told; its id, or None when they told just that before."""
        words = json.dumps(asdict(told), ensure_ascii=False)
        same = feedback.c.idea_id == idea_id, feedback.c.text == words
        row = {"idea_id": idea_id, "member_id": member_id, "text": words, "at": now}
        async with self._db.write() as conn:
            await _one_at_a_time(conn, member_id)
            mine = select(feedback.c.id).where(feedback.c.member_id == member_id, *same)
            if await conn.scalar(mine.limit(1)) is not None:
                return None
            made = await conn.execute(insert(feedback).values(row).returning(feedback.c.id))
            added: int = made.scalar_one()
            return added

    async def page(
        self, idea_id: int, limit: int, offset: int = 0, *, member_id: int | None = None
    ) -> tuple[list[Feedback], int]:
        """One page of what was told (by one member), the latest first, and how much in all."""
        wanted: list[ColumnElement[bool]] = [feedback.c.idea_id.in_(family([idea_id]))]
        if member_id is not None:
            wanted.append(feedback.c.member_id == member_id)
        query = select(feedback).where(*wanted).order_by(feedback.c.id.desc())
        count = select(func.count()).select_from(feedback).where(*wanted)
        async with self._db.read() as conn:
            rows = await conn.execute(query.limit(limit).offset(offset))
            return [feedback_of(row) for row in rows], await conn.scalar(count) or 0

    async def between(self, idea_id: int, start: int, end: int) -> int:
        """How much was told in [start, end)."""
        query = (
            select(func.count())
            .select_from(feedback)
            .where(feedback.c.idea_id.in_(family([idea_id])))
            .where(feedback.c.at >= start, feedback.c.at < end)
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0

    async def own(self, member_id: int, feedback_id: int) -> tuple[int, int] | None:
        """(community, idea) of what that member told; None when it is not theirs or gone."""
        query = (
            select(ideas.c.community_id, feedback.c.idea_id)
            .join(ideas, ideas.c.id == feedback.c.idea_id)
            .where(feedback.c.id == feedback_id, feedback.c.member_id == member_id)
        )
        async with self._db.read() as conn:
            row = (await conn.execute(query)).one_or_none()
            return (row.community_id, row.idea_id) if row is not None else None

    async def delete(self, member_id: int, feedback_id: int) -> bool:
        """Forget what a member told; False when it is not theirs or gone."""
        mine = feedback.c.id == feedback_id, feedback.c.member_id == member_id
        async with self._db.write() as conn:
            return (await conn.execute(delete(feedback).where(*mine))).rowcount > 0

    async def wrote(self, idea: Idea, member_id: int) -> bool:
        """Whether a member is a named author of an idea or of one that was put into it.

        Not of one without a name: feedback has names, and would tell whose idea it is.
        """
        query = select(ideas.c.id).where(
            ideas.c.id.in_(family([idea.id])),
            ideas.c.author_id == member_id,
            ideas.c.anonymous.is_(False),
        )
        async with self._db.read() as conn:
            return await conn.scalar(query.limit(1)) is not None


_STRENGTH: dict[str, int] = {"picked": 0, "offered": 1, "left": 2}


async def _group(conn: AsyncConnection, idea_id: int, member_id: int | None = None) -> list[Tester]:
    """Each member once; those who have left only when they are asked for."""
    mine = [testers.c.state != "left"] if member_id is None else [_is(member_id)]
    rows = await conn.execute(select(testers).where(_rows(idea_id), *mine))
    found: dict[int, Tester] = {}
    for one in sorted((_tester(row) for row in rows), key=lambda t: (_STRENGTH[t.state], t.at)):
        found.setdefault(one.member_id, one)
    return sorted(found.values(), key=lambda one: (one.at, one.member_id))


def _rows(idea_id: int) -> ColumnElement[bool]:
    return testers.c.idea_id.in_(family([idea_id]))


def _is(member_id: int) -> ColumnElement[bool]:
    return testers.c.member_id == member_id


async def _one_at_a_time(conn: AsyncConnection, member_id: int) -> None:
    """Of two clicks at once the second sees what the first one did."""
    await take_turn(conn, f"ideas_testers:{member_id}")


def _tester(row: Row[Any]) -> Tester:
    return Tester(row.idea_id, row.member_id, row.state, row.at)


def feedback_of(row: Row[Any]) -> Feedback:
    return Feedback(row.id, row.idea_id, row.member_id, Told(**json.loads(row.text)), row.at)
