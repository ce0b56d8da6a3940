"""The part of the registry that only reads: what the database knows of who and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from bot.api.errors import TownhallError
from bot.api.model import Account, Channel, Community, Member, Space
from bot.api.people import Level
from bot.api.port.platform import Platform
from bot.engine.services.people.rows import channel_of, member_of, space_of
from storage.people import ChannelRow, People


class Known:
    """Look-ups of `Directory` by our own ids."""

    _people: People
    _communities: dict[int, Community]
    _spaces: dict[tuple[str, str], Space]
    _platforms: Mapping[str, Platform]

    async def communities(self) -> Sequence[Community]:
        """All communities."""
        return list(self._communities.values())

    async def community(self, community_id: int) -> Community:
        """One community by id."""
        return self._communities[community_id]

    async def spaces(self, community_id: int) -> Sequence[Space]:
        """The spaces of a community."""
        return [space_of(row) for row in await self._people.spaces(community_id)]

    async def member(self, member_id: int) -> Member | None:
        """A member by id; None when erased."""
        row = await self._people.member(member_id)
        return member_of(row) if row else None

    async def members(self, member_ids: Sequence[int]) -> dict[int, Member]:
        """Members by id."""
        rows = await self._people.members(list(member_ids))
        return {key: member_of(row) for key, row in rows.items()}

    async def accounts(self, member_id: int) -> Sequence[Account]:
        """A member's accounts, the first one first."""
        return [
            Account(row.platform, row.native_id, row.name, row.username, row.is_bot)
            for row in await self._people.accounts(member_id)
        ]

    async def channel(self, channel_id: int) -> Channel | None:
        """A channel by id."""
        row = await self._people.channel(channel_id)
        return await self.with_space(row) if row else None

    async def with_space(self, row: ChannelRow) -> Channel:
        """The channel with its space, which is looked up if need be."""
        if row.space_id is None:
            return channel_of(row, None)
        for space in self._spaces.values():
            if space.id == row.space_id:
                return channel_of(row, space)
        for community_id in self._communities:
            for candidate in await self._people.spaces(community_id):
                self._spaces[(candidate.platform, candidate.native_id)] = space_of(candidate)
                if candidate.id == row.space_id:
                    return channel_of(row, space_of(candidate))
        return channel_of(row, None)

    async def level_now(self, member: Member) -> Level:
        """The highest level that any account of a person has at this moment, asked of the
        platforms. Where one does not answer, or does not run, they have no rights."""
        levels, spaces = [Level.MEMBER], await self.spaces(member.community_id)
        for account in await self.accounts(member.id):
            adapter = self._platforms.get(account.platform)
            if adapter is None:
                continue
            for space in (s for s in spaces if s.platform == account.platform):
                with suppress(TownhallError, ConnectionError, TimeoutError):
                    levels.append(await adapter.level(space.native_id, account.native_id))
        return max(levels)

    async def staff(self, community_id: int, level: Level) -> Sequence[Member]:
        """Members known to have at least that level."""
        return [member_of(row) for row in await self._people.staff(community_id, int(level))]
