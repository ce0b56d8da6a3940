"""The engine's end of the border: inbound event -> committed fact -> listeners -> command path.

`receive` returns once the fact is durable; handlers run afterwards, bounded in number. Nothing
here waits for a model or a disk on the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.api.events import (
    Event,
    MemberJoined,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionChanged,
)
from bot.api.model import Account, Channel, Community, Member, Message, MessageRef, Space
from bot.api.port.inbound import (
    Completion,
    Inbound,
    InDelete,
    InJoin,
    InLeave,
    InMessage,
    InMoved,
    InReaction,
    InSpace,
)
from bot.api.port.nouns import NativeUser
from bot.api.services import Clock
from storage.ingest import DeleteFact, EditFact, Ingest, MessageFact, MovementFact

from .clock import local_day
from .commands.cleaning import clean
from .conversation.dispatch import Dispatcher
from .crowd import Crowd
from .faults import record
from .recall import Recall
from .services.configs import SettingsInForce
from .services.directory import Registry

Posted = tuple[MessageFact, MessagePosted]

AT_ONCE = 256
WAITING = 10_000
PATIENCE_S = 4.0


class Intake:
    """Implements `Sink`."""

    def __init__(
        self,
        registry: Registry,
        ingest: Ingest,
        dispatcher: Dispatcher,
        recall: Recall,
        settings: SettingsInForce,
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._ingest = ingest
        self._dispatcher = dispatcher
        self._recall = recall
        self._settings = settings
        self._clock = clock
        # Apart, so that a moderator's click never waits behind a raid that is being scored.
        self._listening = Crowd("a listener", at_once=AT_ONCE, waiting=WAITING)
        self._answering = Crowd("an answer", at_once=AT_ONCE, waiting=WAITING)
        self._known: set[int] = set()
        self.failed = 0
        """Events that could not be taken in because of a fault of ours (each has an incident)."""

    @property
    def pending(self) -> int:
        """Events whose handlers have not ended."""
        return len(self._listening) + len(self._answering)

    async def settle(self) -> None:
        """Wait until no handler is under way."""
        while self.pending:
            await self._listening.settle()
            await self._answering.settle()

    async def close(self) -> None:
        """Give handlers under way some seconds to end."""
        await asyncio.gather(self._listening.close(PATIENCE_S), self._answering.close(PATIENCE_S))

    async def complete(self, platform: str, ask: Completion) -> Sequence[str]:
        """Values for an option that is being typed."""
        try:
            return await self._dispatcher.complete(platform, clean(ask))
        except Exception as error:
            record(error, f"completing /{ask.path}")
            return []

    async def receive(self, platform: str, event: Inbound) -> None:
        """Take in one event; returns when its fact is committed."""
        await self.receive_many(platform, (event,))

    async def receive_many(self, platform: str, events: Sequence[Inbound]) -> None:
        """Take in several, in order; messages that follow each other share one commit."""
        run: list[Posted] = []
        for event in events:
            try:
                event = clean(event)
                if isinstance(event, InMessage) and event.edited_at is None:
                    if (posted := await self._posted(platform, event)) is not None:
                        run.append(posted)
                    continue
                await self._commit(platform, run)
                run = []
                await self._take(platform, event)
            except Exception as error:
                self._fault(platform, type(event).__name__, error)
        await self._commit(platform, run)

    async def _commit(self, platform: str, run: Sequence[Posted]) -> None:
        if not run:
            return
        outcomes = await self._ingest.add_each([fact for fact, _ in run])
        for (_, event), outcome in zip(run, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                self._fault(platform, "a message", outcome)
            elif outcome:
                await self._publish(event)

    def _fault(self, platform: str, what: str, error: BaseException) -> None:
        self.failed += 1
        record(error, f"taking in {what} from {platform}")

    async def _take(self, platform: str, event: Inbound) -> None:
        match event:
            case InMessage():
                await self._edited(platform, event)
            case InDelete():
                await self._deleted(platform, event)
            case InJoin() | InLeave():
                await self._movement(platform, event)
            case InReaction():
                await self._reaction(platform, event)
            case InSpace():
                space = await self._registry.learn_space(platform, event)
                await self._ready(space.community_id)
            case InMoved():
                await self._registry.moved(platform, event.old, event.new)
            case _:
                await self._answering.add(self._dispatcher.interaction(platform, event))

    async def _ready(self, community_id: int) -> None:
        if community_id not in self._known:
            await self._settings.load(community_id)
            self._known.add(community_id)

    # ---- messages

    async def _posted(self, platform: str, event: InMessage) -> Posted | None:
        """The fact and the event of a new message; None when it is no conversation."""
        if event.author.is_bot:
            return None
        if event.channel.space is None:
            await self._answering.add(self._dispatcher.direct(platform, event))
            return None
        if event.responder is not None:
            taken = self._dispatcher.claims(platform, event)
            if taken is not None:
                await self._answering.add(taken)
                return None
        community, space, message = await self._said(platform, event)
        channel = message.ref.channel
        self._recall.note(message)
        fact = MessageFact(
            community_id=community.id,
            space_id=space.id,
            channel_id=channel.id,
            member_id=message.author.id,
            native_id=event.native_id,
            sent_at=event.sent_at,
            day=local_day(event.sent_at, community.timezone),
            length=len(event.text),
            attachments=event.attachments,
            reply_to=event.reply_to,
            reply_member_id=await self._reply_author(community, platform, event, channel),
        )
        return fact, MessagePosted(community, event.sent_at, message)

    async def _edited(self, platform: str, event: InMessage) -> None:
        if event.author.is_bot or event.channel.space is None or event.edited_at is None:
            return
        community, space, message = await self._said(platform, event)
        if await self._ingest.add(EditFact(space.id, event.native_id, event.edited_at)):
            self._recall.note(message)
            await self._publish(MessageEdited(community, event.edited_at, message))

    async def _said(self, platform: str, event: InMessage) -> tuple[Community, Space, Message]:
        channel = await self._registry.native_channel(platform, event.channel)
        assert channel.space is not None  # noqa: S101 - narrows the type
        community = await self._registry.community(channel.space.community_id)
        await self._ready(community.id)
        member = await self._registry.native_member(community.id, platform, event.author)
        return community, channel.space, self._resolve(platform, event, channel, member)

    def _resolve(
        self,
        platform: str,
        event: InMessage,
        channel: Channel,
        member: Member,
    ) -> Message:
        return Message(
            ref=MessageRef(channel, event.native_id),
            author=member,
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
        )

    async def _reply_author(
        self, community: Community, platform: str, event: InMessage, channel: Channel
    ) -> int | None:
        if event.reply_to is None:
            return None
        if event.reply_to_author is not None:
            if event.reply_to_author.is_bot:
                return None
            author = event.reply_to_author
            return (await self._registry.native_member(community.id, platform, author)).id
        known = self._recall.find(channel, event.reply_to)
        return known.author.id if known else None

    async def _deleted(self, platform: str, event: InDelete) -> None:
        channel = await self._registry.native_channel(platform, event.channel)
        if channel.space is None:
            return
        community = await self._registry.community(channel.space.community_id)
        await self._ingest.add(DeleteFact(channel.space.id, event.native_ids, event.at))
        for native_id in event.native_ids:
            await self._publish(MessageDeleted(community, event.at, MessageRef(channel, native_id)))

    # ---- people

    async def _movement(self, platform: str, event: InJoin | InLeave) -> None:
        if event.user.is_bot:
            return
        space = await self._registry.space(platform, event.space)
        community = await self._registry.community(space.community_id)
        await self._ready(community.id)
        before = await self._registry.known_member(community.id, platform, event.user.native_id)
        member = await self._registry.native_member(community.id, platform, event.user)
        joined = isinstance(event, InJoin)
        changed = await self._ingest.add(
            MovementFact(
                community_id=community.id,
                space_id=space.id,
                account_id=await self._registry.account_id(member),
                member_id=member.id,
                kind="joined" if joined else "left",
                at=event.at,
                day=local_day(event.at, community.timezone),
            )
        )
        if not changed:
            return
        if joined:
            await self._publish(
                MemberJoined(community, event.at, space, member, returning=before is not None)
            )
        else:
            await self._publish(MemberLeft(community, event.at, space, member))

    async def _reaction(self, platform: str, event: InReaction) -> None:
        if event.user.is_bot or event.channel.space is None:
            return
        channel = await self._registry.native_channel(platform, event.channel)
        assert channel.space is not None  # noqa: S101 - narrows the type
        community = await self._registry.community(channel.space.community_id)
        member = await self._member(community, platform, event.user)
        await self._publish(
            ReactionChanged(
                community, event.at, channel, event.native_id, member, event.emoji, event.added
            )
        )

    async def _member(self, community: Community, platform: str, user: NativeUser) -> Member:
        return await self._registry.native_member(community.id, platform, user)

    async def _publish(self, event: Event) -> None:
        await self._listening.add(self._dispatcher.publish(event))
