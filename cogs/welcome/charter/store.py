"""Charters and who accepted them, in the database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from storage.database import Database

from ..tables import acceptances, asked, charters


@dataclass(frozen=True, slots=True)
class Charter:
    """The charter as it is. Who accepted the version `needs` or a later one need not be asked;
    an empty text means that there is none any more."""

    version: int
    text: str
    needs: int
    at: int
    by_setting: bool


class CharterStore:
    """All SQL of the charter."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def latest(self, community_id: int) -> Charter | None:
        """The newest version."""
        here = charters.c.community_id == community_id
        asking = select(func.max(charters.c.version)).where(here, charters.c.asks)
        query = (
            select(
                charters.c.version,
                charters.c.text,
                func.coalesce(asking.scalar_subquery(), 1),
                charters.c.at,
                charters.c.by_setting,
            )
            .where(here)
            .order_by(charters.c.version.desc())
            .limit(1)
        )
        async with self._db.read() as conn:
            row = (await conn.execute(query)).first()
            return Charter(*row) if row is not None else None

    async def add(
        self,
        community_id: int,
        version: int,
        text: str,
        now: int,
        *,
        asks: bool,
        author_id: int | None = None,
        by_setting: bool = False,
    ) -> bool:
        """False when somebody else has written that version meanwhile."""
        values = {"community_id": community_id, "version": version, "text": text, "at": now}
        row = insert(charters).values(
            **values, asks=asks, author_id=author_id, by_setting=by_setting
        )
        try:
            async with self._db.write() as conn:
                await conn.execute(row)
        except IntegrityError:
            return False
        return True

    # ---- accepting

    async def accept(self, community_id: int, member_id: int, version: int, now: int) -> int:
        """When they accepted that version: now, or earlier."""
        here = (acceptances.c.member_id == member_id, acceptances.c.version == version)
        row = self._db.insert(acceptances).values(
            member_id=member_id, version=version, community_id=community_id, at=now
        )
        async with self._db.write() as conn:
            await conn.execute(row.on_conflict_do_nothing())
            at: int = (await conn.execute(select(acceptances.c.at).where(*here))).scalar_one()
            return at

    async def accepted(self, member_id: int) -> tuple[int, int] | None:
        """The newest version that they accepted, and when."""
        query = (
            select(acceptances.c.version, acceptances.c.at)
            .where(acceptances.c.member_id == member_id)
            .order_by(acceptances.c.version.desc())
            .limit(1)
        )
        async with self._db.read() as conn:
            row = (await conn.execute(query)).first()
            return (row[0], row[1]) if row is not None else None

    async def counts(self, community_id: int) -> list[tuple[int, int, int]]:
        """(version, since when, how many have accepted it and no later one), the newest first."""
        newest = (
            select(func.max(acceptances.c.version).label("version"))
            .where(acceptances.c.community_id == community_id)
            .group_by(acceptances.c.member_id)
            .subquery()
        )
        query = (
            select(charters.c.version, charters.c.at, func.count(newest.c.version))
            .outerjoin(newest, newest.c.version == charters.c.version)
            .where(charters.c.community_id == community_id, charters.c.text != "")
            .group_by(charters.c.version, charters.c.at)
            .order_by(charters.c.version.desc())
        )
        async with self._db.read() as conn:
            return [(v, at, n) for v, at, n in await conn.execute(query)]

    # ---- asking

    async def ask(
        self, member_id: int, version: int, now: int, *, every: int, most: int
    ) -> int | None:
        """Note that they are asked now: the how manieth time it is. None when it is too soon
        (`every` milliseconds), or they were asked `most` times."""
        row = self._db.insert(asked).values(member_id=member_id, version=version, times=1, at=now)
        again = row.on_conflict_do_update(
            index_elements=[asked.c.member_id, asked.c.version],
            set_={"times": asked.c.times + 1, "at": now},
            where=(asked.c.at <= now - every) & (asked.c.times < most),
        ).returning(asked.c.times)
        async with self._db.write() as conn:
            times: int | None = await conn.scalar(again)
            return times
