"""Making channels."""

from __future__ import annotations

from typing import Protocol

from ..model import Channel, Space


class Channels(Protocol):
    """Channels for text that the bot makes: on Discord and in the local chat."""

    def can_make(self, space: Space) -> bool:
        """Whether the platform of a space lets bots make channels at all. False while it is off."""

    async def stands(self, channel: Channel) -> bool:
        """False where a channel is known to be deleted, or closed to the bot. True where the
        platform was not asked, as it makes no channels or does not answer."""

    async def make(self, space: Space, name: str, *, private: bool, reason: str) -> Channel:
        """A channel of that name (lower case, without spaces), which only moderators can read where
        it is `private`. Where one of that name stands it is returned as it is, private or not, so
        that those who ask twice, or again after a restart, get the same.

        `reason` is a sentence for the platform's own log. The channel is in the directory then.
        Raises Unsupported, MissingRights and, like `Threads`, UserError while the platform is off
        (and where a channel stands that the bot cannot see), ConnectionError and Gone.
        """
