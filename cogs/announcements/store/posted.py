"""When announcements went out, in the database."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import case, func, insert, select, update

from storage.database import Database

from ..model import Announcement, Balance, Posting
from ..tables import announcements, letters, postings

_POSTING = select(postings)


class Posted:
    """Each time that one went out."""

    _db: Database

    async def post(
        self, of: Announcement, period: str, due_at: int, now: int, state: str,
        to: Collection[int] = (),
    ) -> Posting | None:  # fmt: skip
        """Note that it goes out, with everybody it is sent to, in one step; what was noted before
        stays as it is. None when it was taken back meanwhile."""
        live = select(announcements.c.id).where(
            announcements.c.id == of.id, announcements.c.state != "recalled"
        )
        made = (
            self._db.insert(postings)
            .values(
                announcement_id=of.id,
                community_id=of.community_id,
                period=period,
                due_at=due_at,
                at=now,
                selling=of.selling,
                state=state,
            )
            .on_conflict_do_nothing()
            .returning(postings.c.id)
        )
        async with self._db.write() as conn:
            if (await conn.execute(live.with_for_update())).first() is None:
                return None
            number = (await conn.execute(made)).scalar_one_or_none()
            if number is not None and to:
                rows = [
                    {"posting_id": number, "member_id": m, "state": "waiting", "due_at": now}
                    for m in to
                ]
                await conn.execute(insert(letters), rows)
            here = postings.c.announcement_id == of.id, postings.c.period == period
            return Posting(*(await conn.execute(_POSTING.where(*here))).one())

    async def posting(self, community_id: int, id_: int) -> Posting | None:
        """One posting."""
        here = postings.c.community_id == community_id, postings.c.id == id_
        async with self._db.read() as conn:
            row = (await conn.execute(_POSTING.where(*here))).one_or_none()
            return Posting(*row) if row else None

    async def postings(self, announcement_id: int) -> list[Posting]:
        """All postings of an announcement, the newest first."""
        query = _POSTING.where(postings.c.announcement_id == announcement_id)
        async with self._db.read() as conn:
            rows = await conn.execute(query.order_by(postings.c.id.desc()))
            return [Posting(*row) for row in rows]

    async def allowed(self) -> list[Posting]:
        """What was missed and is to go out after all, of all communities."""
        async with self._db.read() as conn:
            rows = await conn.execute(_POSTING.where(postings.c.state == "allowed"))
            return [Posting(*row) for row in rows]

    async def settle(
        self, id_: int, states: Collection[str], state: str, at: int | None = None
    ) -> bool:
        """Another state, only from one of these: for exactly one caller."""
        values: dict[str, Any] = {"state": state} | ({"at": at} if at is not None else {})
        here = postings.c.id == id_, postings.c.state.in_(list(states))
        async with self._db.write() as conn:
            return (await conn.execute(update(postings).where(*here).values(values))).rowcount == 1

    async def add_letters(self, posting_id: int, to: Collection[int], now: int) -> None:
        """Everybody a missed posting is sent to after all."""
        rows = [
            {"posting_id": posting_id, "member_id": m, "state": "waiting", "due_at": now}
            for m in to
        ]
        if rows:
            async with self._db.write() as conn:
                await conn.execute(self._db.insert(letters).on_conflict_do_nothing(), rows)

    async def balance(self, community_id: int, since: int) -> Balance:
        """What went out since then."""
        query = select(
            func.coalesce(func.sum(case((postings.c.selling, 1), else_=0)), 0), func.count()
        ).where(
            postings.c.community_id == community_id,
            postings.c.at >= since,
            postings.c.state == "posted",
        )
        async with self._db.read() as conn:
            selling, total = (await conn.execute(query)).one()
            return Balance(int(selling), total)

    async def count(self, community_id: int, start: int, end: int) -> int:
        """Postings that went out in [start, end)."""
        here = (
            postings.c.community_id == community_id,
            postings.c.at >= start,
            postings.c.at < end,
            postings.c.state == "posted",
        )
        async with self._db.read() as conn:
            return await conn.scalar(select(func.count()).where(*here)) or 0
