"""The local chat as the stage of a replay: past times, no commands, no limits of a browser."""

from __future__ import annotations

from dataclasses import replace

from bot.api.port.inbound import InJoin, InLeave
from bot.api.port.nouns import NativeSpace
from bot.api.port.outgoing import Span
from bot.platforms.local.nouns import SPACE, Person, Post, Room
from bot.platforms.local.world import World

from .replay import Work

PREFIX = "log:"
"""Native ids of people from a log start so; a log's "mia" is not the demo's Mia."""


class LocalStage:
    """Plays into the world of the local platform. Channels and people appear on demand."""

    def __init__(self, world: World) -> None:
        self._world = world

    def post(
        self, channel: str, person: str, name: str, text: str, at: int, reply_to: int | None
    ) -> tuple[int, Work]:
        """Show a message; a replayed "/word" is a message too, so nothing gets a responder."""
        who, room = self._who(person, name), self._room(channel)
        post = Post(self._world.new_id(), room.id, who.id, at, (Span(text),), reply_to)
        self._world.put(post)
        told = replace(self._world.inbound(post, who, room), responder=None)
        return post.id, self._world.tell(told)

    def join(self, person: str, name: str, at: int) -> Work | None:
        """Let someone enter, at that time."""
        who = self._who(person, name)
        if who.joined:
            return None
        self._world.put_person(replace(who, joined=True))
        return self._world.tell(InJoin(self._space, who.native, at))

    def leave(self, person: str, name: str, at: int) -> Work | None:
        """Let someone leave, at that time."""
        who = self._who(person, name)
        if not who.joined:
            return None
        self._world.put_person(replace(who, joined=False))
        return self._world.tell(InLeave(self._space, who.native, at))

    @property
    def _space(self) -> NativeSpace:
        return NativeSpace(SPACE, self._world.community)

    def _who(self, person: str, name: str) -> Person:
        who = self._world.add_person(person, native_id=PREFIX + person, joined=False)
        if who.name != name:
            who = replace(who, name=name)
            self._world.put_person(who)
        return who

    def _room(self, channel: str) -> Room:
        name = channel.lstrip("#") or "general"
        if name not in self._world.rooms:
            self._world.rooms[name] = Room(name, name)
        return self._world.rooms[name]
