"""A polling booth: the stores and the keys of some polls, without a chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import cogs.polls
from cogs.polls.model import Draft, Errand, Marks, Poll, Rules
from cogs.polls.record import Key, Record
from cogs.polls.store import BallotStore, PollStore, Pressed
from storage.database import Database

BRANCH = {"polls": Path(cogs.polls.__path__[0]) / "migrations"}
HERE, CHANNEL, ASKER = 1, 5, 7
HOUR = 3_600_000
NOW = 500_000 * HOUR
END = NOW + 24 * HOUR


class Booth:
    """Asks, votes and closes as the rooms above do; every poll has a secret of its own."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.polls = PollStore(db)
        self.ballots = BallotStore(db)
        self.keys: dict[int, Key] = {}

    async def ask(
        self,
        rules: Rules | None = None,
        options: Sequence[str] = ("A", "B"),
        *,
        author: int | None = ASKER,
        secret: str = "",
        now: int = NOW,
        series: int | None = None,
        errand: Errand | None = None,
    ) -> Poll:
        words = secret or f"secret {len(self.keys)}"
        key = Key(sha256(words.encode()).digest())
        poll = await self.polls.create(
            Draft("Which?", tuple(options), rules or Rules(), closes_at=now + END - NOW),
            community_id=HERE,
            author_id=author,
            channel_id=CHANNEL,
            key_name=f"polls-{words}",
            key_check=key.check,
            now=now,
            series_id=series,
            errand=errand,
        )
        self.keys[poll.id] = key
        return poll

    async def press(self, poll: Poll, member: int, option: int, now: int = NOW) -> Pressed:
        voter = self.keys[poll.id].voter(member, poll.rules.secrecy)
        return await self.ballots.press(poll.id, poll.community_id, voter, member, option, now)

    async def withdraw(self, poll: Poll, member: int, now: int = NOW) -> Pressed:
        voter = self.keys[poll.id].voter(member, poll.rules.secrecy)
        return await self.ballots.withdraw(poll.id, poll.community_id, voter, member, now)

    async def marks(self, poll: Poll, member: int) -> Marks:
        voter = self.keys[poll.id].voter(member, poll.rules.secrecy)
        return await self.ballots.of_voter(poll.id, voter)

    async def close(self, poll: Poll, now: int = END, by: int | None = None) -> Record | None:
        key = self.keys[poll.id]
        return await self.ballots.close(poll.community_id, poll.id, by, now, key, None)

    async def scores(self, poll: Poll) -> tuple[tuple[int, ...], int]:
        """The score of each option, and how many voted."""
        found = await self.ballots.count(poll.community_id, poll.id)
        assert found is not None
        return tuple(int(score) for score in found[1].scores), found[1].voters

    async def secrets(self, *members: int) -> Mapping[int, Key]:
        """What a bot has read from its files before it links or forgets."""
        return {poll: self.keys[poll] for poll, _ in await self.ballots.open_anonymous(*members)}

    async def link(self, kept: int, gone: int) -> list[tuple[int, int]]:
        return await self.ballots.link(kept, gone, await self.secrets(gone))

    async def erase(self, member: int) -> list[tuple[int, int]]:
        return await self.ballots.erase(member, await self.secrets(member))
