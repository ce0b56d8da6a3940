"""A ban is told before it takes effect: afterwards some platforms let nobody write to them."""

from __future__ import annotations

from dataclasses import replace

from bot.api.errors import TownhallError
from bot.api.people import Level

from ..members.model import Act as Told
from ..members.telling import Notices
from .actions import Done, Order, People


class Announcing:
    """Tells the member first, and takes that back where the platform does not follow."""

    def __init__(self, people: People, notices: Notices) -> None:
        self._people = people
        self._notices = notices

    async def before(self, order: Order, at: int) -> bool | None:
        """Tell the member of the ban that is to come; whether the note has reached them, None when
        nobody knows yet. Who will be refused for moderator rights is told nothing."""
        told = _told(order, at)
        try:
            author = await self._people.author(order.alert)
            space = await self._people.space(told.community_id, told.space_id)
            here = await self._people.there(author, space)
            if await self._people.moderation.level(space, here) >= Level.MODERATOR:
                return False
            return await self._notices.announce(told, here)
        except (TownhallError, ConnectionError, TimeoutError):
            return False

    async def failed(self, order: Order, at: int, *, sure: bool) -> None:
        """It was not carried out, or (not `sure`) nobody knows."""
        await self._notices.recall(_told(order, at), sure=sure)


def confirmed(done: Done, reached: bool | None) -> Done:
    """What the card says of the note beside what the platform confirmed."""
    more = {"reached": reached is not False} | ({"late": True} if reached is None else {})
    return replace(done, detail=done.detail | more)


def _told(order: Order, at: int) -> Told:
    alert = order.alert
    return Told(
        id=0,
        community_id=alert.community_id,
        kind="ban",
        at=at,
        member_id=alert.author_id,
        by_id=order.by.id if order.by else None,
        alert_id=alert.id,
        space_id=alert.space_id,
    )
