"""The rows behind the people and channels of an export: found, or made at the first sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.api.port.nouns import NativeUser
from bot.engine.commands.cleaning import clean
from bot.engine.services.people.tombstones import Tombstones
from storage.database import Database
from storage.history import Written
from storage.people import CommunityRow, MemberRow, People, Sight, SpaceRow

from .reading.records import Place, Renamed, Said


@dataclass(frozen=True, slots=True)
class Home:
    """Where records go. `space` None: a rehearsal in a space that is not known yet."""

    community: CommunityRow
    platform: str
    space: SpaceRow | None


class Known:
    """Rows by native id, remembered for as long as an import takes."""

    def __init__(self, db: Database, home: Home, tombstones: Tombstones) -> None:
        self._people = People(db)
        self._tombstones = tombstones
        self._home = home
        self._members: dict[str, MemberRow] = {}
        self._channels: dict[str, int] = {}
        self._asked: set[str] = set()
        self._erased: dict[str, int] = {}
        self.made = 0
        """People who were met for the first time."""

    def member(self, person: NativeUser, at: int) -> MemberRow | None:
        """Who that was then, among those looked up so far."""
        return None if self.is_erased(person, at) else self._members.get(person.native_id)

    def is_erased(self, person: NativeUser, at: int) -> bool:
        """Whether they were forgotten after that time."""
        return at < self._erased.get(person.native_id, at)

    def is_gone(self, person: NativeUser) -> bool:
        """Whether they were forgotten, and have not been met since."""
        return person.native_id in self._erased and person.native_id not in self._members

    async def look_up(self, people: Iterable[NativeUser]) -> None:
        """Find those who were met before; nobody is made."""
        asked = {p.native_id: p for p in people if p.native_id not in self._members}
        if asked:
            sights = [self._sight(person) for person in asked.values()]
            self._members.update(await self._people.known(sights))

    async def meet(self, people: Iterable[NativeUser], at: int) -> None:
        """Find all of them; who is met for the first time is made, as if met at `at`."""
        asked = {p.native_id: p for p in people if p.native_id not in self._members}
        if asked:
            sights = [self._sight(person) for person in asked.values()]
            rows, made = await self._people.meet(sights, at)
            self._members.update(zip(asked, rows, strict=True))
            self.made += made

    async def find_erased(self, people: Iterable[NativeUser]) -> None:
        """Find those who asked to be forgotten."""
        asked = {person.native_id for person in people} - self._asked
        self._asked |= asked
        here = self._home.community.id, self._home.platform
        self._erased |= await self._tombstones.erased_at(*here, asked)

    async def find_unmarked(self, batch: Iterable[Said], known: Mapping[int, Written]) -> None:
        """Find those who were forgotten when there were no tombstones yet: a message of theirs is
        known, and nobody has the account."""
        nobody = {
            said.author.native_id: known[said.native_id].member_id
            for said in batch
            if said.native_id in known and said.author.native_id not in self._members
        }
        if nobody:
            erased = await self._people.erased(list(nobody.values()))
            self._erased = {
                native: erased[member] for native, member in nobody.items() if member in erased
            } | self._erased

    async def also(self, renamed: Renamed) -> None:
        """Note the new name of somebody who was met; a name in use stays with whoever has it."""
        row = self._members.get(renamed.person.native_id)
        alias = renamed.alias.native_id
        if row is not None and alias not in self._members and alias not in self._erased:
            await self._people.also(row, self._sight(renamed.alias))

    async def channel(self, place: Place, space: SpaceRow) -> int:
        """The row of a channel. One that is known stays as the platform last showed it."""
        if place.native_id not in self._channels:
            row = await self._people.channel_by_native(space.platform, place.native_id)
            if row is None:
                row = await self._people.ensure_channel(
                    space.platform,
                    place.native_id,
                    clean(place.name),
                    space.id,
                    place.parent,
                    await self._is_private(place, space),
                )
            self._channels[place.native_id] = row.id
        return self._channels[place.native_id]

    async def _is_private(self, place: Place, space: SpaceRow) -> bool:
        if place.private is not None:
            return place.private
        if place.parent is None:
            return True
        parent = await self._people.channel_by_native(space.platform, place.parent)
        return parent.private if parent is not None else True

    def _sight(self, person: NativeUser) -> Sight:
        person = clean(person)
        key = self._home.community.id, self._home.platform, person.native_id
        return Sight(*key, person.name, person.username)
