"""Counts what is kept of a group of accounts, to compare with what was handed in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from .database import Database
from .tables import accounts, messages, movements


@dataclass(frozen=True, slots=True)
class Census:
    """Rows of the accounts counted."""

    messages: int
    joins: int
    leaves: int
    people: int


async def census(db: Database, platform: str, prefix: str) -> Census:
    """Count for all accounts of a platform whose native id starts with `prefix`."""
    members = (
        select(accounts.c.member_id)
        .where(accounts.c.platform == platform, accounts.c.native_id.startswith(prefix))
        .distinct()
    )
    written = select(func.count()).where(messages.c.member_id.in_(members))
    moved = select(movements.c.kind, func.count().label("number")).where(
        movements.c.member_id.in_(members)
    )
    async with db.read() as connection:
        people = await connection.scalar(select(func.count()).select_from(members.subquery()))
        count = await connection.scalar(written)
        kinds = (await connection.execute(moved.group_by(movements.c.kind))).all()
    by_kind = {str(row.kind): int(row.number) for row in kinds}
    return Census(count or 0, by_kind.get("joined", 0), by_kind.get("left", 0), people or 0)
