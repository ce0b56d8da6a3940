"""The channel for a purpose: chosen by an owner, else found by its name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.api.errors import Gone, TownhallError
from bot.api.model import Channel, Space
from bot.api.port.platform import Platform
from bot.api.port.powers import Can
from bot.api.services import Purpose
from bot.engine.services.people.rows import channel_of
from storage.people import ChannelRow, People

NAMES: Mapping[Purpose, tuple[str, ...]] = {
    "general": ("general", "allgemein", "lobby", "welcome", "willkommen", "chat"),
    "ideas": ("ideas", "ideen", "suggestions", "feedback"),
    "support": ("support", "help", "hilfe", "questions", "fragen"),
    "moderators": ("moderators", "moderatoren", "moderator-only", "mods", "mod", "staff", "team"),
    "announcements": ("announcements", "ankündigungen", "news"),
}


def by_name(rows: Sequence[ChannelRow], purpose: Purpose) -> ChannelRow | None:
    """The channel of a space that serves a purpose by its name; None when there is none.

    Channels come before threads and topics. None of these is ever taken for the moderators,
    whatever its name: a topic is readable by every member, and members open threads themselves.
    """
    in_order = sorted(rows, key=lambda row: row.parent is not None)
    for name in NAMES[purpose]:
        for row in in_order:
            open_to_all = purpose == "moderators" and row.parent is not None
            if row.name.casefold() == name and not open_to_all:
                return row
    if purpose == "general":
        return next((r for r in in_order if r.parent is None and not r.private), None)
    return None


class Places:
    """Remembers the places of each community; `forget` after anything about channels changed."""

    def __init__(
        self,
        people: People,
        with_space: Callable[[ChannelRow], Awaitable[Channel]],
        spaces: Callable[[int], Awaitable[Sequence[Space]]],
    ) -> None:
        self._people = people
        self._with_space = with_space
        self._spaces = spaces
        self._platforms: Mapping[str, Platform] = {}
        self._found: dict[tuple[int, Purpose], tuple[Channel, ...]] = {}
        self._serves: dict[tuple[int, Purpose], bool] = {}
        self._looking = asyncio.Lock()

    def attach(self, platforms: Mapping[str, Platform]) -> None:
        """The platforms that are switched on."""
        self._platforms = platforms

    def forget(self) -> None:
        """Look again at the next question."""
        self._found.clear()
        self._serves.clear()

    async def of(self, community_id: int, purpose: Purpose) -> Sequence[Channel]:
        """The channels of a purpose on the platforms that are switched on, one a space."""
        key = (community_id, purpose)
        known = self._found.get(key)
        if known is not None:
            return known
        async with self._looking:  # one reads, the others wait for it
            found = self._found.get(key)
            if found is None:
                found = self._found[key] = await self._look(community_id, purpose)
            return found

    async def _look(self, community_id: int, purpose: Purpose) -> tuple[Channel, ...]:
        chosen = await self._people.places(community_id, purpose)
        found = [await self._with_space(row) for row in chosen]
        have = {c.space.id for c in found if c.space}
        staff_only = set()
        if purpose != "moderators":
            staff_only = {c.id for c in await self._look(community_id, "moderators")}
        for space in await self._spaces(community_id):
            if space.id not in have:
                rows = await self._people.rooms(space.id)
                rows = [row for row in rows if row.id not in staff_only]
                # one that was deleted has its name still, and was met before its successor
                rows = [row for row in rows if await self.stands(row.platform, row.native_id)]
                named = by_name(rows, purpose)
                found += [channel_of(named, space)] if named is not None else []
        if purpose == "announcements":  # else in the channel for everything, chosen or found
            served = {c.space.id for c in found if c.space}
            general = await self._look(community_id, "general")
            found += [c for c in general if c.space and c.space.id not in served]
        return tuple(c for c in found if c.platform in self._platforms)

    async def stands(self, name: str, native_id: str) -> bool:
        """Whether a channel is there, as far as the platform says so without a call: one that lists
        its channels to a bot."""
        platform = self._platforms.get(name)
        if platform is None or Can.CHANNEL not in platform.can:
            return True
        if not platform.pulse().connected:  # which lists nothing yet
            return True
        try:
            await platform.lacks(native_id)
        except Gone:
            return False
        except (TownhallError, ConnectionError):
            return True
        return True

    async def serves(self, channel: Channel, purpose: Purpose) -> bool:
        """Whether a channel, or the channel of a thread, serves a purpose."""
        known = self._serves.get((channel.id, purpose))
        if known is not None:
            return known
        if channel.space is None:
            return False
        places = await self.of(channel.space.community_id, purpose)
        answer = any(
            p.platform == channel.platform and p.native_id in (channel.native_id, channel.parent)
            for p in places
        )
        self._serves[(channel.id, purpose)] = answer
        return answer
