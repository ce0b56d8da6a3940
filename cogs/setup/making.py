"""Which channels serve, and which could be made where one is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from bot.api.model import Channel, Space
from bot.api.services import Channels, Directory, Purpose, SettingsDesk

Places = Mapping[Purpose, Sequence[Channel]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A channel for a purpose in a space: one that `stands` and bears its name, else a new one."""

    purpose: Purpose
    space: Space
    stands: Channel | None = None


class Rooms:
    """Looks at the channels of a community. What was deleted serves no more, where the platform
    that makes channels tells that."""

    def __init__(self, channels: Channels, directory: Directory, desk: SettingsDesk) -> None:
        self._channels = channels
        self._directory = directory
        self._desk = desk

    async def places(self, community_id: int) -> Places:
        """What serves each purpose."""
        purposes: tuple[Purpose, ...] = get_args(Purpose)
        return {
            purpose: await self._standing(await self._directory.place(community_id, purpose))
            for purpose in purposes
        }

    async def all(self, community_id: int) -> Sequence[Channel]:
        """What an owner may choose from."""
        return await self._desk.rooms(community_id)

    async def _standing(self, channels: Sequence[Channel]) -> list[Channel]:
        return [channel for channel in channels if await self._channels.stands(channel)]

    async def missing(self, community_id: int, found: Places) -> Sequence[Offer]:
        """For each purpose without a channel in a space where one can be made."""
        return [
            offer
            for purpose, channels in found.items()
            for offer in await self.offers(community_id, purpose, found)
            if offer.space.id not in {c.space.id for c in channels if c.space is not None}
        ]

    async def offers(self, community_id: int, purpose: Purpose, found: Places) -> Sequence[Offer]:
        """For one purpose, in every space where a channel can be made. The team's own place is
        never offered for what members read."""
        team = {channel.id for channel in found["moderators"]}
        named = {
            channel.space.id: channel
            for channel in await self.all(community_id)
            if channel.space and channel.parent is None and channel.name.casefold() == purpose
        }
        return [
            Offer(purpose, space, named.get(space.id))
            for space in await self._directory.spaces(community_id)
            if self._channels.can_make(space)
            and (space.id not in named or named[space.id].id not in team)
        ]
