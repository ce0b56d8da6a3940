"""Arrivals and public greetings in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Table, delete, func, insert, select, union, union_all, update

from storage.database import Database

from ...tables import arrivals, awaited, notes
from .notes import GONE, Notes, Waiting

CHUNK = 500
# each kind of greeting, and its column that says when it was done
_KINDS = ((arrivals, arrivals.c.greeted_at), (notes, notes.c.sent_at))


def _their(table: Table, space_id: int, member_id: int) -> tuple[ColumnElement[bool], ...]:
    return (table.c.space_id == space_id, table.c.member_id == member_id)


class ArrivalStore(Notes):
    """All SQL of the greetings."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # ---- public greetings

    async def came(
        self,
        community_id: int,
        space_id: int,
        member_id: int,
        at: int,
        *,
        returning: bool = False,
        public: bool = False,
        private: bool = False,
    ) -> None:
        """Someone waits for a greeting of either kind, for both or for none; in the same step their
        first message is no longer awaited."""
        here = {"community_id": community_id, "space_id": space_id, "member_id": member_id}
        row = {**here, "at": at, "back": returning}
        async with self._db.write() as conn:
            await conn.execute(delete(awaited).where(*_their(awaited, space_id, member_id)))
            if public:
                await conn.execute(insert(arrivals).values(row))
            if private:
                await conn.execute(insert(notes).values(**row, due_at=at))

    async def noticed(self, space_id: int, member_id: int, since: int) -> tuple[bool, bool]:
        """Whether it was noted since then that they came, and not that they left again: for a
        common greeting, and for a private one."""
        async with self._db.read() as conn:
            rows = [
                await conn.execute(
                    select(table.c.id)
                    .where(*_their(table, space_id, member_id), table.c.at >= since, *still)
                    .where(table.c.post.is_distinct_from(GONE))
                    .limit(1)
                )
                for table, still in ((arrivals, [arrivals.c.left_at.is_(None)]), (notes, []))
            ]
        public, private = (found.first() is not None for found in rows)
        return public, private

    async def came_back(self, space_id: int, member_id: int, since: int) -> bool:
        """Whether they have come back, and were or will be greeted for it, since then."""
        found = [
            select(table.c.id).where(
                *_their(table, space_id, member_id), table.c.back, table.c.at > since
            )
            for table in (arrivals, notes)
        ]
        async with self._db.read() as conn:
            return (await conn.execute(union_all(*found).limit(1))).first() is not None

    async def naming(self, member_id: int) -> list[tuple[int, str]]:
        """(community, post) of the greetings to somebody."""
        found = [
            select(table.c.community_id, table.c.post).where(
                table.c.member_id == member_id, table.c.post != GONE
            )
            for table in (arrivals, notes)
        ]
        async with self._db.read() as conn:
            return [(c, post) for c, post in await conn.execute(union(*found))]

    async def oldest(self, space_id: int) -> int | None:
        """Since when the first of those waits who have not been greeted yet."""
        query = select(func.min(arrivals.c.at)).where(
            arrivals.c.space_id == space_id, arrivals.c.greeted_at.is_(None)
        )
        async with self._db.read() as conn:
            at: int | None = await conn.scalar(query)
            return at

    async def waiting(self, space_id: int) -> list[Waiting]:
        """Who has not been greeted yet, the longest waiting first."""
        c = arrivals.c
        query = (
            select(c.id, c.member_id, c.at, c.back)
            .where(c.space_id == space_id, c.greeted_at.is_(None))
            .order_by(c.id)
        )
        async with self._db.read() as conn:
            return [Waiting(*row) for row in await conn.execute(query)]

    async def posted_since(self, space_id: int, since: int) -> list[int]:
        """When greetings were posted or sent since then, oldest first."""
        public = (
            select(func.min(arrivals.c.greeted_at))
            .where(
                arrivals.c.space_id == space_id,
                arrivals.c.greeted_at > since,
                arrivals.c.post != GONE,
            )
            .group_by(arrivals.c.post)
        )
        private = select(notes.c.sent_at).where(
            notes.c.space_id == space_id, notes.c.sent_at > since, notes.c.post != GONE
        )
        async with self._db.read() as conn:
            found = [*(await conn.scalars(public)), *(await conn.scalars(private))]
        return sorted(at for at in found if at is not None)

    async def greeted(self, ids: Sequence[int], post: str, now: int) -> None:
        """These people share the greeting `post`."""
        async with self._db.write() as conn:
            for start in range(0, len(ids), CHUNK):
                await conn.execute(
                    update(arrivals)
                    .where(arrivals.c.id.in_(ids[start : start + CHUNK]))
                    .values(greeted_at=now, post=post)
                )

    async def sharing(self, post: str) -> list[Waiting]:
        """Who is still named by a greeting."""
        c = arrivals.c
        query = (
            select(c.id, c.member_id, c.at, c.back)
            .where(c.post == post, c.left_at.is_(None))
            .order_by(c.id)
        )
        async with self._db.read() as conn:
            return [Waiting(*row) for row in await conn.execute(query)]

    async def expire(self, space_id: int, before: int, now: int) -> None:
        """Who came before then is no newcomer any more."""
        async with self._db.write() as conn:
            for table, done in _KINDS:
                late = (table.c.space_id == space_id, done.is_(None), table.c.at < before)
                await conn.execute(update(table).where(*late).values({done: now, "post": GONE}))

    # ---- first messages

    async def wait_for(
        self, community_id: int, space_id: int, member_id: int, at: int, *, returning: bool
    ) -> None:
        """Greet them at their first message."""
        row = {"community_id": community_id, "space_id": space_id, "member_id": member_id}
        added = self._db.insert(awaited).values(**row, at=at, back=returning)
        async with self._db.write() as conn:
            await conn.execute(added.on_conflict_do_nothing())

    async def awaited(self) -> set[tuple[int, int]]:
        """(space, member) of all whose first message is awaited."""
        async with self._db.read() as conn:
            rows = await conn.execute(select(awaited.c.space_id, awaited.c.member_id))
            return {(space_id, member_id) for space_id, member_id in rows}

    async def was_back(self, space_id: int, member_id: int) -> bool | None:
        """Whether somebody whose first message is awaited had been here before; None when it is not
        awaited."""
        query = select(awaited.c.back).where(*_their(awaited, space_id, member_id))
        async with self._db.read() as conn:
            found: bool | None = await conn.scalar(query)
            return found

    # ---- leaving

    async def left(self, space_id: int, member_id: int, now: int, since: int) -> list[str]:
        """They left: whoever waits is not greeted any more. Returns the greetings since then that
        name them."""
        posts: set[str] = set()
        async with self._db.write() as conn:
            await conn.execute(delete(awaited).where(*_their(awaited, space_id, member_id)))
            for table, done in _KINDS:
                theirs = _their(table, space_id, member_id)
                recent = select(table.c.post).where(*theirs, done >= since, table.c.post != GONE)
                posts.update(await conn.scalars(recent))
                await conn.execute(
                    update(table)
                    .where(*theirs, done.is_(None))
                    .values({done.name: now, "post": GONE})
                )
            named = _their(arrivals, space_id, member_id)
            await conn.execute(
                update(arrivals).where(*named, arrivals.c.post.in_(posts)).values(left_at=now)
            )
        return sorted(posts)

    async def count(self, community_id: int, start: int, end: int) -> int:
        """People greeted in [start, end)."""
        greeted = [
            select(table.c.member_id).where(
                table.c.community_id == community_id,
                done >= start,
                done < end,
                table.c.post != GONE,
            )
            for table, done in _KINDS
        ]
        async with self._db.read() as conn:
            return (
                await conn.scalar(select(func.count()).select_from(union(*greeted).subquery())) or 0
            )

    async def newest_posts(self, since: int) -> list[tuple[int, int, str, bool]]:
        """(community, space, post, private) of the greetings since then."""
        found: list[tuple[int, int, str, bool]] = []
        async with self._db.read() as conn:
            for table, done in _KINDS:
                c = table.c
                query = (
                    select(c.community_id, c.space_id, c.post)
                    .where(done >= since, c.post != GONE)
                    .distinct()
                )
                rows = await conn.execute(query)
                found += [(*row, table is notes) for row in rows]
        return found

    async def spaces_waiting(self) -> list[tuple[int, int]]:
        """(community, space) where somebody waits for a greeting."""
        waiting = [
            select(table.c.community_id, table.c.space_id).where(done.is_(None))
            for table, done in _KINDS
        ]
        async with self._db.read() as conn:
            return [(c, s) for c, s in await conn.execute(union(*waiting))]
