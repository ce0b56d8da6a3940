"""The port's calls on people, and on a server as a whole."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from bot.api.people import Level
from bot.api.port.nouns import NativeChannel
from bot.api.port.platform import Platform
from bot.api.services.calendars import Occasion

from .calls import Calls
from .client import TownhallClient
from .guilds import Calendar, Channels, Door, KeywordRules, People, Roles, Threads


class Servers(Platform):
    """The part of `DiscordPlatform` that acts on servers and those who are there."""

    def __init__(self) -> None:
        self._call = Calls(self._current)
        self._people = People(self._call, self._current)
        self._rules = KeywordRules(self._call)
        self._door = Door(self._call)
        self._threads = Threads(self._call)
        self._channels = Channels(self._call)
        self._roles = Roles(self._call, self._current)
        self._calendar = Calendar(self._call)

    @abstractmethod
    def _current(self) -> TownhallClient | None:
        """The client of the moment; ConnectionError when there will be none."""

    # ---- people

    async def level(self, space: str, user: str) -> Level:
        return await self._people.level(space, user)

    async def time_out(self, space: str, user: str, seconds: int, reason: str) -> None:
        await self._people.time_out(space, user, seconds, reason)

    async def lift_time_out(self, space: str, user: str) -> None:
        await self._people.lift_time_out(space, user)

    async def kick(self, space: str, user: str, reason: str) -> None:
        await self._people.kick(space, user, reason)

    async def ban(self, space: str, user: str, reason: str) -> None:
        await self._people.ban(space, user, reason)

    async def unban(self, space: str, user: str) -> None:
        await self._people.unban(space, user)

    async def role_names(self, space: str) -> Sequence[str]:
        return await self._roles.names(space)

    async def give_role(self, space: str, user: str, role: str) -> str:
        return await self._roles.give(space, user, role)

    async def take_role(self, space: str, user: str, role: str) -> None:
        await self._roles.take(space, user, role)

    # ---- the server as a whole

    async def open_thread(self, channel: str, native_id: int, name: str) -> NativeChannel:
        """The public thread of a message, made if there is none."""
        return await self._threads.open(channel, native_id, name)

    async def make_channel(
        self, space: str, name: str, *, private: bool, reason: str
    ) -> NativeChannel:
        """A text channel, made if there is none of that name."""
        return await self._channels.make(space, name, private=private, reason=reason)

    async def put_event(self, space: str, occasion: Occasion, former: str | None) -> str:
        """A scheduled event of ours."""
        return await self._calendar.put(space, occasion, former)

    async def cancel_event(self, space: str, entry: str) -> None:
        """Delete a scheduled event of ours."""
        await self._calendar.cancel(space, entry)

    async def keyword_rule(self, space: str, name: str, words: Sequence[str]) -> None:
        """Our rule of that name in the server's AutoMod."""
        await self._rules.put(space, name, words)

    async def close_door(self, space: str) -> str:
        """Raise the verification level; the former one's name."""
        return await self._door.close(space)

    async def open_door(self, space: str, former: str) -> None:
        """Put the verification level back."""
        await self._door.open(space, former)
