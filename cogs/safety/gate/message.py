"""The one message about a burst: posted once, and edited afterwards."""

from __future__ import annotations

from bot.api.model import Member, Space
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Clock, Directory, Outbox

from . import wording
from .store import ClosedDoor


class DoorMessage:
    """Tells the moderators of the space, else all of the community's, else each privately."""

    def __init__(self, directory: Directory, outbox: Outbox, clock: Clock) -> None:
        self._directory = directory
        self._outbox = outbox
        self._clock = clock

    async def post(self, door: ClosedDoor, space: Space) -> None:
        """Say that it is closed; nothing happens when that was said."""
        tag, reply = _tag(door), await self._closed(door, space)
        places = await self._directory.place(door.community_id, "moderators")
        near = [p for p in places if p.space is not None and p.space.id == door.space_id]
        for place in near or places:
            await self._outbox.post(place, reply, tag=tag, key=f"{tag}:{place.id}")
        if not places:
            for member in await self._directory.staff(door.community_id, Level.MODERATOR):
                await self._outbox.tell(member, reply, tag=tag, key=f"{tag}:member:{member.id}")

    async def draw(self, door: ClosedDoor, space: Space, *, stuck: bool = False) -> None:
        """Bring it up to date; `stuck`: the door should be open by now."""
        await self._change(door, await self._closed(door, space, stuck=stuck))

    async def opened(self, door: ClosedDoor, space: Space, by: Member | None) -> None:
        """Say that it is open again."""
        await self._change(door, wording.opened_door(door, space, by, self._clock.now()))

    async def _change(self, door: ClosedDoor, reply: Reply) -> None:
        await self._outbox.update(door.community_id, _tag(door), reply)

    async def _closed(self, door: ClosedDoor, space: Space, *, stuck: bool = False) -> Reply:
        return wording.closed_door(door, space, await self._first(door), stuck=stuck)

    async def _first(self, door: ClosedDoor) -> list[Member]:
        members = await self._directory.members(door.first)
        return [members[i] for i in door.first if i in members]


def _tag(door: ClosedDoor) -> str:
    return f"safety.door:{door.space_id}:{door.closed_at}"
