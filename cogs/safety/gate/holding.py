"""Keeping newcomers from writing while a door is closed, where the platform has no door."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.api.errors import CannotReach, Gone, MissingRights, TownhallError, Unsupported, UserError
from bot.api.model import Space
from bot.api.services import Clock

from ..deciding.actions import People
from .store import ClosedDoor, DoorStore

log = logging.getLogger(__name__)

REASON = "Townhall, many people have joined at once"
SHORTEST_S = 60
"""Telegram takes less than half a minute for "for ever"."""


class Holding:
    """Times newcomers out and lifts that again; what a moderator decided stays as it is.

    Nobody is written to about it: to write to everybody in a raid is what platforms lock a bot
    out for. A time-out ends when the door opens, also when the bot is not there to lift it.
    """

    def __init__(self, store: DoorStore, people: People, clock: Clock) -> None:
        self._store = store
        self._people = people
        self._clock = clock

    async def hold(
        self, door: ClosedDoor, space: Space, member_ids: Sequence[int]
    ) -> ClosedDoor | None:
        """Keep these from writing until the door opens; the door as it is then, None when it is
        open already. Staff cannot be held and are left out."""
        now, right = self._clock.now(), ""
        seconds = max(SHORTEST_S, -(-(door.opens_at - now) // 1000))
        busy = await self._store.paused(space.id, member_ids, now)
        members = await self._people.directory.members(member_ids)
        refused = [i for i in member_ids if i in busy or i not in members]
        for member_id in (i for i in member_ids if i not in refused):
            here = await self._people.there(members[member_id], space)
            try:
                await self._people.moderation.time_out(space, here, seconds, REASON)
            except MissingRights as missing:
                right = missing.right
                refused.append(member_id)
            except (UserError, Gone, CannotReach, Unsupported):
                refused.append(member_id)
            except (TownhallError, ConnectionError, TimeoutError) as error:
                # it may have been done: to lift what is not there does no harm
                log.info("a newcomer may not be held: %s", type(error).__name__)
        return await self._store.change(space.id, lambda known: known.without(refused, right))

    async def lift(self, door: ClosedDoor, space: Space) -> None:
        """Let them write again."""
        busy = await self._store.paused(space.id, door.held, self._clock.now())
        members = await self._people.directory.members(door.held)
        for member in (members[i] for i in door.held if i in members and i not in busy):
            here = await self._people.there(member, space)
            try:
                await self._people.moderation.lift_time_out(space, here)
            except Gone:
                continue
            except (TownhallError, ConnectionError, TimeoutError) as error:
                log.info("a time-out is left to end by itself: %s", type(error).__name__)
