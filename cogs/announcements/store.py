"""Announcements in the database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import case, delete, func, insert, select, update

from storage.database import Database

from .model import Announcement, Balance, Posting
from .tables import announcements, letters, postings

_POSTING = select(postings)


class AnnouncementStore:
    """What is written, planned and posted."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(self, **values: Any) -> Announcement:
        """A new draft."""
        made = insert(announcements).values(state="draft", **values).returning(*announcements.c)
        async with self._db.write() as conn:
            return _read((await conn.execute(made)).mappings().one())

    async def get(self, community_id: int, id_: int) -> Announcement | None:
        """One announcement of that community."""
        here = announcements.c.community_id == community_id, announcements.c.id == id_
        async with self._db.read() as conn:
            row = (await conn.execute(select(announcements).where(*here))).mappings().one_or_none()
            return _read(row) if row else None

    async def by_id(self, id_: int) -> Announcement | None:
        """One announcement, for a task of ours."""
        async with self._db.read() as conn:
            query = select(announcements).where(announcements.c.id == id_)
            row = (await conn.execute(query)).mappings().one_or_none()
            return _read(row) if row else None

    async def change(self, id_: int, states: Collection[str], **values: Any) -> Announcement | None:
        """Other values, only while it is in one of these states: of two who act at once, one
        finds None."""
        here = announcements.c.id == id_, announcements.c.state.in_(list(states))
        changed = update(announcements).where(*here).values(**values).returning(*announcements.c)
        async with self._db.write() as conn:
            row = (await conn.execute(changed)).mappings().one_or_none()
            return _read(row) if row else None

    async def take_change(self, id_: int, text: str) -> Announcement | None:
        """Its new words become its words, once, and only those that were looked at."""
        here = announcements.c.id == id_, announcements.c.change == text
        changed = (
            update(announcements)
            .where(*here)
            .values(text=text, change=None, changed_by=None)
            .returning(*announcements.c)
        )
        async with self._db.write() as conn:
            row = (await conn.execute(changed)).mappings().one_or_none()
            return _read(row) if row else None

    async def listed(self, community_id: int, states: Collection[str]) -> list[Announcement]:
        """All of these states, the newest first."""
        query = (
            select(announcements)
            .where(
                announcements.c.community_id == community_id,
                announcements.c.state.in_(list(states)),
            )
            .order_by(announcements.c.id.desc())
            .limit(25)
        )
        async with self._db.read() as conn:
            return [_read(row) for row in (await conn.execute(query)).mappings()]

    async def planned(self) -> list[Announcement]:
        """Every announcement that is still to come, of all communities."""
        query = select(announcements).where(announcements.c.state == "planned")
        async with self._db.read() as conn:
            return [_read(row) for row in (await conn.execute(query)).mappings()]

    async def prune_drafts(self, before: int) -> None:
        """Drafts that nobody handed in."""
        old = announcements.c.state.in_(["draft", "discarded"]), announcements.c.created_at < before
        async with self._db.write() as conn:
            await conn.execute(delete(announcements).where(*old))

    # ---- postings

    async def post(
        self, of: Announcement, period: str, due_at: int, now: int, state: str,
        to: Collection[int] = (),
    ) -> Posting:  # fmt: skip
        """Note that it goes out, with everybody it is sent to, in one step; what was noted before
        stays as it is."""
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

    # ---- letters

    async def waiting(self, posting_id: int, now: int, limit: int) -> list[int]:
        """Who is to be written to now."""
        query = (
            select(letters.c.member_id)
            .where(
                letters.c.posting_id == posting_id,
                letters.c.state == "waiting",
                letters.c.due_at <= now,
            )
            .order_by(letters.c.member_id)
            .limit(limit)
        )
        async with self._db.read() as conn:
            return [member for (member,) in await conn.execute(query)]

    async def next_letter(self, posting_id: int) -> int | None:
        """When the next one of a posting is due; None when all is sent."""
        query = select(func.min(letters.c.due_at)).where(
            letters.c.posting_id == posting_id, letters.c.state == "waiting"
        )
        async with self._db.read() as conn:
            found: int | None = await conn.scalar(query)
            return found

    async def sort(self, posting_id: int, member_id: int, state: str, due_at: int) -> None:
        """What became of one letter."""
        here = (
            letters.c.posting_id == posting_id,
            letters.c.member_id == member_id,
            letters.c.state == "waiting",
        )
        async with self._db.write() as conn:
            await conn.execute(update(letters).where(*here).values(state=state, due_at=due_at))

    async def tally(self, posting_id: int) -> dict[str, int]:
        """Letters of a posting by their state."""
        query = (
            select(letters.c.state, func.count())
            .where(letters.c.posting_id == posting_id)
            .group_by(letters.c.state)
        )
        async with self._db.read() as conn:
            return {row[0]: row[1] for row in await conn.execute(query)}

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one, who is written to once."""
        twice = select(letters.c.posting_id).where(letters.c.member_id == kept)
        async with self._db.write() as conn:
            await conn.execute(
                delete(letters).where(letters.c.member_id == gone, letters.c.posting_id.in_(twice))
            )
            await conn.execute(
                update(letters).where(letters.c.member_id == gone).values(member_id=kept)
            )
            for column in (
                announcements.c.member_id,
                announcements.c.changed_by,
                announcements.c.approved_by,
            ):
                await conn.execute(
                    update(announcements).where(column == gone).values({column: kept})
                )

    async def erase(self, member_id: int) -> None:
        """What somebody wrote for the community stays, without their name; what was sent to
        them is forgotten."""
        async with self._db.write() as conn:
            await conn.execute(delete(letters).where(letters.c.member_id == member_id))
            for column in (
                announcements.c.member_id,
                announcements.c.changed_by,
                announcements.c.approved_by,
            ):
                await conn.execute(
                    update(announcements).where(column == member_id).values({column: None})
                )


def _read(row: Any) -> Announcement:
    values = dict(row)
    spaces: Sequence[int] | None = values.pop("spaces")
    return Announcement(**values, spaces=tuple(spaces) if spaces is not None else None)
