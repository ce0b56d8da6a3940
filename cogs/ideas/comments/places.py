"""The places where ideas are talked about: one beside each card."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.model import Channel, MessageRef
from bot.api.reply import Reply
from bot.api.services import Directory, Outbox, Threads

from ..board import cards
from ..model import Idea
from . import wording
from .store import CommentStore


class TalkPlaces:
    """Opens them, and knows them all by heart: a message costs no look into the database."""

    def __init__(
        self, store: CommentStore, threads: Threads, outbox: Outbox, directory: Directory
    ) -> None:
        self._store = store
        self._threads = threads
        self._outbox = outbox
        self._directory = directory
        self._ideas: dict[int, int] = {}

    async def load(self) -> None:
        """Before the first message comes."""
        self._ideas = await self._store.places()

    def idea_of(self, channel: Channel) -> int | None:
        """The number of the idea that a channel is for."""
        return self._ideas.get(channel.id)

    async def open(self, card: MessageRef, idea: Idea) -> Channel:
        """The place beside that card; the same one ever after, with one first line in it.

        Raises as `Threads.open`.
        """
        place = await self._threads.open(card, idea.words.title)
        if self._ideas.get(place.id) != idea.id:
            await self._store.open(place.id, idea.id)
            self._ideas[place.id] = idea.id
        key = f"{cards.tag(idea)}:talk:{place.id}"
        # without a tag: it is no card, which would be rewritten and could be answered
        await self._outbox.post(place, wording.opening(idea), key=key)
        return place

    async def post(self, idea: Idea, reply: Reply, key: str) -> None:
        """Say something wherever an idea is talked about, once for each key."""
        for channel in await self._of(idea):
            await self._outbox.post(channel, reply, key=f"{key}:{channel.id}")

    async def _of(self, idea: Idea) -> Sequence[Channel]:
        found = [await self._directory.channel(one) for one in await self._store.places_of(idea.id)]
        return [channel for channel in found if channel is not None]
