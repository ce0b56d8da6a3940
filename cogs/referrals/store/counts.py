"""How often codes were used, and by whom."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from storage.database import Database

from ..model import Code, Kind, Use
from ..tables import codes, uses

_USES = select(uses)


class Counts:
    """Looks at codes and their uses, and changes nothing."""

    _db: Database

    async def came_through(self, community_id: int, member_id: int) -> list[Use]:
        """Everybody whom a member brought, the first one first."""
        own = select(codes.c.id).where(
            codes.c.community_id == community_id, codes.c.member_id == member_id
        )
        async with self._db.read() as conn:
            rows = await conn.execute(_USES.where(uses.c.code_id.in_(own)).order_by(uses.c.at))
            return [Use(*row) for row in rows]

    async def named(self, community_id: int, since: int = 0) -> dict[int, int]:
        """Members who agree to be shown, with how many they brought who agree to that, the most
        first; only those who brought somebody since then."""
        brought = func.count()
        query = (
            select(codes.c.member_id, brought)
            .join_from(codes, uses, codes.c.id == uses.c.code_id)
            .where(
                codes.c.community_id == community_id,
                codes.c.member_id.is_not(None),
                codes.c.shown,
                uses.c.agreed,
            )
            .group_by(codes.c.member_id)
            .having(func.max(uses.c.at) >= since)
            .order_by(brought.desc(), codes.c.member_id)
            .limit(25)
        )
        async with self._db.read() as conn:
            return {row[0]: row[1] for row in await conn.execute(query)}

    async def listed(self, community_id: int, kinds: Sequence[Kind]) -> list[tuple[Code, int]]:
        """Codes with how often they were used, the most used first."""
        used = func.count(uses.c.member_id)
        query = (
            select(codes, used)
            .join_from(codes, uses, codes.c.id == uses.c.code_id, isouter=True)
            .where(codes.c.community_id == community_id, codes.c.kind.in_(list(kinds)))
            .group_by(*codes.c)
            .order_by(used.desc(), codes.c.id)
            .limit(25)
        )
        async with self._db.read() as conn:
            return [(Code(*row[:-1]), row[-1]) for row in await conn.execute(query)]

    async def count(self, community_id: int, start: int, end: int) -> int:
        """People who were brought by a friend in [start, end)."""
        query = (
            select(func.count())
            .join_from(uses, codes, codes.c.id == uses.c.code_id)
            .where(
                uses.c.community_id == community_id,
                uses.c.at >= start,
                uses.c.at < end,
                codes.c.kind == "friend",
            )
        )
        async with self._db.read() as conn:
            return await conn.scalar(query) or 0

    async def brought(self, community_id: int) -> dict[int, int]:
        """How many somebody brought, by member."""
        query = (
            select(codes.c.member_id, func.count())
            .join_from(uses, codes, codes.c.id == uses.c.code_id)
            .where(codes.c.community_id == community_id, codes.c.member_id.is_not(None))
            .group_by(codes.c.member_id)
        )
        async with self._db.read() as conn:
            return {m: n for m, n in await conn.execute(query) if m is not None}

    async def labels(self, community_id: int, kind: Kind) -> dict[int, frozenset[str]]:
        """What the codes stand for that members used, by member."""
        query = (
            select(uses.c.member_id, codes.c.label)
            .join_from(uses, codes, codes.c.id == uses.c.code_id)
            .where(uses.c.community_id == community_id, codes.c.kind == kind)
        )
        found: dict[int, frozenset[str]] = {}
        async with self._db.read() as conn:
            for member, label in await conn.execute(query):
                found[member] = found.get(member, frozenset()) | {label or "friend"}
        return found
