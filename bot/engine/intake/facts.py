"""What an event is to us: the fact that is counted, and what listeners hear once it is stored."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

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
from bot.api.model import Community, Member, MessageRef, Space
from bot.api.port.inbound import (
    InAutoMod,
    InDelete,
    InJoin,
    InJoinRequest,
    InLeave,
    InMessage,
    InReaction,
)
from storage.ingest import DeleteFact, EditFact, Fact, MessageFact, MovementFact, ReactionFact

from ..clock import local_day
from ..recall import Recall
from ..services.people.directory import Registry
from .hearing import Hearing

Heard = InMessage | InReaction | InDelete | InJoin | InLeave | InJoinRequest | InAutoMod


@dataclass(slots=True)
class Taken:
    """`event` is what is kept of it: with what the database says of it only now. `then` is done
    once the fact is stored."""

    event: Heard
    events: Sequence[Event]
    fact: Fact | None = None
    then: Callable[[], Awaitable[Sequence[Event]]] | None = None


class Facts:
    """Makes the facts and events of what is heard in the spaces; None of what is none of a person.

    May be asked again for an event whose fact is stored.
    """

    def __init__(self, registry: Registry, hearing: Hearing, recall: Recall) -> None:
        self._registry = registry
        self._hearing = hearing
        self._recall = recall

    async def take(self, platform: str, event: Heard) -> Taken | None:
        """The fact and the events of an event."""
        if isinstance(event, InDelete):
            return await self._deleted(platform, event)
        author = event.author if isinstance(event, InMessage) else event.user
        if author.is_bot:
            return None
        match event:
            case InMessage():
                return await self._message(platform, event)
            case InReaction():
                return await self._reaction(platform, event)
            case InJoin() | InLeave():
                return await self._movement(platform, event)
            case InJoinRequest():
                return await self._asked(platform, event)
            case InAutoMod():
                return await self._filtered(platform, event)

    # ---- messages

    async def _message(self, platform: str, event: InMessage) -> Taken | None:
        if event.channel.space is None:
            return None
        community, space, message = await self._hearing.said(platform, event)
        if event.edited_at is not None:
            edit = EditFact(space.id, event.native_id, event.edited_at)
            edited = MessageEdited(community, event.edited_at, message)

            async def then() -> Sequence[Event]:
                self._recall.note(message)
                return (edited,)

            return Taken(event, (), edit, then)
        self._recall.note(message)
        answered = message.reply_to_member
        return Taken(
            event,
            (MessagePosted(community, event.sent_at, message),),
            MessageFact(
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
            ),
        )

    async def _deleted(self, platform: str, event: InDelete) -> Taken | None:
        channel = await self._registry.native_channel(platform, event.channel)
        if channel.space is None:
            return None
        community = await self._registry.community(channel.space.community_id)
        return Taken(
            event,
            [MessageDeleted(community, event.at, MessageRef(channel, n)) for n in event.native_ids],
            DeleteFact(channel.space.id, event.native_ids, event.at),
        )

    async def _reaction(self, platform: str, event: InReaction) -> Taken | None:
        channel = await self._registry.native_channel(platform, event.channel)
        if channel.space is None:
            return None
        community = await self._registry.community(channel.space.community_id)
        member = await self._hearing.member(community, platform, event.user)
        changed = ReactionChanged(
            community, event.at, channel, event.native_id, member, event.emoji, event.added
        )
        return Taken(
            event,
            (changed,),
            ReactionFact(
                community_id=community.id,
                space_id=channel.space.id,
                native_id=event.native_id,
                member_id=member.id,
                emoji=event.emoji,
                added=event.added,
                at=event.at,
                day=local_day(event.at, community.timezone),
            ),
        )

    # ---- people

    async def _movement(self, platform: str, event: InJoin | InLeave) -> Taken:
        community, space = await self._hearing.space(platform, event.space)
        met = await self._registry.known_member(community.id, platform, event.user.native_id)
        member = await self._hearing.member(community, platform, event.user)
        if isinstance(event, InJoin) and event.returning is None:
            # who has only asked to be let in, or written to the bot, is known and yet new here
            returning = met is not None and await self._registry.was_here(space, member)
            event = replace(event, returning=returning)
        fact = MovementFact(
            community_id=community.id,
            space_id=space.id,
            account_id=await self._registry.account_id(member),
            member_id=member.id,
            kind="joined" if isinstance(event, InJoin) else "left",
            at=event.at,
            day=local_day(event.at, community.timezone),
        )

        async def then() -> Sequence[Event]:
            return await self._moved(platform, event, community, space, member)

        return Taken(event, (), fact, then)

    async def _moved(
        self,
        platform: str,
        event: InJoin | InLeave,
        community: Community,
        space: Space,
        member: Member,
    ) -> Sequence[Event]:
        """They are here, or gone, by now."""
        self._registry.outdated(member)
        self._registry.holdings.left(space, event.user.native_id)
        if isinstance(event, InLeave):
            return (MemberLeft(community, event.at, space, member),)
        await self._registry.holdings.report(space, (event.user,))
        member = await self._hearing.member(community, platform, event.user)
        back = bool(event.returning)
        return (MemberJoined(community, event.at, space, member, returning=back),)

    async def _asked(self, platform: str, event: InJoinRequest) -> Taken:
        community, space = await self._hearing.space(platform, event.space)
        member = await self._hearing.member(community, platform, event.user)
        return Taken(event, (JoinRequested(community, event.at, space, member),))

    async def _filtered(self, platform: str, event: InAutoMod) -> Taken:
        community, space = await self._hearing.space(platform, event.space)
        channel = None
        if event.channel is not None:
            channel = await self._registry.native_channel(platform, event.channel)
        member = await self._hearing.member(community, platform, event.user)
        acted = AutoModActed(
            community, event.at, space, channel, member, event.rule, event.text, event.message_id
        )
        return Taken(event, (acted,))
