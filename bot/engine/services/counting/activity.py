"""Rolled-up activity as cogs read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.model import Channel, Member
from bot.api.services import Presence
from bot.engine.clock import local_day
from bot.engine.services.people.directory import Registry
from storage.activity import ActivityStore, PersonHere, Took
from storage.rollups import Rollups

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
WINDOW_DAYS = 28


class RolledUp:
    """Implements `Activity`; brings the rollups up to date before it reads."""

    def __init__(self, store: ActivityStore, rollups: Rollups, registry: Registry) -> None:
        self._store = store
        self._rollups = rollups
        self._registry = registry

    async def top_channel(self, community_id: int, start: int, end: int) -> Channel | None:
        """Where most was written."""
        await self._rollups.advance()
        top = await self._store.top_channel(community_id, start, end)
        return await self._registry.channel(top) if top is not None else None

    async def newcomers_unanswered(
        self, community_id: int, since: int, *, limit: int = 5
    ) -> Sequence[tuple[Member, Channel, int]]:
        """First messages without a reply."""
        await self._rollups.advance()
        found = []
        rows = await self._store.newcomers_unanswered(community_id, since, limit)
        for member_id, channel_id, native_id in rows:
            member = await self._registry.member(member_id)
            channel = await self._registry.channel(channel_id)
            if member is not None and channel is not None:
                found.append((member, channel, native_id))
        return found

    async def active_since(self, community_id: int, since: int) -> frozenset[int]:
        """Ids of members who wrote since then."""
        await self._rollups.advance()
        return await self._store.active_since(community_id, since)

    async def here(self, community_id: int) -> Mapping[int, PersonHere]:
        """Members who are here, by id; for the engine itself."""
        return await self._store.here(community_id)

    async def presences(
        self, community_id: int, now: int, *, here: Mapping[int, PersonHere] | None = None
    ) -> Mapping[int, Presence]:
        """How every member who is here has taken part; `here` spares reading who that is."""
        await self._rollups.advance()
        zone = (await self._registry.community(community_id)).timezone
        if here is None:
            here = await self._store.here(community_id)
        took = await self._store.took_part(
            community_id,
            now - WINDOW_DAYS * DAY_MS,
            now,
            local_day(now, zone) - WINDOW_DAYS + 1,
            WINDOW_DAYS,
        )
        return {id_: _presence(person, took.get(id_)) for id_, person in here.items()}

    async def per_hour(self, community_id: int, start: int, end: int) -> Mapping[int, int]:
        """Messages by hour."""
        await self._rollups.advance()
        return dict(await self._store.per_hour(community_id, start, end))

    async def ties(self, community_id: int, since: int) -> Mapping[tuple[int, int], int]:
        """Replies by who wrote and who was answered."""
        return await self._store.ties(community_id, since)

    async def top_helpers(
        self, community_id: int, start: int, end: int, *, limit: int = 3
    ) -> Sequence[tuple[Member, int]]:
        """Members by replies written."""
        await self._rollups.advance()
        rows = await self._store.top_helpers(community_id, start, end, limit)
        people = await self._registry.members([member_id for member_id, _ in rows])
        return [(people[m], replies) for m, replies in rows if m in people]


def _presence(person: PersonHere, took: Took | None) -> Presence:
    if took is None:
        return Presence(person.joined_at, person.met_at)
    before = back = None
    if took.first is not None and took.before is not None:
        silence = took.first - took.before
        if silence * HOUR_MS >= WINDOW_DAYS * DAY_MS:
            before, back = took.before * HOUR_MS, took.first * HOUR_MS
    return Presence(
        joined_at=person.joined_at,
        met_at=person.met_at,
        last_at=took.last * HOUR_MS,
        before_at=before,
        back_at=back,
        active_days=took.active_days,
        messages=took.messages,
        messages_before=took.messages_before,
    )
