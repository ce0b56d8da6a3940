"""How much goes on in a community: text-free figures from the rollups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..model import Channel, Member


@dataclass(frozen=True, slots=True)
class Presence:
    """How one member has taken part in the last 28 days; times are UTC milliseconds.

    `joined_at` is the first join of any space, None when no platform told; `met_at` when the bot
    first saw them. `last_at` is their last message ever, to the hour, None when they never wrote.
    Who wrote again within these 28 days after a silence of at least 28: `before_at` is the last
    message before it, `back_at` the first one after; else both are None. `active_days` and
    `messages` count the last 28 days (the community's own, today included), `messages_before` the
    28 days before them.
    """

    joined_at: int | None
    met_at: int
    last_at: int | None = None
    before_at: int | None = None
    back_at: int | None = None
    active_days: int = 0
    messages: int = 0
    messages_before: int = 0


class Activity(Protocol):
    """Rolled-up activity; never reads message text and never scans raw messages."""

    async def top_channel(self, community_id: int, start: int, end: int) -> Channel | None:
        """Where most was written in [start, end), None where nothing was."""

    async def newcomers_unanswered(
        self, community_id: int, since: int, *, limit: int = 5
    ) -> Sequence[tuple[Member, Channel, int]]:
        """(member, channel, message native id) of first messages since then without any reply."""

    async def active_since(self, community_id: int, since: int) -> frozenset[int]:
        """Ids of the members who wrote something since then (UTC ms, to the hour)."""

    async def presences(self, community_id: int, now: int) -> Mapping[int, Presence]:
        """How every member who is here has taken part in the 28 days before `now`, by member id;
        bots, those who left every space and those who were erased are left out."""

    async def per_hour(self, community_id: int, start: int, end: int) -> Mapping[int, int]:
        """Messages by hour (UTC milliseconds // 3,600,000); hours without any are left out."""

    async def ties(self, community_id: int, since: int) -> Mapping[tuple[int, int], int]:
        """Replies since then by (member who wrote, member who was answered), never to oneself."""

    async def top_helpers(
        self, community_id: int, start: int, end: int, *, limit: int = 3
    ) -> Sequence[tuple[Member, int]]:
        """Members by number of replies they wrote to others."""
