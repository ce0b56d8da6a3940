"""The last messages of each channel, in memory only: context for alerts and replies."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from bot.api.model import Channel, Message

PER_CHANNEL = 100
CHANNELS = 500


class Recall:
    """Never written to disk; forgotten when the bot stops."""

    def __init__(self, per_channel: int = PER_CHANNEL, channels: int = CHANNELS) -> None:
        self._per_channel = per_channel
        self._limit = channels
        self._channels: OrderedDict[int, OrderedDict[int, Message]] = OrderedDict()

    def note(self, message: Message) -> None:
        """Remember a message, or its new text."""
        channel_id, native_id = message.ref.channel.id, message.ref.native_id
        known = self._channels.get(channel_id)
        if known is None:
            known = self._channels[channel_id] = OrderedDict()
            if len(self._channels) > self._limit:
                self._channels.popitem(last=False)
        self._channels.move_to_end(channel_id)
        known[native_id] = message
        if len(known) > self._per_channel:
            known.popitem(last=False)

    def drop(self, channel: Channel, native_id: int) -> None:
        """Forget a deleted message."""
        if known := self._channels.get(channel.id):
            known.pop(native_id, None)

    def find(self, channel: Channel, native_id: int) -> Message | None:
        """A message, if still known."""
        known = self._channels.get(channel.id)
        return known.get(native_id) if known else None

    def around(self, channel: Channel, native_id: int, count: int) -> Sequence[Message]:
        """Up to `count` messages before and after, and the message itself, oldest first."""
        known = self._channels.get(channel.id)
        if not known or native_id not in known:
            return []
        at = list(known).index(native_id)
        return list(known.values())[max(0, at - count) : at + count + 1]
