"""Saved segments in the database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from storage.database import Database

from .logic import key_of
from .tables import segments


@dataclass(frozen=True, slots=True)
class Saved:
    """A condition under a name; `by_member_id` None when who saved it is forgotten."""

    name: str
    condition: str
    by_member_id: int | None
    saved_at: int


class SegmentStore:
    """By community and name."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def find(self, community_id: int, name: str) -> Saved | None:
        """The segment with that name, in any case."""
        query = _SAVED.where(_called(community_id, name))
        async with self._db.read() as connection:
            row = (await connection.execute(query)).one_or_none()
            return Saved(*row) if row is not None else None

    async def all(self, community_id: int) -> list[Saved]:
        """All of a community, by name."""
        query = _SAVED.where(segments.c.community_id == community_id).order_by(segments.c.key)
        async with self._db.read() as connection:
            return [Saved(*row) for row in await connection.execute(query)]

    async def count(self, community_id: int) -> int:
        """How many there are."""
        query = select(func.count()).where(segments.c.community_id == community_id)
        async with self._db.read() as connection:
            return await connection.scalar(query) or 0

    async def save(self, community_id: int, saved: Saved) -> None:
        """Keep one; the former with that name is replaced."""
        values = {
            "name": saved.name,
            "condition": saved.condition,
            "by_member_id": saved.by_member_id,
            "saved_at": saved.saved_at,
        }
        insert = self._db.insert(segments).values(
            community_id=community_id, key=key_of(saved.name), **values
        )
        async with self._db.write() as connection:
            await connection.execute(
                insert.on_conflict_do_update(
                    index_elements=[segments.c.community_id, segments.c.key], set_=values
                )
            )

    async def remove(self, community_id: int, name: str) -> bool:
        """Forget one; False when there is none."""
        async with self._db.write() as connection:
            gone = await connection.execute(delete(segments).where(_called(community_id, name)))
            return gone.rowcount > 0

    async def repoint(self, member_id: int, to: int | None) -> None:
        """What one member saved was saved by another, or by nobody who is known."""
        async with self._db.write() as connection:
            await connection.execute(
                update(segments).where(segments.c.by_member_id == member_id).values(by_member_id=to)
            )


_SAVED = select(segments.c.name, segments.c.condition, segments.c.by_member_id, segments.c.saved_at)


def _called(community_id: int, name: str) -> ColumnElement[bool]:
    return and_(segments.c.community_id == community_id, segments.c.key == key_of(name))
