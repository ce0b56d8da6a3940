"""The outbox: a row first, then the call."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.api.errors import Gone, TownhallError
from bot.api.model import Channel, Community, Member, MessageRef
from bot.api.port.outgoing import Outgoing
from bot.api.port.platform import Limits, Platform
from bot.api.reply import Reply
from bot.api.services import Clock
from bot.engine import occasion
from bot.engine.rendering.compose import Composer, Reader
from bot.engine.services.people.directory import Registry
from storage.outbox import OutboxStore

from .editing import Edits
from .sending import WIRE, Postman

log = logging.getLogger(__name__)

# so long is waited for the platform's answer to a message that somebody waits for
PATIENCE_S = 10.0


class Delivery:
    """Implements `Outbox`: what is posted is a row, which the postman sends and edits follow."""

    def __init__(
        self,
        store: OutboxStore,
        composer: Composer,
        registry: Registry,
        clock: Clock,
        platforms: Mapping[str, Platform],
    ) -> None:
        self._store = store
        self._composer = composer
        self._registry = registry
        self._clock = clock
        self._platforms = platforms
        self._edits = Edits(store, composer, registry, platforms)
        self._postman = Postman(store, clock, platforms, self._edits.delivered)

    async def start(self) -> None:
        """Take up what a crash left behind, and begin to deliver."""
        await self._postman.start()

    async def pause(self) -> None:
        """Before the platforms hang up: a post begun now would fail and wait for its next try, and
        an edit under way would be lost."""
        await asyncio.gather(self._postman.pause(), self._edits.pause())

    async def stop(self) -> None:
        """Finish the calls under way; what waits stays in the table."""
        await self._postman.stop()
        await self._edits.stop()

    async def settle(self) -> None:
        """Wait until nothing is due and no edit is under way (for tests and the replay)."""
        while True:
            await self._postman.settle()
            if await self._edits.settle():
                return

    async def post(
        self,
        channel: Channel,
        reply: Reply,
        *,
        tag: str = "",
        key: str | None = None,
        reply_to: int | None = None,
    ) -> None:
        """Queue a message for a channel."""
        community = await self._community_of(channel)
        platform = self._platforms.get(channel.platform)
        if platform is None:
            log.info("a post for %s is dropped: the platform is off", channel.platform)
            return
        reader = self._composer.reader(channel.platform, community)
        parts = await self._messages(reply, reader, platform.limits, tag)
        parts[0] = replace(parts[0], reply_to=reply_to)
        key = key or occasion.post_key(f"{channel.platform}/{channel.native_id}", tag)
        for number, part in enumerate(parts, 1):
            named = _part(key, number) if number < len(parts) else key
            nonce = secrets.token_hex(12)
            await self._add(community, channel.platform, part, tag, named, nonce, channel=channel)

    async def _community_of(self, channel: Channel) -> Community:
        if channel.space is None:
            raise ValueError("post() is for channels of a space; use tell() for a person")
        return await self._registry.community(channel.space.community_id)

    async def tell(
        self, member: Member, reply: Reply, *, tag: str = "", key: str | None = None
    ) -> None:
        """Queue a direct message."""
        await self._tell(member, reply, tag, key or _told(member, tag), secrets.token_hex(12))

    async def tell_now(
        self, member: Member, reply: Reply, *, tag: str = "", key: str | None = None
    ) -> bool | None:
        """Queue a direct message and wait for what becomes of it."""
        nonce, key = secrets.token_hex(12), key or _told(member, tag)
        outcome = self._postman.outcome(nonce)
        try:
            if await self._tell(member, reply, tag, key, nonce):
                async with asyncio.timeout(PATIENCE_S):
                    return await outcome
        except TimeoutError:
            return None
        finally:
            self._postman.leave(nonce)
        arrived = await self._store.arrived(key) if key is not None else False
        # where the platform is off nothing goes on being tried
        return arrived if member.account.platform in self._platforms else bool(arrived)

    async def _tell(
        self, member: Member, reply: Reply, tag: str, key: str | None, nonce: str
    ) -> bool:
        platform = self._platforms.get(member.account.platform)
        if platform is None:
            log.info("a note for %s is dropped: the platform is off", member.account.platform)
            return False
        community = await self._registry.community(member.community_id)
        reader = self._composer.reader(platform.name, community, member)
        *first, last = await self._messages(reply, reader, platform.limits, tag)
        for number, part in enumerate(first, 1):
            named, own = _part(key, number), secrets.token_hex(12)
            await self._add(community, platform.name, part, tag, named, own, member=member)
        return await self._add(community, platform.name, last, tag, key, nonce, member=member)

    async def _messages(
        self, reply: Reply, reader: Reader, limits: Limits, tag: str
    ) -> list[Outgoing]:
        """What can be edited later is one message, cut where it is too long; else nothing is cut:
        what does not fit goes on in further messages, with picture and buttons on the last."""
        if tag:
            return [await self._composer.single(reply, reader, limits)]
        return await self._composer.parts(reply, reader, limits)

    async def _add(
        self,
        community: Community,
        platform: str,
        out: Outgoing,
        tag: str,
        key: str | None,
        nonce: str,
        *,
        channel: Channel | None = None,
        member: Member | None = None,
    ) -> bool:
        """False when there was a post with that key before."""
        content = out.file.content if out.file else None
        bare = replace(out, file=replace(out.file, content=b"")) if out.file else out
        added = await self._store.add(
            community_id=community.id,
            platform=platform,
            channel_native=channel.native_id if channel else None,
            user_native=member.account.native_id if member else None,
            channel_id=channel.id if channel else None,
            tag=tag,
            key=key,
            payload=WIRE.dump_python(bare, mode="json"),
            file=content,
            nonce=nonce,
            now=self._clock.now(),
        )
        self._postman.nudge()
        return added is not None

    async def update(self, community_id: int, tag: str, reply: Reply) -> None:
        """Edit every post of that tag; bursts are folded, the last one wins."""
        self._edits.want((community_id, tag), reply)

    async def posts(self, community_id: int, tag: str) -> Sequence[MessageRef]:
        """Where the posts of that tag stand, also one that has only just come there."""
        await self._postman.noted(lambda row: (row.community_id, row.tag) == (community_id, tag))
        refs = []
        for row in await self._store.by_tag(community_id, tag):
            channel = await self._registry.channel(row.channel_id) if row.channel_id else None
            if channel is not None and row.native_id is not None:
                refs.append(MessageRef(channel, row.native_id))
        return refs

    async def tag_of(self, ref: MessageRef) -> str | None:
        """The tag of the post that stands there, if it is one of ours with a tag."""
        channel = ref.channel
        direct = channel.space is None
        await self._postman.noted(
            lambda row: (
                row.platform == channel.platform
                and (row.user_native is not None if direct else row.channel_id == channel.id)
            )
        )
        return await self._store.tag_of(channel.platform, channel.native_id, ref.native_id) or None

    async def retract(self, community_id: int, tag: str) -> None:
        """Delete every post of that tag, also those that are on their way."""
        self._edits.forget((community_id, tag))
        await self._store.withdraw(community_id, tag)
        for row in await self._store.by_tag(community_id, tag):
            platform = self._platforms.get(row.platform)
            if platform is None or row.native_channel is None or row.native_id is None:
                continue
            try:
                await platform.delete(row.native_channel, row.native_id)
            except Gone:
                pass
            except (TownhallError, ConnectionError) as error:
                log.warning("a post could not be deleted: %s", type(error).__name__)
                continue
            await self._store.deleted(row.id)


def _told(member: Member, tag: str) -> str | None:
    """The key of what a listener tells somebody."""
    return occasion.post_key(f"{member.account.platform}/{member.account.native_id}", tag)


def _part(key: str | None, number: int) -> str | None:
    """The key of a message before the last; that one has the key itself."""
    return f"{key}#{number}" if key is not None else None
