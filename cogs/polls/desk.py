"""Keeps cards, closing tasks and results in step with what the store says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.api.model import Channel
from bot.api.reply import Reply
from bot.api.services import Clock, Directory, Outbox, Scheduler

from . import cards
from .logic import Poll
from .store import PollStore

RECENT_MS = 3_600_000


class PollDesk:
    """Everything that polls post. Each step may be repeated after a crash and is then harmless."""

    def __init__(
        self,
        store: PollStore,
        outbox: Outbox,
        scheduler: Scheduler,
        directory: Directory,
        clock: Clock,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._scheduler = scheduler
        self._directory = directory
        self._clock = clock
        self._refreshing = asyncio.Lock()

    async def resume(self) -> None:
        """Do what a crash may have kept from being done: closing tasks, cards, edits, results."""
        for poll in await self._store.open():
            await self._schedule(poll)
            channel = await self._directory.channel(poll.channel_id)
            await self._show(poll, await self.places(poll.community_id, channel))
            await self.refresh(poll.community_id, poll.id)
        for poll in await self._store.closed_since(self._clock.now() - RECENT_MS):
            await self.publish(poll.community_id, poll.id)

    async def places(self, community_id: int, asked: Channel | None) -> Sequence[Channel]:
        """The channel where a poll was asked, and the main one of every other space. What is
        asked among moderators or in a private channel stays there."""
        here = [asked] if asked is not None and not asked.direct else []
        for channel in here:
            if channel.private or await self._directory.is_place(channel, "moderators"):
                return here
        spaces = {channel.space.id for channel in here if channel.space is not None}
        general = await self._directory.place(community_id, "general")
        return here + [c for c in general if c.space is not None and c.space.id not in spaces]

    async def open(self, draft: Poll, channels: Sequence[Channel]) -> Poll:
        """Keep a new poll and post its card in each channel."""
        poll = await self._store.create(draft)
        await self._schedule(poll)
        await self._show(poll, channels)
        return poll

    async def _show(self, poll: Poll, channels: Sequence[Channel]) -> None:
        card, tag = await self._card(poll.community_id, poll.id), cards.tag(poll.id)
        if card is not None:
            for channel in channels:
                await self._outbox.post(channel, card, tag=tag, key=f"{tag}:{channel.id}")

    async def _card(self, community_id: int, poll_id: int) -> Reply | None:
        found = await self._store.result(community_id, poll_id)
        if found is None:
            return None
        poll, tally = found
        asker = poll.author_id
        author = await self._directory.member(asker) if asker is not None else None
        return cards.card(poll, tally, author)

    async def _schedule(self, poll: Poll) -> None:
        await self._scheduler.at(
            poll.closes_at,
            "polls.close",
            {"community": poll.community_id, "poll": poll.id},
            key=cards.tag(poll.id),
            community_id=poll.community_id,
        )

    async def refresh(self, community_id: int, poll_id: int) -> None:
        """Write the present count on all cards of a poll."""
        # one at a time: an older count must never be written over a newer one
        async with self._refreshing:
            card = await self._card(community_id, poll_id)
            if card is not None:
                await self._outbox.update(community_id, cards.tag(poll_id), card)

    async def publish(self, community_id: int, poll_id: int) -> None:
        """The result of a closed poll: on its cards, and once in every channel they stand in."""
        await self.refresh(community_id, poll_id)
        found = await self._store.result(community_id, poll_id)
        if found is None:
            return
        poll, tally = found
        tag, reply = cards.tag(poll.id), cards.result(poll, tally)
        posts = await self._outbox.posts(community_id, tag)
        targets: list[tuple[Channel, int | None]] = [(p.channel, p.native_id) for p in posts]
        if not targets and (channel := await self._directory.channel(poll.channel_id)):
            targets = [(channel, None)]
        for channel, native_id in targets:
            key = f"{tag}:result:{channel.id}"
            await self._outbox.post(channel, reply, key=key, reply_to=native_id)
        # only now: after a crash before this line the task publishes at the due time
        await self._scheduler.cancel(tag)
