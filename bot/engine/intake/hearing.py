"""What was said, by whom, to whom: an inbound message becomes one that cogs can use."""

from __future__ import annotations

from bot.api.model import Account, Channel, Community, Member, Message, MessageRef, Space
from bot.api.port.inbound import InMessage, InRoles
from bot.api.port.nouns import NativeSpace, NativeUser

from ..recall import Recall
from ..services.configs import SettingsInForce
from ..services.people.directory import Registry
from .forgotten import Forgotten

STRANGERS = 100_000


class Hearing:
    """Resolves places and people, from memory wherever possible."""

    def __init__(
        self, registry: Registry, recall: Recall, settings: SettingsInForce, forgotten: Forgotten
    ) -> None:
        self._registry = registry
        self._recall = recall
        self._settings = settings
        self._forgotten = forgotten
        self._ready: set[int] = set()
        self._strangers: set[tuple[int, str, str]] = set()

    async def ready(self, community_id: int) -> Community:
        """The community, with its settings loaded."""
        if community_id not in self._ready:
            await self._settings.load(community_id)
            self._ready.add(community_id)
        return await self._registry.community(community_id)

    async def space(self, platform: str, native: NativeSpace) -> tuple[Community, Space]:
        """A space and its community."""
        space = await self._registry.space(platform, native)
        return await self.ready(space.community_id), space

    async def said(self, platform: str, event: InMessage) -> tuple[Community, Space, Message]:
        """A message in a space, with its author, the one it answers and those it mentions."""
        channel = await self._registry.native_channel(platform, event.channel)
        assert channel.space is not None  # noqa: S101 - narrows the type
        community = await self.ready(channel.space.community_id)
        author = await self.member(community, platform, event.author)
        if event.author.roles is not None:
            await self._registry.holdings.report(channel.space, (event.author,))
        message = Message(
            ref=MessageRef(channel, event.native_id),
            author=author,
            text=event.text,
            sent_at=event.sent_at,
            reply_to=event.reply_to,
            mentions=tuple(
                Account(platform, u.native_id, u.name, u.username, u.is_bot) for u in event.mentions
            ),
            attachments=event.attachments,
            url=event.url,
            edited_at=event.edited_at,
            mentions_bot=event.mentions_bot,
            reply_to_member=await self._answered(community, platform, event, channel),
            mentioned=await self._mentioned(community, platform, event) if event.mentions else (),
        )
        return community, channel.space, message

    async def roles(self, platform: str, event: InRoles) -> None:
        """Who has which role in a space."""
        _, space = await self.space(platform, event.space)
        event = await self._forgotten.roles(platform, event)
        await self._registry.holdings.report(space, event.people, whole=event.whole)

    async def member(self, community: Community, platform: str, user: NativeUser) -> Member:
        """The member behind an account, made on first sight."""
        if self._strangers:
            self._strangers.discard((community.id, platform, user.native_id))
        return await self._registry.native_member(community.id, platform, user)

    async def _answered(
        self, community: Community, platform: str, event: InMessage, channel: Channel
    ) -> Member | None:
        """Who wrote the message that this one answers, as the platform says or we remember."""
        if event.reply_to is None:
            return None
        author = event.reply_to_author
        if author is not None:
            if author.is_bot or await self._is_gone(community, platform, event, author):
                return None
            return await self.member(community, platform, author)
        known = self._recall.find(channel, event.reply_to)
        return known.author if known else None

    async def _is_gone(
        self, community: Community, platform: str, event: InMessage, user: NativeUser
    ) -> bool:
        """Whether that is somebody who was forgotten after the message, or has not come back."""
        space = event.channel.space
        if space is None:
            return False
        if await self._forgotten.before(platform, space, user, event.sent_at):
            return True
        if await self._registry.known_member(community.id, platform, user.native_id) is not None:
            return False
        return bool(await self._forgotten.gone(platform, space, (user,)))

    async def _mentioned(
        self, community: Community, platform: str, event: InMessage
    ) -> tuple[Member, ...]:
        """The members among those mentioned. The database is asked once for each account: who is
        found there is kept in memory by the registry, who is not is a stranger until they come."""
        found: dict[int, Member] = {}
        for user in event.mentions:
            key = (community.id, platform, user.native_id)
            if user.is_bot or key in self._strangers:
                continue
            if await self._registry.known_member(*key) is None:
                if len(self._strangers) >= STRANGERS:
                    self._strangers.clear()
                self._strangers.add(key)
                continue
            if await self._is_gone(community, platform, event, user):
                continue
            member = await self._registry.native_member(community.id, platform, user)
            found[member.id] = member
        return tuple(found.values())
