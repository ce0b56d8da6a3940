"""Challenges and their ideas in the database."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ...model import Idea
from ...store.rows import IDEAS, read
from ...tables import challenges, finalists, ideas, jury
from ..model import RUNNING, Brief, Challenge, Dates, Decides, Entry, Phase
from .rows import challenge as as_challenge
from .rows import changed


class ChallengeStore:
    """Whatever changes a challenge says which turn it has seen: of two at once, one wins."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def draft(self, community_id: int, asker_id: int, channel_id: int, now: int) -> int:
        """Begin one that nobody else sees; its number."""
        row = {
            "community_id": community_id,
            "asker_id": asker_id,
            "channel_id": channel_id,
            **asdict(Brief("")),
            **asdict(Dates()),
            "decides": "all",
            "phase": "draft",
            "turn": 0,
            "verdict": "",
            "reason": "",
            "created_at": now,
            "changed_at": now,
        }
        async with self._db.write() as conn:
            made = await conn.execute(insert(challenges).values(row).returning(challenges.c.id))
            return int(made.scalar_one())

    async def change(
        self,
        seen: Challenge,
        now: int,
        *,
        phase: Phase | None = None,
        brief: Brief | None = None,
        dates: Dates | None = None,
        decides: Decides | None = None,
        quietly: bool = False,
        **columns: Any,
    ) -> Challenge | None:
        """Change what is given; None when it is not at the turn that was seen any more. A step
        that nobody is told of (`quietly`) is no turn."""
        values = {
            **columns,
            "phase": phase or seen.phase,
            "decides": decides or seen.decides,
            "turn": seen.turn if quietly else seen.turn + 1,
            "changed_at": now,
        }
        for part in (brief, dates):
            values |= asdict(part) if part is not None else {}
        async with self._db.write() as conn:
            now_is = await changed(conn, seen, values)
            if now_is is not None and now_is.phase in ("collect", "discuss"):
                await conn.execute(delete(finalists).where(finalists.c.challenge_id == seen.id))
            return now_is

    async def get(self, community_id: int, challenge_id: int) -> Challenge | None:
        """A challenge of that community, also one that is not posted."""
        found = await self._read(
            challenges.c.community_id == community_id, challenges.c.id == challenge_id
        )
        return next(iter(found), None)

    async def all(self, community_id: int, *phases: Phase) -> list[Challenge]:
        """Those in one of the phases, the newest first."""
        return await self._read(
            challenges.c.community_id == community_id, challenges.c.phase.in_(phases)
        )

    async def lately(self, since: int) -> list[Challenge]:
        """Of all communities those that run, and those that ended since then."""
        recent = and_(challenges.c.phase != "draft", challenges.c.changed_at >= since)
        return await self._read(or_(challenges.c.phase.in_(RUNNING), recent))

    async def of(self, member_id: int) -> list[Challenge]:
        """Those that a member asked or decides on in a jury."""
        mine = select(jury.c.challenge_id).where(jury.c.member_id == member_id)
        return await self._read(or_(challenges.c.asker_id == member_id, challenges.c.id.in_(mine)))

    async def won_by(self, idea: Idea) -> list[Challenge]:
        """Those that wait for this idea, or for one that was put into it, to be built."""
        family = select(ideas.c.id).where(func.coalesce(ideas.c.merged_into, ideas.c.id) == idea.id)
        return await self._read(
            challenges.c.phase == "decide",
            challenges.c.community_id == idea.community_id,
            challenges.c.winner_id.in_(family),
        )

    async def _read(self, *where: ColumnElement[bool]) -> list[Challenge]:
        query = select(challenges).where(*where).order_by(challenges.c.id.desc())
        async with self._db.read() as conn:
            return [as_challenge(row) for row in await conn.execute(query)]

    async def drop(self, seen: Challenge) -> bool:
        """Forget a draft; False when it was posted or forgotten before."""
        async with self._db.write() as conn:
            return await _forget(conn, challenges.c.id == seen.id) > 0

    async def forget(self, member_id: int) -> None:
        """Forget the drafts of somebody who is forgotten."""
        async with self._db.write() as conn:
            await _forget(conn, challenges.c.asker_id == member_id)

    async def purge(self, community_id: int, before: int) -> None:
        """Forget drafts that nobody came back to."""
        async with self._db.write() as conn:
            old = challenges.c.changed_at < before
            await _forget(conn, and_(challenges.c.community_id == community_id, old))

    # ---- its ideas

    async def entries(self, challenge: Challenge) -> list[Entry]:
        """The ideas that answer it, by place, then by support; for one that was put into another
        idea, that one."""
        roots = select(func.coalesce(ideas.c.merged_into, ideas.c.id)).where(
            ideas.c.challenge_id == challenge.id
        )
        final = finalists.c.challenge_id == challenge.id
        wanted = IDEAS.where(ideas.c.community_id == challenge.community_id, ideas.c.id.in_(roots))
        async with self._db.read() as conn:
            found = await read(conn, wanted)
            rows = await conn.execute(select(finalists).where(final))
            order = {row.idea_id: (row.position, row.place) for row in rows}
        entries = [Entry(idea, *order.get(idea.id, (None, None))) for idea in found]
        return sorted(entries, key=_rank)

    async def enter(self, challenge: Challenge, idea: Idea, now: int) -> bool:
        """Let an idea answer it; False when it collects none any more, or the idea is in one."""
        open_now = select(challenges.c.id).where(
            challenges.c.id == challenge.id, challenges.c.phase == "collect"
        )
        async with self._db.write() as conn:
            done = await conn.execute(
                update(ideas)
                .where(ideas.c.id == idea.id, ideas.c.challenge_id.is_(None))
                .where(ideas.c.merged_into.is_(None), open_now.exists())
                .values(challenge_id=challenge.id, changed_at=now)
            )
            return done.rowcount > 0


async def _forget(conn: AsyncConnection, which: ColumnElement[bool]) -> int:
    """Delete drafts with their juries; how many."""
    drafts = and_(which, challenges.c.phase == "draft")
    numbers = select(challenges.c.id).where(drafts)
    await conn.execute(delete(jury).where(jury.c.challenge_id.in_(numbers)))
    return (await conn.execute(delete(challenges).where(drafts))).rowcount


def _rank(entry: Entry) -> tuple[int, int, int]:
    unplaced = entry.place if entry.place is not None else 10**6
    return unplaced, -entry.idea.votes, entry.idea.id
