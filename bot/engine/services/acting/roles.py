"""Giving and taking roles on whatever platform somebody is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.model import Member, Space
from bot.api.port.platform import Platform
from bot.engine.services.acting.moderation import belongs, connected
from bot.engine.services.people.directory import Registry
from storage.people import People


class RoleKeeper:
    """Implements `Roles`."""

    def __init__(
        self, platforms: Mapping[str, Platform], registry: Registry, people: People
    ) -> None:
        self._platforms = platforms
        self._registry = registry
        self._people = people

    async def names(self, space: Space) -> Sequence[str]:
        """The roles that the bot could give there."""
        return await connected(self._platforms, space.platform).role_names(space.native_id)

    async def give(self, space: Space, member: Member, role: str) -> None:
        """Give a role; what the platform lets people have only one of takes the old one's place."""
        belongs(space, member)
        platform, holdings = connected(self._platforms, space.platform), self._registry.holdings
        name = await platform.give_role(space.native_id, member.account.native_id, role)
        before = await holdings.of(space, member) if platform.one_role else frozenset()
        await holdings.change(space, member, add=name, drop=before)

    async def take(self, space: Space, member: Member, role: str) -> None:
        """Take a role away."""
        belongs(space, member)
        platform, holdings = connected(self._platforms, space.platform), self._registry.holdings
        await platform.take_role(space.native_id, member.account.native_id, role)
        held = await holdings.of(space, member)
        gone = frozenset(name for name in held if name.casefold() == role.casefold())
        await holdings.change(space, member, drop=gone)

    async def held(self, community_id: int) -> Mapping[int, frozenset[str]]:
        """Roles by member id."""
        return await self._people.roles_held(community_id)
