"""Acting on people and messages through whatever platform they are on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.errors import Unsupported, UserError
from bot.api.model import Channel, Member, Message, MessageRef, Space
from bot.api.people import Level
from bot.api.port.archive import IMPORTED
from bot.api.port.platform import Platform
from bot.api.text import T
from bot.engine.recall import Recall
from bot.engine.services.people.directory import Registry

RULE = "Townhall words"
"""What our rule is called in the platform's own filter."""


def connected(platforms: Mapping[str, Platform], name: str) -> Platform:
    """The platform of that name; UserError while it is off, Unsupported where there is none."""
    if name == IMPORTED:
        raise Unsupported("a past that was imported")
    platform = platforms.get(name)
    if platform is None:
        raise UserError(T("{platform} is not connected at the moment.", platform=name))
    return platform


def belongs(space: Space, member: Member) -> None:
    """UserError when the account in play is on another platform than the space."""
    if member.account.platform != space.platform:
        raise UserError(T("{who} is not in this place.", who=member.name))


class Moderator:
    """Implements `Moderation` and `Doors`."""

    def __init__(
        self, platforms: Mapping[str, Platform], registry: Registry, recall: Recall
    ) -> None:
        self._platforms = platforms
        self._registry = registry
        self._recall = recall

    def _on(self, name: str) -> Platform:
        return connected(self._platforms, name)

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
        belongs(space, member)
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

    # Undoing is never refused: whoever was acted on may have moderator rights by now.

    async def lift_time_out(self, space: Space, member: Member) -> None:
        """Let a member write again."""
        belongs(space, member)
        await self._on(space.platform).lift_time_out(space.native_id, member.account.native_id)

    async def unban(self, space: Space, member: Member) -> None:
        """Let a member come back."""
        belongs(space, member)
        await self._on(space.platform).unban(space.native_id, member.account.native_id)

    async def approve_join(self, space: Space, member: Member) -> None:
        """Let in someone who asked."""
        belongs(space, member)
        await self._on(space.platform).approve_join(space.native_id, member.account.native_id)

    async def decline_join(self, space: Space, member: Member) -> None:
        """Turn away someone who asked."""
        belongs(space, member)
        await self._on(space.platform).decline_join(space.native_id, member.account.native_id)

    async def keyword_rule(self, space: Space, words: Sequence[str]) -> None:
        """Have the platform itself block messages with these words."""
        await self._on(space.platform).keyword_rule(space.native_id, RULE, words)

    async def close_door(self, space: Space) -> str:
        """Make it slow for newcomers to take part; the former state."""
        return await self._on(space.platform).close_door(space.native_id)

    async def open_door(self, space: Space, former: str) -> None:
        """Back to the former state."""
        await self._on(space.platform).open_door(space.native_id, former)

    async def react(self, ref: MessageRef, emoji: str) -> None:
        """Set a reaction."""
        await self._on(ref.channel.platform).react(ref.channel.native_id, ref.native_id, emoji)

    def recent(self, channel: Channel, around: int, *, count: int = 3) -> Sequence[Message]:
        """Messages around one, from memory."""
        return self._recall.around(channel, around, count)
