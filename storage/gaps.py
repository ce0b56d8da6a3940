"""How far a space was heard, and what of it is known: to find what was missed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import exists, or_, select, true

from .database import Database
from .tables import accounts, channels, memberships, messages, spaces


class Heard(NamedTuple):
    """The newest message known of a space: its native id and when it was sent, 0 where none is
    known. And when the space was first seen."""

    space_id: int
    newest: int
    at: int
    since: int


class Present(NamedTuple):
    """An account that is in a space for all that is known."""

    account_id: int
    native_id: str
    name: str
    username: str | None


class Gaps:
    """The store of what may be missing."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def heard(self, platform: str, native_id: str, before: int | None) -> Heard | None:
        """How far a space was heard before a message; None when it was never seen."""
        here = select(spaces.c.id, spaces.c.created_at).where(
            spaces.c.platform == platform, spaces.c.native_id == native_id
        )
        async with self._db.read() as connection:
            space = (await connection.execute(here)).one_or_none()
            if space is None:
                return None
            newest = (
                select(messages.c.native_id, messages.c.sent_at)
                .where(
                    messages.c.space_id == space.id,
                    messages.c.native_id < before if before is not None else true(),
                )
                .order_by(messages.c.native_id.desc())
                .limit(1)
            )
            row = (await connection.execute(newest)).one_or_none()
        newest_id, at = (row.native_id, row.sent_at) if row is not None else (0, 0)
        return Heard(space.id, newest_id, at, space.created_at)

    async def known(self, space_id: int, native_ids: Sequence[int]) -> dict[int, int | None]:
        """Those of the messages that are known, with the time of their last edit."""
        query = select(messages.c.native_id, messages.c.edited_at).where(
            messages.c.space_id == space_id, messages.c.native_id.in_(list(native_ids))
        )
        async with self._db.read() as connection:
            return {row.native_id: row.edited_at for row in await connection.execute(query)}

    async def standing(self, space_id: int, channel: str, after: int, until: int) -> list[int]:
        """The messages of a channel (by its native id) that are known and not known to be deleted,
        after one and up to another."""
        query = (
            select(messages.c.native_id)
            .join(channels, channels.c.id == messages.c.channel_id)
            .where(
                messages.c.space_id == space_id,
                messages.c.native_id > after,
                messages.c.native_id <= until,
                messages.c.deleted_at.is_(None),
                channels.c.native_id == channel,
            )
            .order_by(messages.c.native_id)
        )
        async with self._db.read() as connection:
            return list(await connection.scalars(query))

    async def present(self, space_id: int, after: int, limit: int) -> list[Present]:
        """Those who are in a space for all that was seen of them, by account id. Who was only read
        of in an import, before the space was first seen, may have been gone long since."""
        wrote = exists().where(
            messages.c.member_id == accounts.c.member_id, messages.c.space_id == space_id
        )
        query = (
            select(*(accounts.c[name] for name in ("id", "native_id", "name", "username")))
            .join(
                spaces,
                (spaces.c.community_id == accounts.c.community_id)
                & (spaces.c.platform == accounts.c.platform),
            )
            .outerjoin(
                memberships,
                (memberships.c.account_id == accounts.c.id) & (memberships.c.space_id == space_id),
            )
            .where(
                spaces.c.id == space_id,
                accounts.c.id > after,
                accounts.c.seen_at >= spaces.c.created_at,
                ~accounts.c.is_bot,
                memberships.c.left_at.is_(None),
                # that somebody's standing was asked for is no sign of them
                or_(memberships.c.joined_at.is_not(None), memberships.c.level > 0, wrote),
            )
            .order_by(accounts.c.id)
            .limit(limit)
        )
        async with self._db.read() as connection:
            return [Present(*row) for row in await connection.execute(query)]
