"""Who asks, where, and what they may do at this moment."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.model import Channel, Community, Member
from bot.api.people import Level
from bot.api.port.nouns import NativeChannel, NativeUser
from bot.api.port.outgoing import Responder
from bot.api.port.platform import Platform
from bot.api.services import Clock
from bot.engine.rendering.compose import Composer
from bot.engine.services.people.directory import Registry

from .context import Silent, Turn
from .dialogue import Dialogues


class Turns:
    """Makes the context of one command, click, form or completion."""

    def __init__(
        self,
        registry: Registry,
        composer: Composer,
        dialogues: Dialogues,
        clock: Clock,
        platforms: Mapping[str, Platform],
    ) -> None:
        self._registry = registry
        self._composer = composer
        self._dialogues = dialogues
        self._clock = clock
        self._platforms = platforms

    async def begin(
        self,
        platform: str,
        native: NativeChannel,
        user: NativeUser,
        responder: Responder | None,
    ) -> Turn | None:
        """The turn of a person in a channel, at the level that they have now; None when a direct
        message comes from somebody whom no community knows."""
        channel = await self._registry.native_channel(platform, native)
        adapter = self._platforms[platform]
        community: Community | None
        if channel.space is None:
            community = await self._registry.community_of_direct(platform, user)
        else:
            community = await self._registry.community(channel.space.community_id)
        if community is None:
            return None
        member = await self._registry.native_member(community.id, platform, user)
        if channel.space is None:
            await self._registry.remember_direct(member, channel)
        level = await self._level(adapter, community, channel, member, user)
        return Turn(
            community=community,
            space=channel.space,
            channel=channel,
            member=member,
            level=level,
            now=self._clock.now(),
            user=user,
            platform=adapter,
            responder=responder or Silent(),
            composer=self._composer,
            dialogues=self._dialogues,
        )

    async def _level(
        self,
        adapter: Platform,
        community: Community,
        channel: Channel,
        member: Member,
        user: NativeUser,
    ) -> Level:
        here = Level.MEMBER
        if channel.space is not None:
            here = await adapter.level(channel.space.native_id, user.native_id)
            await self._registry.learn_level(channel.space, member, here)
            # In the moderators' own group they may be ordinary members (Telegram).
            if here > Level.MEMBER or not await self._registry.is_place(channel, "moderators"):
                return here
        levels = [
            await adapter.level(space.native_id, user.native_id)
            for space in await self._registry.spaces(community.id)
            if space.platform == adapter.name
        ]
        return max(levels, default=here)
