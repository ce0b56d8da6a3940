"""The end of a poll: closed, its key destroyed, its result told. Each step may be repeated."""

from __future__ import annotations

from bot.api.model import Channel
from bot.api.services import Clock, Directory, Outbox

from ..asked.telling import Teller
from ..store import BallotStore, PollStore
from ..voting.cards import tag
from ..voting.desk import PollDesk
from ..voting.electorate import Electorate
from ..voting.keys import Keys
from . import wording

RECENT_MS = 3_600_000


class Closer:
    """Closes polls and publishes results."""

    def __init__(
        self,
        polls: PollStore,
        ballots: BallotStore,
        keys: Keys,
        electorate: Electorate,
        desk: PollDesk,
        teller: Teller,
        outbox: Outbox,
        directory: Directory,
        clock: Clock,
    ) -> None:
        self._polls = polls
        self._ballots = ballots
        self._keys = keys
        self._electorate = electorate
        self._desk = desk
        self._teller = teller
        self._outbox = outbox
        self._directory = directory
        self._clock = clock

    async def close(self, community_id: int, poll_id: int, by: int | None) -> bool:
        """Close and publish; False when it was closed before, and then nothing new is posted."""
        poll = await self._polls.get(community_id, poll_id)
        if poll is None:
            return False
        key = None if poll.closed else await self._keys.find(poll_id)
        eligible = None if poll.closed else await self._electorate.count(poll)
        record = await self._ballots.close(
            community_id, poll_id, by, self._clock.now(), key, eligible
        )
        await self._forget(poll_id)
        await self.publish(community_id, poll_id)
        return record is not None

    async def _forget(self, poll_id: int) -> None:
        # before anything is posted: from here on nobody can tell voters from receipts
        self._keys.drop(poll_id)
        await self._keys.forget_closed()

    async def resume(self) -> None:
        """Do what a crash may have kept from being done: destroy keys, tell what came of it."""
        await self._keys.forget_closed()
        for poll in await self._polls.closed_since(self._clock.now() - RECENT_MS):
            await self.publish(poll.community_id, poll.id)
        await self._teller.resume()

    async def publish(self, community_id: int, poll_id: int) -> None:
        """The result of a closed poll: on its cards, once in every channel they stand in, and to
        the cog that wanted it."""
        await self._desk.refresh(community_id, poll_id)
        found = await self._ballots.count(community_id, poll_id)
        if found is None or not found[0].closed:
            return
        poll, count, record = found
        reply = wording.result(poll, count, record)
        posts = await self._outbox.posts(community_id, tag(poll.id))
        targets: list[tuple[Channel, int | None]] = [(p.channel, p.native_id) for p in posts]
        if not targets and (channel := await self._directory.channel(poll.channel_id)):
            targets = [(channel, None)]
        for channel, native_id in targets:
            key = f"{tag(poll.id)}:result:{channel.id}"
            await self._outbox.post(channel, reply, key=key, reply_to=native_id)
        await self._teller.tell(poll, count, record)
        await self._desk.done(poll)
