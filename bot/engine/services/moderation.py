"""Acting on people and messages through whatever platform they are on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.errors import UserError
from bot.api.model import Channel, Member, Message, MessageRef, Space
from bot.api.people import Level
from bot.api.port.platform import Platform
from bot.api.text import T
from bot.engine.recall import Recall
from bot.engine.services.directory import Registry


class Moderator:
    """Implements `Moderation`."""

    def __init__(
        self, platforms: Mapping[str, Platform], registry: Registry, recall: Recall
    ) -> None:
        self._platforms = platforms
        self._registry = registry
        self._recall = recall

    def _on(self, name: str) -> Platform:
        platform = self._platforms.get(name)
        if platform is None:
            raise UserError(T("{platform} is not connected at the moment.", platform=name))
        return platform

    async def delete(self, ref: MessageRef) -> None:
        """Delete a message; Gone when it is not there any more."""
        await self._on(ref.channel.platform).delete(ref.channel.native_id, ref.native_id)
        self._recall.drop(ref.channel, ref.native_id)

    async def level(self, space: Space, member: Member) -> Level:
        """Asked of the platform now."""
        level = await self._on(space.platform).level(space.native_id, member.account.native_id)
        await self._registry.learn_level(space, member, level)
        return level

    async def _ordinary(self, space: Space, member: Member) -> None:
        if member.account.platform != space.platform:
            raise UserError(T("{who} is not in this place.", who=member.name))
        if await self.level(space, member) >= Level.MODERATOR:
            raise UserError(
                T("{who} has moderator rights, so I leave that to people.", who=member.name)
            )

    async def time_out(self, space: Space, member: Member, seconds: int, reason: str) -> None:
        """Keep a member from writing for a while."""
        await self._ordinary(space, member)
        await self._on(space.platform).time_out(
            space.native_id, member.account.native_id, seconds, reason
        )

    async def kick(self, space: Space, member: Member, reason: str) -> None:
        """Remove a member; they may come back."""
        await self._ordinary(space, member)
        await self._on(space.platform).kick(space.native_id, member.account.native_id, reason)

    async def ban(self, space: Space, member: Member, reason: str) -> None:
        """Remove a member for good."""
        await self._ordinary(space, member)
        await self._on(space.platform).ban(space.native_id, member.account.native_id, reason)

    async def react(self, ref: MessageRef, emoji: str) -> None:
        """Set a reaction."""
        await self._on(ref.channel.platform).react(ref.channel.native_id, ref.native_id, emoji)

    def recent(self, channel: Channel, around: int, *, count: int = 3) -> Sequence[Message]:
        """Messages around one, from memory."""
        return self._recall.around(channel, around, count)
