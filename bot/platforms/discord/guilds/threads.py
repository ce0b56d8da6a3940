"""Threads beside messages: a message has at most one, which bears its number."""

from __future__ import annotations

import discord

from bot.api.errors import Unsupported
from bot.api.port.nouns import NativeChannel

from .. import inbound
from ..calls import Calls

CREATE = "Create Public Threads"
EXISTS = 160004
"""Discord's code for a message that has a thread already."""


class Threads:
    """Opens them, and finds those that are open."""

    def __init__(self, call: Calls) -> None:
        self._call = call

    async def open(self, channel: str, native_id: int, name: str) -> NativeChannel:
        """The public thread of a message; Discord hides it after a week without a word."""

        async def run(client: discord.Client) -> NativeChannel:
            place = client.get_channel(int(channel)) or await client.fetch_channel(int(channel))
            if not isinstance(place, discord.TextChannel):
                raise Unsupported("Discord opens threads only in the text channels of a server")
            try:
                message = place.get_partial_message(native_id)
                thread = await message.create_thread(name=name, auto_archive_duration=10080)
            except discord.HTTPException as error:
                if error.code != EXISTS:
                    raise
                return inbound.Places().of(await client.fetch_channel(native_id))
            return inbound.Places().of(thread)

        return await self._call(run, CREATE)
