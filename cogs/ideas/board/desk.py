"""Keeps the cards in step with what the store says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.api.model import Channel, Member
from bot.api.reply import Reply
from bot.api.services import Clock, Directory, Outbox

from ..model import Idea
from ..store import IdeaStore
from . import cards

RECENT_MS = 3_600_000


class IdeaDesk:
    """The cards of ideas. Each step may be repeated after a crash and is then harmless."""

    def __init__(
        self, store: IdeaStore, outbox: Outbox, directory: Directory, clock: Clock
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._directory = directory
        self._clock = clock
        self._refreshing = asyncio.Lock()

    async def resume(self) -> None:
        """Do what a crash may have kept from being done: cards and edits of cards."""
        for idea in await self._store.recent(self._clock.now() - RECENT_MS):
            if idea.source is None:  # what was brought along has no card of its own
                await self.show(idea)
            await self.refresh(idea)

    async def show(self, idea: Idea) -> None:
        """Post the card of a new idea on the board of every space."""
        card = await self._card(idea)
        for channel in await self._places(idea):
            key = f"{cards.tag(idea)}:{channel.id}"
            await self._outbox.post(channel, card, tag=cards.tag(idea), key=key)

    async def _places(self, idea: Idea) -> Sequence[Channel]:
        """The boards; where there is none, the channel that the idea came from."""
        boards = await self._directory.place(idea.community_id, "ideas")
        if boards:
            return boards
        asked = await self._directory.channel(idea.channel_id)
        if asked is not None and not asked.direct:
            return [asked]
        return await self._directory.place(idea.community_id, "general")

    async def public(self, channel: Channel) -> bool:
        """Whether what stands in a channel may be shown to everybody."""
        hidden = channel.private or channel.direct
        return not hidden and not await self._directory.is_place(channel, "moderators")

    async def _card(self, idea: Idea) -> Reply:
        return cards.card(idea, await self.people(idea))

    async def people(self, idea: Idea) -> dict[int, Member]:
        """Who is named on the card, by id."""
        author = None if idea.anonymous else idea.author_id
        ids = [i for i in (author, idea.noted_by, idea.owner_id) if i is not None]
        return await self._directory.members(ids)

    async def refresh(self, idea: Idea) -> None:
        """Write the present state on all cards of an idea."""
        # one at a time: an older state must never be written over a newer one
        async with self._refreshing:
            now = await self._store.get(idea.community_id, idea.id)
            if now is not None:
                await self._outbox.update(idea.community_id, cards.tag(idea), await self._card(now))
