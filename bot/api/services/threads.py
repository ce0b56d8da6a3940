"""Places beside a message to talk about it."""

from __future__ import annotations

from typing import Protocol

from ..model import Channel, MessageRef


class Threads(Protocol):
    """Places beside a message to talk about it: a thread on Discord, a topic in a Telegram forum.

    What people write there arrives as `MessagePosted` in that channel.
    """

    async def open(self, ref: MessageRef, name: str) -> Channel:
        """The place beside that message; made the first time, the same one ever after.

        A `name` that is too long is cut. The channel is in the directory then, so that
        `Outbox.post` takes it; its `parent` is the channel (on Telegram the group) of the message.

        Raises Unsupported (the local chat, a private chat, a message that stands in a thread of
        Discord, a Telegram group without topics), MissingRights, Gone, and like `Moderation`
        UserError while the platform is off, ConnectionError or Ambiguous when the call was lost.
        After Ambiguous a topic may stand there that nobody knows of.
        """
