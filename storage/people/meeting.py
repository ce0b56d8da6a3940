"""Accounts and the members behind them, made on first sight; several in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database
from ..rollups import hold_intake
from ..tables import accounts, left_out, members
from .members import MEMBER
from .rows import MemberRow

# `seen_at` only decides which account was used last: no need to write it at every sight.
_SEEN_EVERY_MS = 60_000
_KEY = tuple_(accounts.c.community_id, accounts.c.platform, accounts.c.native_id)
_KNOWN = MEMBER.where(_KEY.in_(bindparam("keys", expanding=True)))

Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Sight:
    """An account as a platform shows it now. `locale` None: the platform does not say."""

    community_id: int
    platform: str
    native_id: str
    name: str
    username: str | None = None
    is_bot: bool = False
    locale: str | None = None

    @property
    def key(self) -> Key:
        """What makes it this account and no other."""
        return self.community_id, self.platform, self.native_id


class Meeting:
    """The part of People about first sights and changed names."""

    _db: Database

    async def ensure_account(
        self,
        community_id: int,
        platform: str,
        native_id: str,
        name: str,
        username: str | None,
        is_bot: bool,
        locale: str | None,
        now: int,
    ) -> MemberRow:
        """`ensure_accounts` for one."""
        sight = Sight(community_id, platform, native_id, name, username, is_bot, locale)
        [row] = await self.ensure_accounts([sight], now)
        return row

    async def ensure_accounts(self, sights: Sequence[Sight], now: int) -> list[MemberRow]:
        """The member behind each account, in order; both are made on first sight, new names
        noted. Of two sights of one account the last one holds."""
        # in the same order everywhere, or two replicas could wait for each other's rows
        wanted = dict(sorted((sight.key, sight) for sight in sights))
        async with self._db.read() as connection:
            known = await _known(connection, wanted)
        news = {key: s for key, s in wanted.items() if not _is_current(known.get(key), s, now)}
        if news:
            async with self._db.write() as connection:
                # members are counted by their numbers too: none may commit after a higher one
                await hold_intake(self._db, connection)
                here = await _known(connection, news)
                await _note(connection, [s for key, s in news.items() if key in here], here, now)
                await self._make([s for key, s in news.items() if key not in here], connection, now)
                await self._tell_bots(connection, news, here)
                known |= await _known(connection, news)
        return [known[sight.key] for sight in sights]

    async def meet(self, sights: Sequence[Sight], at: int) -> tuple[list[MemberRow], int]:
        """The member behind each account, in order, and how many of them are new.

        For looks into the past: what was shown then renames nobody who is known by now. Strangers
        are made as if met at `at`.
        """
        wanted = dict(sorted((sight.key, sight) for sight in sights))
        async with self._db.read() as connection:
            known = await _known(connection, wanted)
        strangers = [sight for key, sight in wanted.items() if key not in known]
        if strangers:
            async with self._db.write() as connection:
                await hold_intake(self._db, connection)
                await self._make(strangers, connection, at)
                known |= await _known(connection, [sight.key for sight in strangers])
        return [known[sight.key] for sight in sights], len(strangers)

    async def known(self, sights: Sequence[Sight]) -> dict[str, MemberRow]:
        """Those of the accounts that were met before, by native id."""
        async with self._db.read() as connection:
            found = await _known(connection, [sight.key for sight in sights])
        return {row.native_id: row for row in found.values()}

    async def also(self, row: MemberRow, sight: Sight) -> None:
        """Note another account of a member's, unless it is somebody's already."""
        async with self._db.write() as connection:
            await connection.execute(
                self._db.insert(accounts)
                .values(
                    member_id=row.id,
                    community_id=sight.community_id,
                    platform=sight.platform,
                    native_id=sight.native_id,
                    name=sight.name,
                    username=sight.username,
                    is_bot=sight.is_bot,
                    # the account that the member was met by stays the one they are shown by
                    seen_at=row.seen_at - 1,
                )
                .on_conflict_do_nothing()
            )

    async def _make(
        self, strangers: Sequence[Sight], connection: AsyncConnection, now: int
    ) -> None:
        if not strangers:
            return
        made = await connection.scalars(
            insert(members).returning(members.c.id, sort_by_parameter_order=True),
            [
                {
                    "community_id": s.community_id,
                    "name": s.name,
                    "locale": s.locale,
                    "created_at": now,
                }
                for s in strangers
            ],
        )
        ids = list(made)
        kept = await connection.scalars(
            self._db.insert(accounts).on_conflict_do_nothing().returning(accounts.c.member_id),
            [
                {
                    "member_id": member_id,
                    "community_id": s.community_id,
                    "platform": s.platform,
                    "native_id": s.native_id,
                    "name": s.name,
                    "username": s.username,
                    "is_bot": s.is_bot,
                    "seen_at": now,
                }
                for member_id, s in zip(ids, strangers, strict=True)
            ],
        )
        spare = set(ids) - set(kept)
        if spare:  # another replica was faster
            await connection.execute(delete(members).where(members.c.id.in_(spare)))

    async def _tell_bots(
        self, connection: AsyncConnection, seen: Mapping[Key, Sight], here: Mapping[Key, MemberRow]
    ) -> None:
        """Bots stand in no measure, from the moment a platform calls them so."""
        bots = [
            key for key, s in seen.items() if s.is_bot and not (key in here and here[key].is_bot)
        ]
        if not bots:
            return
        row = select(accounts.c.member_id, accounts.c.community_id, literal("bot"))
        await connection.execute(
            self._db.insert(left_out)
            .from_select(left_out.columns.keys(), row.where(_KEY.in_(bots)))
            .on_conflict_do_nothing()
        )


async def _known(connection: AsyncConnection, keys: Iterable[Key]) -> dict[Key, MemberRow]:
    found = await connection.execute(_KNOWN, {"keys": list(keys)})
    rows = [MemberRow(**row) for row in found.mappings()]
    return {(row.community_id, row.platform, row.native_id): row for row in rows}


def _is_current(known: MemberRow | None, sight: Sight, now: int) -> bool:
    return known is not None and (
        known.account_name == sight.name
        and known.username == sight.username
        and known.is_bot == sight.is_bot
        and sight.locale in (None, known.locale)
        and now - known.seen_at < _SEEN_EVERY_MS
    )


async def _note(
    connection: AsyncConnection, seen: Sequence[Sight], known: Mapping[Key, MemberRow], now: int
) -> None:
    """Write down what has changed on accounts that exist. A member takes a new name of theirs."""
    if not seen:
        return
    rows = [(known[sight.key], sight) for sight in seen]
    await connection.execute(
        update(accounts).where(accounts.c.id == bindparam("account")),
        [
            {
                "account": row.account_id,
                "name": s.name,
                "username": s.username,
                "is_bot": s.is_bot,
                "seen_at": now,
            }
            for row, s in rows
        ],
    )
    await connection.execute(
        update(members)
        .where(members.c.id == bindparam("member"))
        .values(
            name=func.coalesce(bindparam("renamed"), members.c.name),
            locale=func.coalesce(bindparam("told"), members.c.locale),
        ),
        [
            {
                "member": row.id,
                "renamed": s.name if s.name != row.account_name else None,
                "told": s.locale,
            }
            for row, s in rows
        ],
    )
