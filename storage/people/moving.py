"""A space that got a new id from its platform."""

from collections.abc import Sequence

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database
from ..rollups import fold_beginnings, recount_presence
from ..tables import (
    accounts,
    channels,
    member_roles,
    memberships,
    mentions,
    messages,
    movements,
    places,
    reactions,
    spaces,
    written,
)

_MOVED = (
    memberships, member_roles, places, channels, messages, mentions, reactions, movements,
)  # fmt: skip


async def move(
    db: Database, connection: AsyncConnection, space_id: int, new_native_id: str
) -> None:
    """See `People.move_space`."""
    query = select(spaces.c.platform, spaces.c.native_id).where(spaces.c.id == space_id)
    platform, old_native_id = (await connection.execute(query)).one()
    if old_native_id == new_native_id:
        return
    await connection.execute(
        update(messages)
        .where(messages.c.space_id == space_id, messages.c.native_id > 0)
        .values(native_id=-messages.c.native_id, reply_to=-messages.c.reply_to)
    )
    for table in (mentions, reactions):
        await connection.execute(
            update(table)
            .where(table.c.space_id == space_id, table.c.native_id > 0)
            .values(native_id=-table.c.native_id)
        )
    twin: int | None = await connection.scalar(
        select(spaces.c.id).where(
            spaces.c.platform == platform, spaces.c.native_id == new_native_id
        )
    )
    if twin is not None:
        await _fold(db, connection, twin, space_id)
    await connection.execute(
        update(spaces).where(spaces.c.id == space_id).values(native_id=new_native_id)
    )
    new_channel = channels.alias()
    taken = exists().where(
        new_channel.c.platform == platform, new_channel.c.native_id == new_native_id
    )
    await connection.execute(
        update(channels)
        .where(channels.c.platform == platform, channels.c.native_id == old_native_id, ~taken)
        .values(native_id=new_native_id)
    )


async def people_in(connection: AsyncConnection, space_ids: Sequence[int]) -> set[int]:
    """Members who were ever seen in these spaces."""
    known = select(accounts.c.member_id).join_from(memberships, accounts)
    found: set[int] = set()
    for query, table in (
        (known, memberships),
        (select(movements.c.member_id), movements),
        (select(written.c.member_id), written),
    ):
        found |= set(await connection.scalars(query.where(table.c.space_id.in_(space_ids))))
    return found


async def _fold(db: Database, connection: AsyncConnection, twin: int, into: int) -> None:
    """Give everything of the twin space to `into` and drop the twin."""
    there = await people_in(connection, [twin, into])
    for table in (memberships, member_roles):
        accounts_kept = select(table.c.account_id).where(table.c.space_id == into)
        await connection.execute(
            delete(table).where(table.c.space_id == twin, table.c.account_id.in_(accounts_kept))
        )
    purposes_kept = select(places.c.purpose).where(places.c.space_id == into)
    await connection.execute(
        delete(places).where(places.c.space_id == twin, places.c.purpose.in_(purposes_kept))
    )
    await fold_beginnings(db, connection, twin, into)
    for table in _MOVED:
        await connection.execute(
            update(table).where(table.c.space_id == twin).values(space_id=into)
        )
    await connection.execute(delete(spaces).where(spaces.c.id == twin))
    await recount_presence(db, connection, there)
