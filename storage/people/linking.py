"""Two accounts of one person: a one-time code joins them, so that they count once."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import RowMapping, Table, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database
from ..rollups import hold_rollups, recount_member, uncount_members
from ..tables import (
    accounts,
    audit,
    left_out,
    link_codes,
    members,
    mentions,
    messages,
    movements,
    overrides,
    reactions,
    tasks,
)

LINKED = "core.linked"
"""The task that tells the cogs of a link: kept with the link itself, so that neither is alone."""

PATIENCE_MS = 30_000
"""So long whoever redeems the code has to tell the cogs; then the task does."""

# without I, L, O, 0 and 1, which people mix up
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH = 8
_REPOINTED: tuple[tuple[Table, str], ...] = (
    (accounts, "member_id"),
    (movements, "member_id"),
    (messages, "member_id"),
    (messages, "reply_member_id"),
    (mentions, "member_id"),
    (mentions, "target_id"),
    (reactions, "member_id"),
    (reactions, "target_id"),
    (audit, "actor_member_id"),
    (overrides, "by_member_id"),
)


class Linking:
    """The part of People about one person with several accounts."""

    _db: Database

    async def make_link_code(
        self, community_id: int, member_id: int, now: int, ttl_ms: int = 600_000
    ) -> str:
        """A code for the other account to say; an earlier one of the member no longer counts."""
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
        async with self._db.write() as connection:
            await connection.execute(
                delete(link_codes).where(
                    or_(link_codes.c.member_id == member_id, link_codes.c.expires_at <= now)
                )
            )
            await connection.execute(
                insert(link_codes).values(
                    code_hash=_hash(code),
                    community_id=community_id,
                    member_id=member_id,
                    expires_at=now + ttl_ms,
                )
            )
        return code

    async def use_link_code(
        self, code: str, account_member_id: int, now: int
    ) -> tuple[int, int] | None:
        """Merge the member who made the code with the one who says it: (kept, gone).

        The older member stays. None when the code is unknown, used, expired, one's own or of
        another community. Cogs must repoint their own tables from gone to kept.
        """
        async with self._db.write() as connection:
            await hold_rollups(self._db, connection)
            made = link_codes.c.code_hash == _hash(code.strip().upper())
            offer = (
                (
                    await connection.execute(
                        select(link_codes).where(made, link_codes.c.expires_at > now)
                    )
                )
                .mappings()
                .one_or_none()
            )
            if offer is None or offer["member_id"] == account_member_id:
                return None
            pair = await _pair(connection, offer, account_member_id)
            if pair is None:
                return None
            # whoever deletes the row has the code; another replica finds nothing
            if (await connection.execute(delete(link_codes).where(made))).rowcount == 0:
                return None
            kept, gone = pair
            await self._merge(connection, kept, gone)
            await connection.execute(
                insert(tasks).values(
                    community_id=offer["community_id"], task=LINKED, key=f"{LINKED}:{gone}",
                    data={"kept": kept, "gone": gone}, due_at=now + PATIENCE_MS, state="waiting",
                    attempts=0, created_at=now,
                )
            )  # fmt: skip
            return kept, gone

    async def _merge(self, connection: AsyncConnection, kept: int, gone: int) -> None:
        await uncount_members(self._db, connection, [kept, gone])
        await _drop_twins(connection, kept, gone)
        for table, column in _REPOINTED:
            await connection.execute(
                update(table).where(table.c[column] == gone).values({column: kept})
            )
        locale = select(members.c.locale).where(members.c.id == gone).scalar_subquery()
        await connection.execute(
            update(members)
            .where(members.c.id == kept)
            .values(locale=func.coalesce(members.c.locale, locale))
        )
        await connection.execute(delete(link_codes).where(link_codes.c.member_id.in_((kept, gone))))
        await connection.execute(delete(members).where(members.c.id == gone))
        await recount_member(self._db, connection, kept, gone)


async def _drop_twins(connection: AsyncConnection, kept: int, gone: int) -> None:
    """What both accounts have said stays once; who asked with one of them to be left out is."""
    for table, column, others in (
        (mentions, "target_id", ("space_id", "native_id")),
        (reactions, "member_id", ("space_id", "native_id", "emoji")),
        (left_out, "member_id", ()),
    ):
        twin = table.alias()
        same = exists().where(
            twin.c[column] == kept, *(twin.c[name] == table.c[name] for name in others)
        )
        await connection.execute(delete(table).where(table.c[column] == gone, same))
    await connection.execute(
        update(left_out).where(left_out.c.member_id == gone).values(member_id=kept)
    )


async def _pair(
    connection: AsyncConnection, offer: RowMapping, other_id: int
) -> tuple[int, int] | None:
    """(older, younger) of the two members, or None when they cannot be merged."""
    query = (
        select(members.c.id)
        .where(
            and_(
                members.c.id.in_((offer["member_id"], other_id)),
                members.c.community_id == offer["community_id"],
                members.c.erased_at.is_(None),
            )
        )
        .order_by(members.c.created_at, members.c.id)
        .with_for_update()
    )
    found = list(await connection.scalars(query))
    return (found[0], found[1]) if len(found) == 2 else None


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
