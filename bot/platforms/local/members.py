"""The port's calls on people, roles, rooms and the calendar, carried out on the world in memory."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from bot.api.errors import Gone, UserError
from bot.api.people import Level
from bot.api.port.inbound import InRoles, InSpace
from bot.api.port.nouns import NativeChannel, NativeSpace
from bot.api.port.platform import Platform
from bot.api.services.calendars import Occasion
from bot.api.text import T

from .nouns import SPACE, Person, Room
from .world import World


class Members(Platform):
    """The part of `LocalPlatform` about the place and who is there."""

    @property
    @abstractmethod
    def world(self) -> World:
        """The chat world."""

    def community(self) -> InSpace:
        """Its rooms, its owner and its team."""
        world = self.world
        staff = [p for p in world.people.values() if p.joined and p.level > Level.MEMBER]
        owner = next((p.native for p in staff if p.level is Level.OWNER), None)
        rooms = [r.native(world.community) for r in world.rooms.values() if not r.direct]
        return InSpace(
            NativeSpace(SPACE, world.community),
            tuple(rooms),
            owner,
            tuple((person.native, person.level) for person in staff),
            whole_staff=True,
        )

    def holders(self) -> InRoles:
        """Who has which role."""
        world = self.world
        people = tuple(p.native for p in world.people.values() if p.joined and p.roles)
        return InRoles(NativeSpace(SPACE, world.community), people, whole=True)

    async def level(self, space: str, user: str) -> Level:
        """The person's level; somebody who is not here is a MEMBER."""
        person = self.world.people.get(user)
        return person.level if person and person.joined else Level.MEMBER

    async def time_out(self, space: str, user: str, seconds: int, reason: str) -> None:
        """Keep someone from writing; 0 seconds ends that."""
        until = self.world.clock() + seconds * 1000
        self.world.put_person(replace(self._here(user), timed_out_until=until))

    async def lift_time_out(self, space: str, user: str) -> None:
        """Let someone write again."""
        self.world.put_person(replace(self._here(user), timed_out_until=0))

    async def kick(self, space: str, user: str, reason: str) -> None:
        """Remove someone; they may come back."""
        self.world.tell_later(self.world.remove(self._here(user), "removed"))

    async def ban(self, space: str, user: str, reason: str) -> None:
        """Remove someone for good."""
        self.world.tell_later(self.world.remove(self._here(user), "removed", ban=True))

    async def unban(self, space: str, user: str) -> None:
        """Let someone come back."""
        person = self.world.people.get(user)
        if person is None:
            raise Gone("this person is not known here")
        self.world.put_person(replace(person, banned=False))

    async def role_names(self, space: str) -> Sequence[str]:
        """All the roles that there are: none has any rights."""
        return tuple(self.world.roles)

    async def give_role(self, space: str, user: str, role: str) -> str:
        """Give a role; like Discord, the world reports that to the engine."""
        who = self._here(user)
        name = next((r for r in self.world.roles if r.casefold() == role.casefold()), None)
        if name is None:
            names = ", ".join(self.world.roles)
            raise UserError(
                T("There is no role {role}. I can give: {names}.", role=role, names=names)
            )
        self.world.tell_later(self.world.with_roles(who, (*who.roles, name)))
        return name

    async def take_role(self, space: str, user: str, role: str) -> None:
        """Take a role away."""
        who = self._here(user)
        kept = [name for name in who.roles if name.casefold() != role.casefold()]
        self.world.tell_later(self.world.with_roles(who, kept))

    # ---- rooms and the calendar

    async def make_channel(
        self, space: str, name: str, *, private: bool, reason: str
    ) -> NativeChannel:
        """A room of that name; like Discord, the world reports a new one to the engine."""
        world = self.world
        named = (r for r in world.rooms.values() if not r.direct and r.name.casefold() == name)
        room = next(named, None)
        if room is None:
            number = name if name not in world.rooms else f"{name}-{world.new_id()}"
            room = Room(number, name, private=private)
            world.put_room(room)
            world.tell_later(self.community())
        return room.native(world.community)

    async def put_event(self, space: str, occasion: Occasion, former: str | None) -> str:
        """Enter or change an event; the same again is the same entry."""
        calendar = self.world.calendar
        same = (key for key, known in calendar.items() if known == occasion)
        entry = former if former in calendar else next(same, None)
        if entry is None:
            entry = str(self.world.new_id())
        self.world.put_occasion(entry, occasion)
        return entry

    async def cancel_event(self, space: str, entry: str) -> None:
        """Take an event out."""
        self.world.drop_occasion(entry)

    def _here(self, user: str) -> Person:
        person = self.world.people.get(user)
        if person is None or not person.joined:
            raise Gone("this person is no longer here")
        return person
