"""Counts what people say about ideas."""

from __future__ import annotations

from collections import OrderedDict

from bot.api.events import MessageDeleted, MessagePosted
from bot.api.model import Message, MessageRef
from bot.api.services import Clock, Outbox

from ..board.desk import IdeaDesk
from ..model import Idea, number_in
from ..store import IdeaStore
from .places import TalkPlaces
from .store import CommentStore
from .telling import CommentNews

RECENT_MS = 3_600_000
DELETED = 1000
CARD = "idea:"


class Counting:
    """Messages in the place of an idea, and answers to its card."""

    def __init__(
        self,
        store: CommentStore,
        ideas: IdeaStore,
        places: TalkPlaces,
        news: CommentNews,
        desk: IdeaDesk,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._store = store
        self._ideas = ideas
        self._places = places
        self._news = news
        self._desk = desk
        self._outbox = outbox
        self._clock = clock
        # A message may be deleted while it is being counted.
        self._deleted: OrderedDict[tuple[int, int], None] = OrderedDict()

    async def posted(self, event: MessagePosted) -> None:
        """Count a message if it is about an idea. For any other there is no SQL, except where it
        answers one of a bot."""
        message = event.message
        number = await self._about(message)
        if number is None:
            return
        idea = await self._root(event.community.id, number)
        if idea is None:
            return
        ref, now = message.ref, self._clock.now()
        # planned before it counts: after a crash in between there is nothing to tell
        await self._news.plan(event.community, idea, now)
        await self._store.add(ref.channel.id, ref.native_id, number, message.author.id, now)
        if _key(ref) in self._deleted:
            await self._store.remove(ref.channel.id, ref.native_id)
        await self._desk.refresh(idea)

    async def deleted(self, event: MessageDeleted) -> None:
        """A message is gone; most were no comments."""
        self._deleted[_key(event.ref)] = None
        if len(self._deleted) > DELETED:
            self._deleted.popitem(last=False)
        number = await self._store.remove(event.ref.channel.id, event.ref.native_id)
        if number is None:
            return
        idea = await self._root(event.community.id, number)
        if idea is not None:
            await self._desk.refresh(idea)

    async def resume(self) -> None:
        """Cards that a crash may have kept from showing the last comments."""
        for idea in await self._store.recent(self._clock.now() - RECENT_MS):
            await self._desk.refresh(idea)

    async def _about(self, message: Message) -> int | None:
        """The number of the idea that a message is about."""
        number = self._places.idea_of(message.ref.channel)
        if number is not None or message.reply_to is None or message.reply_to_member is not None:
            return number
        answered = MessageRef(message.ref.channel, message.reply_to)
        tag = await self._outbox.tag_of(answered) or ""
        return number_in(tag.removeprefix(CARD)) if tag.startswith(CARD) else None

    async def _root(self, community_id: int, number: int) -> Idea | None:
        """The idea that stands for that one."""
        idea = await self._ideas.get(community_id, number)
        if idea is None or idea.merged_into is None:
            return idea
        return await self._ideas.get(community_id, idea.merged_into)


def _key(ref: MessageRef) -> tuple[int, int]:
    return ref.channel.id, ref.native_id
