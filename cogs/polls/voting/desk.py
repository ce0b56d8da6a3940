"""Keeps cards and tasks of open polls in step with what the store says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from weakref import WeakValueDictionary

from bot.api.boards.audience import SMALLEST_GROUP, Audiences
from bot.api.errors import UserError
from bot.api.model import Channel, Community, Member
from bot.api.reply import Reply
from bot.api.services import Clock, Directory, Outbox, Scheduler
from bot.api.text import T

from ..model import DAY_MS, Draft, Errand, Poll
from ..store import BallotStore, PollStore
from . import cards
from .keys import Keys


class PollDesk:
    """Everything that an open poll posts. Each step may be repeated after a crash and is then
    harmless."""

    def __init__(
        self,
        polls: PollStore,
        ballots: BallotStore,
        keys: Keys,
        outbox: Outbox,
        scheduler: Scheduler,
        directory: Directory,
        clock: Clock,
        audiences: Audiences,
    ) -> None:
        self._polls = polls
        self._ballots = ballots
        self._keys = keys
        self._outbox = outbox
        self._scheduler = scheduler
        self._directory = directory
        self._clock = clock
        self._audiences = audiences
        self._stale: set[tuple[int, int]] = set()
        self._turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    async def resume(self) -> None:
        """Do what a crash may have kept from being done: tasks, cards, edits."""
        for poll in await self._polls.open():
            await self.mend(poll)

    async def mend(self, poll: Poll) -> None:
        """The same for one open poll."""
        await self._schedule(poll)
        channel = await self._directory.channel(poll.channel_id)
        await self._show(poll, await self.places(poll.community_id, channel))
        await self.refresh(poll.community_id, poll.id)

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

    async def open(
        self,
        draft: Draft,
        *,
        community: Community,
        author: Member,
        channel: Channel | None,
        series_id: int | None = None,
        errand: Errand | None = None,
    ) -> Poll:
        """Keep a new poll, whose words are checked already, and post its card everywhere.

        UserError where there is no channel for it, or too few are meant by its audience. Who they
        are is settled now: whoever is meant only later cannot vote.
        """
        channels = await self.places(community.id, channel)
        if not channels:
            raise UserError(T("I found no channel for a poll; please ask it in a channel."))
        voters = await self._meant(community.id, draft.audience) if draft.audience else None
        # first the key: a key without a poll harms nobody, a poll without a key is lost
        name, key = await self._keys.make()
        poll = await self._polls.create(
            draft,
            community_id=community.id,
            author_id=author.id,
            channel_id=channels[0].id,
            key_name=name,
            key_check=key.check,
            now=self._clock.now(),
            series_id=series_id,
            errand=errand,
            voters=voters,
        )
        own = await self._keys.find(poll.id)
        if own is None or own.check != key.check:
            # it had been asked before (a series before a crash, a cog under the same key)
            await self._keys.unmake(name)
        if poll.closed:
            return poll
        await self._schedule(poll)
        await self._show(poll, channels)
        return poll

    async def _meant(self, community_id: int, audience: str) -> frozenset[int]:
        meant = await self._audiences.members(community_id, audience)
        if len(meant) < SMALLEST_GROUP:
            raise UserError(
                T(
                    "Fewer than {n} members are meant by “{audience}”, so their votes would not be "
                    "secret; please ask more people.",
                    n=SMALLEST_GROUP,
                    audience=audience,
                )
            )
        return meant

    async def _show(self, poll: Poll, channels: Sequence[Channel]) -> None:
        card, tag = await self._card(poll.community_id, poll.id), cards.tag(poll.id)
        if card is not None:
            for channel in channels:
                await self._outbox.post(channel, card, tag=tag, key=f"{tag}:{channel.id}")

    async def _card(self, community_id: int, poll_id: int) -> Reply | None:
        found = await self._ballots.count(community_id, poll_id)
        if found is None:
            return None
        poll, count, record = found
        asker = poll.author_id
        author = await self._directory.member(asker) if asker is not None else None
        return cards.card(poll, count, record, author)

    async def _schedule(self, poll: Poll) -> None:
        data, tag = {"community": poll.community_id, "poll": poll.id}, cards.tag(poll.id)
        await self._scheduler.at(
            poll.closes_at, "polls.close", data, key=tag, community_id=poll.community_id
        )
        due = reminder_at(poll)
        if poll.rules.remind and due > self._clock.now():
            await self._scheduler.at(
                due, "polls.remind", data, key=f"{tag}:remind", community_id=poll.community_id
            )

    async def refresh(self, community_id: int, poll_id: int) -> None:
        """Write the present count on all cards of a poll.

        One at a time, so that an older count is never written over a newer one; what has become
        stale while another one waited is written by the next for all.
        """
        poll = (community_id, poll_id)
        self._stale.add(poll)
        async with self._turns.setdefault(poll, asyncio.Lock()):
            if poll not in self._stale:
                return
            self._stale.discard(poll)
            card = await self._card(community_id, poll_id)
            if card is not None:
                await self._outbox.update(community_id, cards.tag(poll_id), card)

    async def done(self, poll: Poll) -> None:
        """Nothing is to be done at its time any more. Last of all: as long as the task stands, it
        does after a crash what is left to do."""
        tag = cards.tag(poll.id)
        await self._scheduler.cancel(f"{tag}:remind")
        await self._scheduler.cancel(tag)


def reminder_at(poll: Poll) -> int:
    """A day before the end, but not before half of the time."""
    return max(poll.closes_at - DAY_MS, (poll.created_at + poll.closes_at) // 2)
