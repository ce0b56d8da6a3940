"""Communities, spaces, channels and the places set for a purpose."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..database import Database, Insert
from ..rollups import hold_rollups, recount_presence
from ..tables import channels, communities, member_roles, memberships, places, spaces, threads
from .moving import move, people_in
from .rows import ChannelRow, ChannelSight, CommunityRow, SpaceRow

_COMMUNITY = [communities.c[name] for name in CommunityRow.__dataclass_fields__]
_SPACE = [spaces.c[name] for name in SpaceRow.__dataclass_fields__]
_CHANNEL = [channels.c[name] for name in ChannelRow.__dataclass_fields__]
# the most frequent ones; to build one takes as long as to run it
_SPACES = (
    select(*_SPACE).where(spaces.c.community_id == bindparam("community")).order_by(spaces.c.id)
)
_ONE_SPACE = select(*_SPACE).where(
    spaces.c.platform == bindparam("of"), spaces.c.native_id == bindparam("native")
)
_ONE_CHANNEL = select(*_CHANNEL).where(channels.c.id == bindparam("channel"))
_CHANNELS = select(*_CHANNEL).where(
    channels.c.platform == bindparam("of"),
    channels.c.native_id.in_(bindparam("natives", expanding=True)),
)
_PLACES = (
    select(*_CHANNEL)
    .join(places, places.c.channel_id == channels.c.id)
    .where(places.c.community_id == bindparam("community"), places.c.purpose == bindparam("for"))
    .order_by(places.c.space_id)
)


def _channels(insert: Insert) -> Any:
    statement = insert(channels)
    names = [field.name for field in fields(ChannelSight) if field.name != "native_id"]
    return statement.on_conflict_do_update(
        index_elements=[channels.c.platform, channels.c.native_id],
        set_={name: statement.excluded[name] for name in names},
    )


async def _by_native(
    connection: AsyncConnection, platform: str, sights: Sequence[ChannelSight]
) -> dict[str, ChannelRow]:
    of = {"of": platform, "natives": [sight.native_id for sight in sights]}
    found = await connection.execute(_CHANNELS, of)
    return {row["native_id"]: ChannelRow(**row) for row in found.mappings()}


def _sight(row: ChannelRow) -> ChannelSight:
    return ChannelSight(row.native_id, row.name, row.space_id, row.parent, row.private)


class Spaces:
    """The part of People about where."""

    _db: Database

    async def ensure_community(
        self, key: str | None, name: str, locale: str, timezone: str
    ) -> CommunityRow:
        """The community with that key, brought up to date; a new one when `key` is new or None."""
        texts = {"name": name, "locale": locale, "timezone": timezone}
        row = await self._upsert(
            communities, {"key": key}, texts, {"created_at": int(time.time() * 1000)}
        )
        return CommunityRow(**{field: row[field] for field in CommunityRow.__dataclass_fields__})

    async def rename_community(self, community_id: int, key: str) -> None:
        """The configuration has another name for it now."""
        changed = update(communities).where(communities.c.id == community_id)
        async with self._db.write() as connection:
            await connection.execute(changed.values(key=key, name=key))

    async def communities(self) -> list[CommunityRow]:
        """All, oldest first."""
        async with self._db.read() as connection:
            rows = await connection.execute(select(*_COMMUNITY).order_by(communities.c.id))
            return [CommunityRow(**row) for row in rows.mappings()]

    async def community(self, community_id: int) -> CommunityRow | None:
        """One by id."""
        async with self._db.read() as connection:
            rows = await connection.execute(
                select(*_COMMUNITY).where(communities.c.id == community_id)
            )
            row = rows.mappings().one_or_none()
            return CommunityRow(**row) if row else None

    async def ensure_space(
        self, community_id: int, platform: str, native_id: str, name: str
    ) -> SpaceRow:
        """The space, renamed when its name changed. A space stays in the community it was first
        seen in, whatever `community_id` says later."""
        row = await self._upsert(
            spaces,
            {"platform": platform, "native_id": native_id},
            {"name": name},
            {"community_id": community_id, "created_at": int(time.time() * 1000)},
        )
        return SpaceRow(**{field: row[field] for field in SpaceRow.__dataclass_fields__})

    async def spaces(self, community_id: int) -> list[SpaceRow]:
        """The spaces of a community, oldest first."""
        async with self._db.read() as connection:
            found = await connection.execute(_SPACES, {"community": community_id})
            return [SpaceRow(**row) for row in found.mappings()]

    async def space(self, platform: str, native_id: str) -> SpaceRow | None:
        """The space behind a platform's id."""
        of = {"of": platform, "native": native_id}
        async with self._db.read() as connection:
            row = (await connection.execute(_ONE_SPACE, of)).mappings().one_or_none()
            return SpaceRow(**row) if row else None

    async def assign_space(self, space_id: int, community_id: int) -> None:
        """The space belongs to another community from now on; its past stays where it was."""
        async with self._db.write() as connection:
            await hold_rollups(self._db, connection)
            there = await people_in(connection, [space_id])
            await connection.execute(
                update(spaces).where(spaces.c.id == space_id).values(community_id=community_id)
            )
            for table in (memberships, member_roles, places):
                await connection.execute(delete(table).where(table.c.space_id == space_id))
            await recount_presence(self._db, connection, there)

    async def move_space(self, space_id: int, new_native_id: str) -> None:
        """The platform gave the space a new id (a Telegram group that became a supergroup).

        Its messages are numbered anew from 1, so the numbers of the old ones, which can no longer
        be reached, are turned negative. If the space was already met under its new id, that one is
        folded into this.
        """
        async with self._db.write() as connection:
            await hold_rollups(self._db, connection)
            await move(self._db, connection, space_id, new_native_id)

    async def ensure_channel(
        self,
        platform: str,
        native_id: str,
        name: str,
        space_id: int | None,
        parent: str | None,
        private: bool,
    ) -> ChannelRow:
        """The channel, brought up to date."""
        sight = ChannelSight(native_id, name, space_id, parent, private)
        return (await self.ensure_channels(platform, [sight]))[0]

    async def ensure_channels(
        self, platform: str, sights: Sequence[ChannelSight]
    ) -> list[ChannelRow]:
        """The channels of a platform, brought up to date, in order: one read, and one write where
        something has changed."""
        async with self._db.read() as connection:
            known = await _by_native(connection, platform, sights)
        news = [s for s in sights if (r := known.get(s.native_id)) is None or _sight(r) != s]
        if news:
            rows = [{"platform": platform, **asdict(sight)} for sight in news]
            async with self._db.write() as connection:
                await connection.execute(self._db.prepared(_channels), rows)
                known |= await _by_native(connection, platform, news)
        return [known[sight.native_id] for sight in sights]

    async def channel(self, channel_id: int) -> ChannelRow | None:
        """One by id."""
        async with self._db.read() as connection:
            found = await connection.execute(_ONE_CHANNEL, {"channel": channel_id})
            row = found.mappings().one_or_none()
            return ChannelRow(**row) if row else None

    async def channel_by_native(self, platform: str, native_id: str) -> ChannelRow | None:
        """The channel behind a platform's id."""
        of = {"of": platform, "natives": [native_id]}
        async with self._db.read() as connection:
            row = (await connection.execute(_CHANNELS, of)).mappings().one_or_none()
            return ChannelRow(**row) if row else None

    async def channels(self, space_id: int) -> list[ChannelRow]:
        """The channels of a space, oldest first."""
        query = select(*_CHANNEL).where(channels.c.space_id == space_id).order_by(channels.c.id)
        async with self._db.read() as connection:
            return [ChannelRow(**row) for row in (await connection.execute(query)).mappings()]

    async def rooms(self, space_id: int) -> list[ChannelRow]:
        """The channels of a space, oldest first, without the threads that we opened: what those
        are called is up to members."""
        opened = select(threads.c.thread_id)
        query = (
            select(*_CHANNEL)
            .where(channels.c.space_id == space_id, channels.c.id.not_in(opened))
            .order_by(channels.c.id)
        )
        async with self._db.read() as connection:
            return [ChannelRow(**row) for row in (await connection.execute(query)).mappings()]

    async def set_place(
        self, community_id: int, space_id: int, purpose: str, channel_id: int
    ) -> None:
        """This channel serves that purpose in its space, instead of any before."""
        statement = self._db.insert(places).values(
            community_id=community_id, space_id=space_id, purpose=purpose, channel_id=channel_id
        )
        async with self._db.write() as connection:
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[places.c.community_id, places.c.space_id, places.c.purpose],
                    set_={"channel_id": channel_id},
                )
            )

    async def places(self, community_id: int, purpose: str) -> list[ChannelRow]:
        """The channels set for a purpose, at most one a space."""
        async with self._db.read() as connection:
            of = {"community": community_id, "for": purpose}
            return [ChannelRow(**r) for r in (await connection.execute(_PLACES, of)).mappings()]

    async def _upsert(
        self, table: Table, key: dict[str, Any], texts: dict[str, Any], first: dict[str, Any]
    ) -> Any:
        """The row with that unique key: read when nothing changed, else written."""
        query = select(table).where(*(table.c[name] == value for name, value in key.items()))
        row = None
        if None not in key.values():
            async with self._db.read() as connection:
                row = (await connection.execute(query)).mappings().one_or_none()
        if row is not None and all(row[name] == value for name, value in texts.items()):
            return row
        statement = (
            self._db.insert(table)
            .values(**key, **texts, **first)
            .on_conflict_do_update(index_elements=[table.c[name] for name in key], set_=texts)
            .returning(table)
        )
        async with self._db.write() as connection:
            return (await connection.execute(statement)).mappings().one()
