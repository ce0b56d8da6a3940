"""What waits for somebody: acts of theirs that are not handled yet, and private posts to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..tables import accounts, channels, inbox, outbox


async def owned(connection: AsyncConnection, member_id: int) -> Sequence[Any]:
    """The accounts of a member, each a row with its direct-message channel."""
    query = select(
        accounts.c.id,
        accounts.c.community_id,
        accounts.c.platform,
        accounts.c.native_id,
        accounts.c.direct_channel_id,
        channels.c.native_id.label("direct_native"),
    ).outerjoin_from(accounts, channels)
    return (await connection.execute(query.where(accounts.c.member_id == member_id))).all()


def done_by(accounts_of: Sequence[Any]) -> ColumnElement[bool]:
    """Rows of the inbox."""
    return or_(
        false(),
        *(
            and_(inbox.c.platform == row.platform, inbox.c.user_native == row.native_id)
            for row in accounts_of
        ),
    )


def told_in_private(accounts_of: Sequence[Any]) -> ColumnElement[bool]:
    """Rows of the outbox."""
    direct = [row.direct_channel_id for row in accounts_of if row.direct_channel_id]
    here = outbox.c.platform
    # a row without a channel has NULL there: it is not of everybody whose channel nobody knows
    named = [
        and_(here == row.platform, outbox.c.channel_native == row.direct_native)
        for row in accounts_of
        if row.direct_native is not None
    ]
    addressed = [
        and_(here == row.platform, outbox.c.user_native == row.native_id) for row in accounts_of
    ]
    return or_(outbox.c.channel_id.in_(direct), *named, *addressed)
