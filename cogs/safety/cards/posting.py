"""Where the card of an alert goes, and how all of its copies say the same."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.api.model import Member
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Directory, Outbox, Scheduler

from ..alerts.model import Alert
from ..members import notices
from .card import aside, card, hall, tag
from .places import moderators_near
from .viewing import Viewer

log = logging.getLogger(__name__)


class Posting:
    """Brings cards to the moderators.

    What is about one of them is not for that one to read, above all not what reporters wrote:
    its card goes privately to the others, and only a note about it into their channel.
    """

    def __init__(
        self, viewer: Viewer, directory: Directory, outbox: Outbox, scheduler: Scheduler
    ) -> None:
        self._viewer = viewer
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._retracted: set[str] = set()

    async def others(self, community_id: int, about: Sequence[int]) -> Sequence[Member]:
        """The moderators among whom none of these is."""
        staff = await self._directory.staff(community_id, Level.MODERATOR)
        return [member for member in staff if member.id not in about]

    async def card(self, alert: Alert) -> Reply:
        """The card as it is now."""
        return await self._card(alert, await self._judges(alert))

    async def _card(self, alert: Alert, judges: Sequence[Member] | None) -> Reply:
        """Without the words of reports where nobody is left but whom it is about."""
        return card(await self._viewer.full(alert), sealed=judges is not None and not judges)

    async def _judges(self, alert: Alert) -> Sequence[Member] | None:
        """The others, where it is about a moderator; None where it is about members only."""
        staff = await self._directory.staff(alert.community_id, Level.MODERATOR)
        others = [member for member in staff if member.id not in alert.authors]
        return others if alert.author_is_staff or len(others) < len(staff) else None

    async def post(self, alert: Alert) -> None:
        """The card of an alert, once."""
        judges, name = await self._judges(alert), tag(alert.id)
        shown = await self._card(alert, judges)
        await self._forget(alert)
        if judges is None:
            await self.send(alert, shown, name)
            return
        for member in judges:
            key = _key(alert, name, f"member:{member.id}")
            await self._outbox.tell(member, shown, tag=name, key=key)
        public = hall(name)
        for place in await moderators_near(self._directory, alert.community_id, alert.space_id):
            reply = aside(alert) if judges else shown
            await self._outbox.post(place, reply, tag=public, key=_key(alert, public, place.id))

    async def update(self, alert: Alert) -> Reply:
        """Bring every copy up to date; the card as it is now."""
        judges, name = await self._judges(alert), tag(alert.id)
        shown = await self._card(alert, judges)
        if judges is not None:
            posts = await self._outbox.posts(alert.community_id, name)
            if not all(post.channel.direct for post in posts):
                # one of them has joined it, or become a moderator, since everybody could read it
                await self._outbox.retract(alert.community_id, name)
                await self.post(alert)
            reply = aside(alert) if judges else shown
            await self._outbox.update(alert.community_id, hall(name), reply)
        await self._outbox.update(alert.community_id, name, shown)
        return shown

    async def send(self, alert: Alert, reply: Reply, name: str) -> None:
        """To the moderators near where it happened; without such a place privately to each."""
        places = await moderators_near(self._directory, alert.community_id, alert.space_id)
        for place in places:
            await self._outbox.post(place, reply, tag=name, key=_key(alert, name, place.id))
        if places:
            return
        staff = await self.others(alert.community_id, alert.authors)
        if not staff:
            log.warning("An alert waits in /queue: no moderator is known yet.")
        for member in staff:
            key = _key(alert, name, f"member:{member.id}")
            await self._outbox.tell(member, reply, tag=name, key=key)
        if staff and await self._scheduler.claim(alert.community_id, "safety.no_place", "once"):
            for member in staff:
                await self._outbox.tell(member, notices.no_place())

    async def retract(self, community_id: int, alert_id: int, reply: Reply) -> None:
        """Take a card away; where it is only on its way, `reply` will stand in its place."""
        for name in (tag(alert_id), hall(tag(alert_id))):
            await self._outbox.retract(community_id, name)
            await self._outbox.update(community_id, name, reply)
            self._retracted.add(name)

    async def _forget(self, alert: Alert) -> None:
        """A database may give the number of an alert that has become part of another one a second
        time: what was to be said in place of that one's card is not said of this one."""
        for name in (tag(alert.id), hall(tag(alert.id))):
            if name in self._retracted:
                await self._outbox.retract(alert.community_id, name)
                self._retracted.discard(name)


def _key(alert: Alert, name: str, to: int | str) -> str:
    """Each gets it once; with the time, as the number may have been another alert's before."""
    return f"{name}:{alert.created_at}:{to}"
