"""The board of the contact policy: hands on who asks to the cog that keeps people's wishes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo

from bot.api.boards.contact import ContactPolicy, Leave, StopContact, Topic
from bot.api.model import Member, zone_of
from bot.api.reply import Button
from bot.api.services import Directory
from bot.api.text import T


class ContactBoard:
    """Implements `Contact`. `enabled(cog, community_id)` says whether a cog is switched on."""

    def __init__(self, enabled: Callable[[str, int], bool], directory: Directory) -> None:
        self._enabled = enabled
        self._directory = directory
        self._offer: tuple[str, ContactPolicy] | None = None

    def offer(self, cog: str, policy: ContactPolicy) -> None:
        """Keep people's wishes from now on."""
        self._offer = (cog, policy)

    async def ask(self, member: Member, topic: Topic, key: str, *, wanted: bool = False) -> Leave:
        """Leave for one private message."""
        policy = self._policy(member.community_id)
        if policy is None:
            return Leave(granted=True)
        return await policy.ask(member, topic, key, wanted=wanted)

    async def zone(self, member: Member) -> tzinfo:
        """The member's own time zone, else the community's."""
        policy = self._policy(member.community_id)
        if policy is not None:
            return await policy.zone(member)
        return zone_of((await self._directory.community(member.community_id)).timezone)

    def stop(self, community_id: int, topic: Topic) -> Sequence[Button]:
        """The button to put under a message."""
        if self._policy(community_id) is None:
            return ()
        return (Button(T("Stop these messages"), StopContact(topic)),)

    def _policy(self, community_id: int) -> ContactPolicy | None:
        if self._offer is None or not self._enabled(self._offer[0], community_id):
            return None
        return self._offer[1]
