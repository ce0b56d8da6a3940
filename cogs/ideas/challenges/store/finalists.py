"""Who is in the final, how it went, and who decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ...tables import challenges, finalists, jury
from ..model import Challenge, Dates
from .rows import changed, preparing


class FinalistStore:
    """Finalists and juries."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def propose(self, challenge: Challenge, ids: Sequence[int]) -> None:
        """The finalists to begin with; nothing happens where there are some."""
        key = finalists.c.challenge_id == challenge.id
        async with self._db.write() as conn:
            if await preparing(conn, challenge) and not await conn.scalar(
                select(finalists.c.idea_id).where(key).limit(1)
            ):
                for position, idea_id in enumerate(ids):
                    await _add(conn, challenge, idea_id, position)

    async def toggle(self, challenge: Challenge, idea_id: int, most: int) -> bool | None:
        """Take an idea in or out; whether it is in now, None when that cannot be changed or there
        are `most` of them."""
        key = finalists.c.challenge_id == challenge.id
        async with self._db.write() as conn:
            if not await preparing(conn, challenge):
                return None
            out = await conn.execute(delete(finalists).where(key, finalists.c.idea_id == idea_id))
            if out.rowcount:
                return False
            counted = select(func.count(), func.max(finalists.c.position)).where(key)
            n, last = (await conn.execute(counted)).one()
            if n >= most:
                return None
            await _add(conn, challenge, idea_id, 0 if last is None else last + 1)
            return True

    async def fix(
        self, seen: Challenge, ids: Sequence[int], asker_id: int, dates: Dates, now: int
    ) -> Challenge | None:
        """These are the finalists, in the order of the poll, and it is asked now. Who opens it
        stands for an asker who is forgotten. None when another was quicker."""
        key = finalists.c.challenge_id == seen.id
        async with self._db.write() as conn:
            if not await preparing(conn, seen):
                return None
            await conn.execute(delete(finalists).where(key))
            for position, idea_id in enumerate(ids):
                await _add(conn, seen, idea_id, position)
            asker = func.coalesce(challenges.c.asker_id, asker_id)
            values = {"asked_at": now, "asker_id": asker, "changed_at": now, **asdict(dates)}
            return await changed(conn, seen, values)

    async def of(self, challenge_id: int) -> list[int]:
        """Numbers of the finalists, in the order of the poll."""
        query = select(finalists.c.idea_id).where(finalists.c.challenge_id == challenge_id)
        async with self._db.read() as conn:
            return list((await conn.scalars(query.order_by(finalists.c.position))).all())

    async def settle(
        self, seen: Challenge, poll_id: int, verdict: str, placed: Mapping[int, int], now: int
    ) -> Challenge | None:
        """Write down what came of the poll: by position the place. None when it is no longer
        voted on."""
        key = finalists.c.challenge_id == seen.id
        async with self._db.write() as conn:
            voting = select(challenges.c.phase).where(challenges.c.id == seen.id).with_for_update()
            if await conn.scalar(voting) != "vote":
                return None
            for position, place in placed.items():
                at = finalists.c.position == position
                await conn.execute(update(finalists).where(key, at).values(place=place))
            decided = verdict in ("decided", "tie", "passed")
            first = select(finalists.c.idea_id).where(key, finalists.c.place == 1)
            winner = await conn.scalar(first) if decided else None
            values = {"phase": "decide", "turn": seen.turn + 1, "changed_at": now}
            values |= {"verdict": verdict, "winner_id": winner, "poll_id": poll_id}
            return await changed(conn, seen, values)

    # ---- jury

    async def jurors(self, challenge_id: int) -> list[int]:
        """Ids of the members of the jury."""
        query = select(jury.c.member_id).where(jury.c.challenge_id == challenge_id)
        async with self._db.read() as conn:
            return list((await conn.scalars(query.order_by(jury.c.member_id))).all())

    async def toggle_juror(self, challenge: Challenge, member_id: int) -> bool | None:
        """Take a member into the jury or out of it; whether they are in it now, None once the
        poll is asked or it is over."""
        free = select(challenges.c.id).where(
            challenges.c.id == challenge.id,
            challenges.c.asked_at.is_(None),
            challenges.c.phase.in_(("draft", "collect", "discuss", "vote")),
        )
        mine = jury.c.challenge_id == challenge.id, jury.c.member_id == member_id
        async with self._db.write() as conn:
            if await conn.scalar(free.with_for_update()) is None:
                return None
            if (await conn.execute(delete(jury).where(*mine))).rowcount:
                return False
            await conn.execute(insert(jury).values(challenge_id=challenge.id, member_id=member_id))
            return True


async def _add(conn: AsyncConnection, challenge: Challenge, idea_id: int, position: int) -> None:
    values = {"challenge_id": challenge.id, "idea_id": idea_id, "position": position}
    await conn.execute(insert(finalists).values(values))
