"""Members, their accounts on the platforms, and what they may do in a space."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, false, func, or_, select, update
from sqlalchemy.dialects import sqlite

from ..database import Database, Insert
from ..rollups import hold_rollups, recount_presence
from ..tables import accounts, channels, members, memberships, messages
from .rows import AccountRow, ChannelRow, MemberRow

_joined_at = (
    select(func.min(memberships.c.joined_at))
    .where(memberships.c.account_id == accounts.c.id)
    .scalar_subquery()
)
MEMBER = select(
    members.c.id,
    members.c.community_id,
    members.c.name,
    members.c.locale,
    _joined_at.label("joined_at"),
    accounts.c.platform,
    accounts.c.native_id,
    accounts.c.id.label("account_id"),
    accounts.c.name.label("account_name"),
    accounts.c.username,
    accounts.c.is_bot,
    accounts.c.seen_at,
).join_from(accounts, members)
_LATEST_LAST = (accounts.c.seen_at, accounts.c.id)
# Asked for with nearly every event: to build one takes longer than to run it.
_BY_ACCOUNT = MEMBER.where(
    accounts.c.community_id == bindparam("community"),
    accounts.c.platform == bindparam("of"),
    accounts.c.native_id == bindparam("native"),
)
_BY_ID = MEMBER.where(members.c.id.in_(bindparam("ids", expanding=True))).order_by(
    members.c.id, *_LATEST_LAST
)
_LEVELS = select(memberships.c.space_id, memberships.c.account_id, memberships.c.level).where(
    memberships.c.account_id.in_(bindparam("ids", expanding=True))
)
_OWNERS = select(accounts.c.id, accounts.c.member_id).where(
    accounts.c.id.in_(bindparam("ids", expanding=True))
)


def _membership(insert: Insert) -> sqlite.Insert:
    statement = insert(memberships)
    return statement.on_conflict_do_update(
        index_elements=[memberships.c.space_id, memberships.c.account_id],
        set_={"level": statement.excluded.level},
    )


class Members:
    """The part of People about who."""

    _db: Database

    async def by_account(
        self, community_id: int, platform: str, native_id: str
    ) -> MemberRow | None:
        """The member behind an account, if we met them."""
        of = {"community": community_id, "of": platform, "native": native_id}
        async with self._db.read() as connection:
            row = (await connection.execute(_BY_ACCOUNT, of)).mappings().one_or_none()
            return MemberRow(**row) if row else None

    async def find(self, community_id: int, platform: str, words: str) -> MemberRow | None:
        """The one whose user name, native id or display name is exactly that, in any case."""
        named = words.casefold()
        columns = (accounts.c.username, accounts.c.native_id, accounts.c.name)
        query = (
            MEMBER.where(
                accounts.c.community_id == community_id,
                accounts.c.platform == platform,
                or_(*(func.lower(column) == named for column in columns)),
            )
            .order_by(accounts.c.seen_at.desc(), accounts.c.id)
            .limit(1)
        )
        async with self._db.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
            return MemberRow(**row) if row else None

    async def latest_community(self, platform: str, native_id: str) -> int | None:
        """Where an account was seen last."""
        query = (
            select(accounts.c.community_id)
            .where(accounts.c.platform == platform, accounts.c.native_id == native_id)
            .order_by(accounts.c.seen_at.desc(), accounts.c.id.desc())
            .limit(1)
        )
        async with self._db.read() as connection:
            found: int | None = await connection.scalar(query)
            return found

    async def member(self, member_id: int) -> MemberRow | None:
        """One by id; None when erased or merged into another."""
        return (await self.members([member_id])).get(member_id)

    async def members(self, ids: Sequence[int]) -> dict[int, MemberRow]:
        """Those that still exist, by id."""
        return await self._found(_BY_ID, {"ids": list(ids)})

    async def accounts(self, member_id: int) -> list[AccountRow]:
        """A member's accounts, the first one first."""
        query = select(accounts).where(accounts.c.member_id == member_id).order_by(accounts.c.id)
        async with self._db.read() as connection:
            return [AccountRow(**row) for row in (await connection.execute(query)).mappings()]

    async def erased(self, ids: Sequence[int]) -> dict[int, int]:
        """Those who asked to be forgotten, and when they were."""
        query = select(members.c.id, members.c.erased_at).where(
            members.c.id.in_(list(ids)), members.c.erased_at.is_not(None)
        )
        async with self._db.read() as connection:
            return {row.id: row.erased_at for row in await connection.execute(query)}

    async def set_level(self, space_id: int, account_id: int, level: int) -> None:
        """What the platform says the account may do in a space."""
        await self.set_levels({(space_id, account_id): level})

    async def set_levels(self, levels: Mapping[tuple[int, int], int]) -> None:
        """The same for several, by space and account; accounts that are gone are left out."""
        whose = {"ids": sorted({account_id for _, account_id in levels})}
        async with self._db.read() as connection:
            rows = await connection.execute(_LEVELS, whose)
            before = {tuple(row[:2]): row.level for row in rows}
        new = {key: level for key, level in levels.items() if before.get(key) != level}
        if not new:
            return
        async with self._db.write() as connection:
            await hold_rollups(self._db, connection)
            found = await connection.execute(_OWNERS, whose)
            owners = {row.id: row.member_id for row in found}
            noted = [
                {"space_id": space_id, "account_id": account_id, "joins": 0, "level": level}
                for (space_id, account_id), level in new.items()
                if account_id in owners
            ]
            if noted:
                await connection.execute(self._db.prepared(_membership), noted)
            # who may do something in a space is in it
            whom = {owners[row["account_id"]] for row in noted}
            await recount_presence(self._db, connection, whom)

    async def was_here(self, space_id: int, account_id: int, member_id: int) -> bool:
        """Whether an account was seen to come, go or hold rights in a space, or its member to
        write there. (That its standing was asked for is no trace.)"""
        seen = exists().where(
            memberships.c.space_id == space_id,
            memberships.c.account_id == account_id,
            or_(
                memberships.c.joined_at.is_not(None),
                memberships.c.left_at.is_not(None),
                memberships.c.level > 0,
            ),
        )
        wrote = exists().where(messages.c.member_id == member_id, messages.c.space_id == space_id)
        async with self._db.read() as connection:
            return bool(await connection.scalar(select(or_(seen, wrote))))

    async def without_rights(self, space_id: int, but: Sequence[int]) -> None:
        """All accounts but these have no rights in a space (any more)."""
        theirs = and_(
            memberships.c.space_id == space_id,
            memberships.c.level > 0,
            memberships.c.account_id.not_in(but),
        )
        async with self._db.write() as connection:
            await connection.execute(update(memberships).where(theirs).values(level=0))

    async def staff(self, community_id: int, level: int) -> list[MemberRow]:
        """Members with at least that level in a space they are still in, bots excepted.

        From level 0 on also those of whom no joining was seen: they have only written.
        """
        unseen = memberships.c.account_id.is_(None) if level <= 0 else false()
        here = and_(memberships.c.level >= level, memberships.c.left_at.is_(None))
        ranked = (
            select(accounts.c.member_id)
            .join_from(accounts, memberships, isouter=True)
            .where(
                accounts.c.community_id == community_id,
                ~accounts.c.is_bot,
                or_(here, unseen),
            )
        )
        query = MEMBER.where(members.c.id.in_(ranked)).order_by(members.c.id, *_LATEST_LAST)
        return list((await self._found(query)).values())

    async def set_direct_channel(self, account_id: int, channel_id: int) -> None:
        """Where the account is reached in private."""
        async with self._db.write() as connection:
            await connection.execute(
                update(accounts)
                .where(accounts.c.id == account_id)
                .values(direct_channel_id=channel_id)
            )

    async def direct_channel(self, member_id: int) -> ChannelRow | None:
        """The direct-message channel of the account used last among those that have one."""
        query = (
            select(*(channels.c[name] for name in ChannelRow.__dataclass_fields__))
            .join(accounts, accounts.c.direct_channel_id == channels.c.id)
            .where(accounts.c.member_id == member_id)
            .order_by(accounts.c.seen_at.desc(), accounts.c.id.desc())
            .limit(1)
        )
        async with self._db.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
            return ChannelRow(**row) if row else None

    async def _found(
        self, query: Select[Any], of: Mapping[str, Any] | None = None
    ) -> dict[int, MemberRow]:
        async with self._db.read() as connection:
            rows = (await connection.execute(query, of)).mappings()
            # of several accounts the last one wins
            return {row["id"]: MemberRow(**row) for row in rows}
