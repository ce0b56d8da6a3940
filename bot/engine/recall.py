"""The last messages of each channel, in memory only: context for alerts and replies."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence

from bot.api.model import Channel, Message

PER_CHANNEL = 100
CHANNELS = 500


class Recall:
    """Never written to disk; forgotten when the bot stops."""

    def __init__(self, per_channel: int = PER_CHANNEL, channels: int = CHANNELS) -> None:
        self._per_channel = per_channel
        self._limit = channels
        self._channels: OrderedDict[int, deque[Message]] = OrderedDict()

    def note(self, message: Message) -> None:
        """Remember a message, or its new text."""
        channel_id = message.ref.channel.id
        ring = self._channels.get(channel_id)
        if ring is None:
            ring = self._channels[channel_id] = deque(maxlen=self._per_channel)
            if len(self._channels) > self._limit:
                self._channels.popitem(last=False)
        self._channels.move_to_end(channel_id)
        if message.edited_at is not None:
            for i, known in enumerate(ring):
                if known.ref.native_id == message.ref.native_id:
                    ring[i] = message
                    return
        ring.append(message)

    def drop(self, channel: Channel, native_id: int) -> None:
        """Forget a deleted message."""
        ring = self._channels.get(channel.id)
        if ring is not None:
            kept = [m for m in ring if m.ref.native_id != native_id]
            ring.clear()
            ring.extend(kept)

    def find(self, channel: Channel, native_id: int) -> Message | None:
        """A message, if still known."""
        for message in self._channels.get(channel.id, ()):
            if message.ref.native_id == native_id:
                return message
        return None

    def around(self, channel: Channel, native_id: int, count: int) -> Sequence[Message]:
        """Up to `count` messages before and after, and the message itself, oldest first."""
        ring = list(self._channels.get(channel.id, ()))
        for i, message in enumerate(ring):
            if message.ref.native_id == native_id:
                return ring[max(0, i - count) : i + count + 1]
        return []
