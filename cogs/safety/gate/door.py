"""The slow door: when many join at once, newcomers wait for a while; it opens by itself."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Any
from weakref import WeakValueDictionary

from bot.api.context import Context
from bot.api.errors import Gone, MissingRights, TownhallError, Unsupported, UserError
from bot.api.events import JoinRequested, MemberJoined
from bot.api.model import Community, Member, Space
from bot.api.services import Audit, Clock, Configs, Directory, Doors, Scheduler
from bot.api.text import T

from ..config import Door, SafetyConfig
from ..times import HOUR_MS, MINUTE_MS, SECOND_MS
from .burst import Bursts
from .holding import Holding
from .message import DoorMessage
from .payloads import KeepClosed, OpenDoor
from .store import ClosedDoor, DoorStore

log = logging.getLogger(__name__)

TASK = "safety.door"
RESUME_MS = MINUTE_MS
AGAIN_MS = 10 * MINUTE_MS
LATE_MS = 10 * MINUTE_MS
CLOSED, BEFORE = "high", "medium"
"""Discord's level of a closed door, and the one below it: what to go back to when a crash came
between the closing and writing down what was before."""


class SlowDoor:
    """Closes, tells the moderators once, and opens again, whatever comes between.

    The row and the task come before the call, so that no door stays closed after a crash.
    """

    def __init__(
        self,
        store: DoorStore,
        holding: Holding,
        message: DoorMessage,
        configs: Configs,
        directory: Directory,
        doors: Doors,
        scheduler: Scheduler,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._store = store
        self._holding = holding
        self._message = message
        self._configs = configs
        self._directory = directory
        self._doors = doors
        self._scheduler = scheduler
        self._audit = audit
        self._clock = clock
        self._bursts = Bursts()
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    # ---- people come

    def asked(self, event: JoinRequested) -> None:
        """Somebody asks to be let in: that is left to people, and whom they let in is let in."""
        self._bursts.asks(event.space.id, event.member.id)

    async def joined(self, event: MemberJoined) -> None:
        """Count a newcomer; close the door when they come in a burst, hold them when it is
        closed."""
        community, space, member = event.community, event.space, event.member
        config, now = self._config(community.id), self._clock.now()
        if self._bursts.let_in(space.id, member.id) or event.returning:
            return
        if not config.enabled or now - event.at > LATE_MS:
            return
        async with self._turn(space.id):
            # platforms tell late what happened while the bot was away: that is no burst by itself
            came = min(event.at, now)
            self._bursts.came(space.id, member.id, came)
            door = await self._store.get(space.id)
            if door is not None:
                await self._one_more(door, space, member)
                return
            burst = self._burst(space.id, config, came)
            over = len(burst) < config.joins
            if not self._bursts.wanted(space.id, over=over) and not over:
                opens = now + config.minutes * MINUTE_MS
                door = ClosedDoor(space.id, community.id, now, opens).with_newcomers(burst)
                await self._close(door, space)

    def _config(self, community_id: int) -> Door:
        return self._configs.of(SafetyConfig, community_id).door

    def _burst(self, space_id: int, config: Door, now: int) -> list[int]:
        return self._bursts.since(space_id, now - config.seconds * SECOND_MS)

    async def _one_more(self, door: ClosedDoor, space: Space, member: Member) -> None:
        more = await self._store.change(space.id, lambda d: d.with_newcomers([member.id]))
        if more is not None and more.way == "closing":
            more = await self._shut(more, space, again=True)
            more = await self._hold(more, space)
        elif more is not None and more.way == "hold" and member.id in more.held:
            more = await self._holding.hold(more, space, [member.id])
        await self._message.draw(more or door, space)

    # ---- closing

    async def _close(self, door: ClosedDoor, space: Space) -> None:
        await self._wake(door, door.closed_at + RESUME_MS)
        if not await self._store.close(door):
            return
        door = await self._shut(door, space)
        await self._finish(door, space)
        await self._note(door, None, "close_door")

    async def _finish(self, door: ClosedDoor, space: Space) -> None:
        """What comes after closing; all of it may be done again."""
        door = await self._hold(door, space)
        await self._message.post(door, space)
        soon = self._clock.now() + RESUME_MS
        await self._wake(door, soon if door.way == "closing" else door.opens_at)

    async def _shut(self, door: ClosedDoor, space: Space, *, again: bool = False) -> ClosedDoor:
        """By the platform's means, else by holding newcomers. `again`: it may be shut already."""
        try:
            level = await self._doors.close_door(space)
        except Unsupported:
            shut: dict[str, Any] = {"way": "hold"}
        except MissingRights as missing:
            shut = {"way": "hold", "better": missing.right}
        except (TownhallError, ConnectionError, TimeoutError) as error:
            log.warning("a door may not be closed yet: %s", type(error).__name__)
            return door
        else:
            guessed = again and level == CLOSED
            shut = {"way": "level", "level": BEFORE if guessed else level, "guessed": guessed}
            shut |= {"held": ()}
        return await self._store.change(space.id, lambda d: replace(d, **shut)) or door

    async def _hold(self, door: ClosedDoor, space: Space) -> ClosedDoor:
        if door.way != "hold" or not door.held:
            return door
        return await self._holding.hold(door, space, door.held) or door

    # ---- opening

    async def due(self, community_id: int, space_id: int) -> None:
        """Open a door whose time is over, or go on with what a crash cut off."""
        async with self._turn(space_id):
            door, space = await self._store.get(space_id), await self._space(community_id, space_id)
            if door is None:
                return
            if space is None:  # the bot was removed from it
                await self._store.open(door)
                return
            config, now = self._config(community_id), self._clock.now()
            if now < door.opens_at:
                if door.way == "closing":
                    door = await self._shut(door, space, again=True)
                await self._finish(door, space)
                await self._message.draw(door, space)
            elif config.enabled and len(self._burst(space_id, config, now)) >= config.joins:
                # they still come: the same burst, so the same message
                await self._extend(door, space, now + config.minutes * MINUTE_MS)
            else:
                await self._open(door, space, None)

    async def open_now(self, ctx: Context, payload: OpenDoor) -> None:
        """A moderator opens it."""
        async with self._turn(payload.space):
            door, space = await self._mine(ctx.community, payload.space)
            if door.closed_at != payload.closed:
                raise UserError(OPEN)
            self._bursts.leave_open(space.id)
            if not await self._open(door, space, ctx.member):
                raise UserError(T("I cannot open it at the moment; the message says why."))
        await ctx.reply(T("The door is open."), private=True)

    async def keep_closed(self, ctx: Context, payload: KeepClosed) -> None:
        """A moderator keeps it closed for an hour more."""
        async with self._turn(payload.space):
            door, space = await self._mine(ctx.community, payload.space)
            if door.opens_at != payload.opens:
                raise UserError(T("The time has changed meanwhile; look at the message again."))
            door = await self._extend(door, space, door.opens_at + HOUR_MS)
            await self._note(door, ctx.member, "keep_door_closed")
        await ctx.reply(T("It stays closed for an hour more."), private=True)

    async def _mine(self, community: Community, space_id: int) -> tuple[ClosedDoor, Space]:
        door = await self._store.get(space_id)
        space = await self._space(community.id, space_id)
        if door is None or space is None or door.community_id != community.id:
            raise UserError(OPEN)
        return door, space

    async def _extend(self, door: ClosedDoor, space: Space, until: int) -> ClosedDoor:
        await self._wake(door, until)
        door = await self._store.keep(space.id, door.opens_at, until) or door
        door = await self._hold(door, space)
        await self._message.draw(door, space)
        return door

    async def _open(self, door: ClosedDoor, space: Space, by: Member | None) -> bool:
        """False when that is not possible now; then it is tried again."""
        await self._wake(door, self._clock.now() + AGAIN_MS)
        if door.way == "closing":
            door = await self._shut(door, space, again=True)
        if door.way == "closing":
            return await self._stay(door, space, "")
        try:
            if door.way == "level":
                await self._doors.open_door(space, door.level)
        except MissingRights as missing:
            return await self._stay(door, space, missing.right)
        except (Gone, Unsupported) as error:
            log.warning("a door is left as it is: %s", type(error).__name__)
        except (TownhallError, ConnectionError, TimeoutError):
            return await self._stay(door, space, "")
        await self._holding.lift(door, space)
        await self._message.opened(door, space, by)
        if await self._store.open(door):
            await self._scheduler.cancel(_key(space.id))
            await self._note(door, by, "open_door")
        return True

    async def _stay(self, door: ClosedDoor, space: Space, right: str) -> bool:
        known = await self._store.change(space.id, lambda d: replace(d, right=right))
        await self._message.draw(known or door, space, stuck=True)
        return False

    # ---- people

    async def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        await self._store.link(kept, gone)

    async def erase(self, member_id: int) -> None:
        """Forget a member, also on the message of a door that is closed."""
        for door in await self._store.erase(member_id):
            if (space := await self._space(door.community_id, door.space_id)) is not None:
                await self._message.draw(door, space)

    # ---- helpers

    def _turn(self, space_id: int) -> asyncio.Lock:
        """One thing at a time happens to a door."""
        return self._turns.setdefault(space_id, asyncio.Lock())

    async def _space(self, community_id: int, space_id: int) -> Space | None:
        spaces = await self._directory.spaces(community_id)
        return next((space for space in spaces if space.id == space_id), None)

    async def _wake(self, door: ClosedDoor, due: int) -> None:
        data = {"community": door.community_id, "space": door.space_id}
        key = _key(door.space_id)
        await self._scheduler.at(due, TASK, data, key=key, community_id=door.community_id)

    async def _note(self, door: ClosedDoor, by: Member | None, verb: str) -> None:
        await self._audit.record(
            door.community_id,
            actor=by,
            action=f"safety.{verb}",
            target=f"space:{door.space_id}",
            detail={"newcomers": door.came, "opens_at": door.opens_at},
        )


OPEN = T("This door is open again already.")


def _key(space_id: int) -> str:
    return f"{TASK}:{space_id}"
