"""Who asked to be forgotten does not come back by what they did before that, nor by others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.api.port.inbound import (
    InAutoMod,
    Inbound,
    InJoin,
    InJoinRequest,
    InLeave,
    InMessage,
    InReaction,
    InRoles,
    InSpace,
)
from bot.api.port.nouns import NativeSpace, NativeUser
from bot.api.services import Clock

from ..services.people.directory import Registry
from ..services.people.tombstones import Tombstones

Told = TypeVar("Told", bound=Inbound)

LATE_MS = 60_000
"""What comes that long afterwards is of the past, such as what Telegram kept while the bot was
away. Anything sooner is of now, also where the clocks of a platform and this machine differ."""


class Forgotten:
    """Asks the tombstones, in a few words. What people do now costs nothing."""

    def __init__(self, registry: Registry, tombstones: Tombstones, clock: Clock) -> None:
        self._registry = registry
        self._tombstones = tombstones
        self._clock = clock

    async def without(self, platform: str, past: Sequence[Told]) -> list[Told]:
        """What was told of a time away, without what was done before somebody was forgotten."""
        return [event for event in past if not await self.did(platform, event, late=True)]

    async def did(self, platform: str, event: Inbound, *, late: bool = False) -> bool:
        """Whether somebody did this before they were forgotten, and it is told `late`."""
        match event:
            case InMessage():
                space, user, at = event.channel.space, event.author, event.sent_at
            case InReaction():
                space, user, at = event.channel.space, event.user, event.at
            case InJoin() | InLeave() | InJoinRequest() | InAutoMod():
                space, user, at = event.space, event.user, event.at
            case _:
                return False
        return space is not None and await self.before(platform, space, user, at, late=late)

    async def before(
        self, platform: str, native: NativeSpace, user: NativeUser, at: int, *, late: bool = False
    ) -> bool:
        """Whether somebody was forgotten after that time, which is not just now."""
        if not late and self._clock.now() - at < LATE_MS:
            return False
        space = await self._registry.space(platform, native)
        found = await self._tombstones.erased_at(space.community_id, platform, [user.native_id])
        return any(at < erased for erased in found.values())

    async def gone(
        self, platform: str, native: NativeSpace, people: Iterable[NativeUser]
    ) -> set[str]:
        """Those who were forgotten and have done nothing since: that they have a role, or that
        somebody answers them, does not bring them back."""
        here = (await self._registry.space(platform, native)).community_id
        asked = [user.native_id for user in people]
        erased = await self._tombstones.erased_at(here, platform, asked)
        known = self._registry.known_member
        return {one for one in erased if await known(here, platform, one) is None}

    async def roles(self, platform: str, event: InRoles) -> InRoles:
        """Without those who are gone."""
        gone = await self.gone(platform, event.space, event.people)
        return replace(event, people=tuple(u for u in event.people if u.native_id not in gone))

    async def space(self, platform: str, event: InSpace) -> InSpace:
        """Without those who are gone; who looks after the space is known again when they come."""
        owner = () if event.owner is None else (event.owner,)
        staff = (*owner, *(user for user, _ in event.staff))
        gone = await self.gone(platform, event.space, staff)
        return replace(
            event,
            owner=None if any(user.native_id in gone for user in owner) else event.owner,
            staff=tuple(one for one in event.staff if one[0].native_id not in gone),
        )
