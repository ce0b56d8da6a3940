"""The engine's end of the border: inbound event -> committed fact -> listeners -> command path.

`receive` returns once the fact is durable; handlers run afterwards, bounded in number. Nothing
here waits for a model or a disk on the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from bot.api.events import (
    AutoModActed,
    Event,
    JoinRequested,
    MemberJoined,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    ReactionChanged,
)
from bot.api.model import MessageRef
from bot.api.port.inbound import (
    Completion,
    InAutoMod,
    Inbound,
    InDelete,
    InJoin,
    InJoinRequest,
    InLeave,
    InMessage,
    InMoved,
    InReaction,
    InRoles,
    InSpace,
)
from bot.api.services import Clock
from storage.ingest import DeleteFact, EditFact, Ingest, MessageFact, MovementFact, ReactionFact

from .clock import local_day
from .commands.cleaning import clean
from .conversation.dispatch import Dispatcher
from .crowd import Crowd
from .faults import record
from .hearing import Hearing
from .recall import Recall
from .services.configs import SettingsInForce
from .services.people.directory import Registry

Posted = tuple[MessageFact | ReactionFact, MessagePosted | ReactionChanged]

AT_ONCE, WAITING, PATIENCE_S = 256, 10_000, 1.0


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
        self._clock = clock
        # apart: a moderator's click never waits behind a raid that is being scored
        self._listening = Crowd("a listener", at_once=AT_ONCE, waiting=WAITING)
        self._answering = Crowd("an answer", at_once=AT_ONCE, waiting=WAITING)
        self._hearing = Hearing(registry, recall, settings)
        self.failed = 0
        """Events that could not be taken in because of a fault of ours (each has an incident)."""

    @property
    def pending(self) -> int:
        """Events whose handlers have not ended."""
        return len(self._listening) + len(self._answering)

    async def settle(self, at_most_s: float | None = None) -> None:
        """Wait until no handler is under way, or for so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                while self.pending:
                    await asyncio.gather(self._listening.settle(), self._answering.settle())

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
        """Take in several, in order; messages and reactions in a row share one commit."""
        run: list[Posted] = []
        for event in events:
            try:
                event = clean(event)
                if isinstance(event, InMessage) and event.edited_at is None:
                    posted = await self._posted(platform, event)
                elif isinstance(event, InReaction):
                    posted = await self._reaction(platform, event)
                else:
                    await self._commit(platform, run)
                    run = []
                    await self._take(platform, event)
                    continue
                if posted is not None:
                    run.append(posted)
            except Exception as error:
                self._fault(platform, type(event).__name__, error)
        await self._commit(platform, run)

    async def _commit(self, platform: str, run: Sequence[Posted]) -> None:
        if not run:
            return
        outcomes = await self._ingest.add_each([fact for fact, _ in run])
        for (fact, event), outcome in zip(run, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                self._fault(platform, "a message or a reaction", outcome)
            # one that was given before we came may be taken back: cogs want to know
            elif outcome or isinstance(fact, ReactionFact):
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
            case InJoinRequest():
                await self._asked(platform, event)
            case InAutoMod():
                await self._filtered(platform, event)
            case InSpace():
                space = await self._registry.learn_space(platform, event)
                await self._hearing.ready(space.community_id)
            case InRoles():
                await self._hearing.roles(platform, event)
            case InReaction():
                pass  # taken in together with messages
            case InMoved():
                await self._registry.moved(platform, event.old, event.new)
            case _:
                work = self._dispatcher.interaction(platform, event)
                await self._answering.add(work, event.user.native_id)

    # ---- messages

    async def _posted(self, platform: str, event: InMessage) -> Posted | None:
        """The fact and the event of a new message; None when it is no conversation."""
        if event.author.is_bot:
            return None
        taken = None
        if event.channel.space is None:
            taken = self._dispatcher.direct(platform, event)
        elif event.responder is not None:
            taken = self._dispatcher.claims(platform, event)
        if taken is not None:
            await self._answering.add(taken, event.author.native_id)
            return None
        community, space, message = await self._hearing.said(platform, event)
        answered = message.reply_to_member
        self._recall.note(message)
        fact = MessageFact(
            community_id=community.id,
            space_id=space.id,
            channel_id=message.ref.channel.id,
            member_id=message.author.id,
            native_id=event.native_id,
            sent_at=event.sent_at,
            day=local_day(event.sent_at, community.timezone),
            length=len(event.text),
            attachments=event.attachments,
            reply_to=event.reply_to,
            reply_member_id=answered.id if answered else None,
            mentioned=tuple(member.id for member in message.mentioned),
        )
        return fact, MessagePosted(community, event.sent_at, message)

    async def _edited(self, platform: str, event: InMessage) -> None:
        if event.author.is_bot or event.channel.space is None or event.edited_at is None:
            return
        community, space, message = await self._hearing.said(platform, event)
        if await self._ingest.add(EditFact(space.id, event.native_id, event.edited_at)):
            self._recall.note(message)
            await self._publish(MessageEdited(community, event.edited_at, message))

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
        community, space = await self._hearing.space(platform, event.space)
        met = await self._registry.known_member(community.id, platform, event.user.native_id)
        member = await self._hearing.member(community, platform, event.user)
        # who has only asked to be let in, or written to the bot, is known and yet new here
        returning = met is not None and await self._registry.was_here(space, member)
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
        self._registry.outdated(member)
        self._registry.holdings.left(space, event.user.native_id)
        if joined:
            await self._registry.holdings.report(space, (event.user,))
            member = await self._hearing.member(community, platform, event.user)
            await self._publish(
                MemberJoined(community, event.at, space, member, returning=returning)
            )
        else:
            await self._publish(MemberLeft(community, event.at, space, member))

    async def _reaction(self, platform: str, event: InReaction) -> Posted | None:
        """The fact and the event of a reaction; None when it is none of a person in a space."""
        if event.user.is_bot or event.channel.space is None:
            return None
        channel = await self._registry.native_channel(platform, event.channel)
        assert channel.space is not None  # noqa: S101 - narrows the type
        community = await self._registry.community(channel.space.community_id)
        member = await self._hearing.member(community, platform, event.user)
        fact = ReactionFact(
            community_id=community.id,
            space_id=channel.space.id,
            native_id=event.native_id,
            member_id=member.id,
            emoji=event.emoji,
            added=event.added,
            at=event.at,
            day=local_day(event.at, community.timezone),
        )
        return fact, ReactionChanged(
            community, event.at, channel, event.native_id, member, event.emoji, event.added
        )

    async def _asked(self, platform: str, event: InJoinRequest) -> None:
        if event.user.is_bot:
            return
        community, space = await self._hearing.space(platform, event.space)
        member = await self._hearing.member(community, platform, event.user)
        await self._publish(JoinRequested(community, event.at, space, member))

    async def _filtered(self, platform: str, event: InAutoMod) -> None:
        if event.user.is_bot:
            return
        community, space = await self._hearing.space(platform, event.space)
        channel = None
        if event.channel is not None:
            channel = await self._registry.native_channel(platform, event.channel)
        member = await self._hearing.member(community, platform, event.user)
        await self._publish(
            AutoModActed(
                community, event.at, space, channel, member, event.rule, event.text,
                event.message_id,
            )
        )  # fmt: skip

    async def _publish(self, event: Event) -> None:
        await self._listening.add(self._dispatcher.publish(event), event.community.id)
