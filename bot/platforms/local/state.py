"""The memory of the local chat world: people, rooms, messages, and who is told of changes."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from uuid import uuid4

from bot.api.errors import Gone
from bot.api.people import Level
from bot.api.port.outgoing import Outgoing
from bot.api.services.calendars import Occasion

from .nouns import BOT, Change, PendingForm, Person, Picture, Post, Progress, Reaction, Room

Watcher = Callable[[Change], None]
DIRECT = "direct:"
ROOMS = (
    Room("general", "general", "News, questions and everything else"),
    Room("ideas", "ideas", "What should we bake, change or try next?"),
    Room("support", "support", "Orders, opening hours, allergies: just ask"),
    Room("moderators", "moderators", "For the team only", private=True),
)
ROLES = ("baker", "regular", "night owl")


def now_ms() -> int:
    """UTC milliseconds."""
    return time.time_ns() // 1_000_000


class State:
    """Everything that is so; changes are made here and nowhere else.

    `history` is the number of messages kept per room, `clock` gives UTC milliseconds, `roles` are
    the names of the roles that there are.
    """

    def __init__(
        self,
        community: str = "Sourdough & Co.",
        *,
        rooms: Iterable[Room] = ROOMS,
        history: int = 2000,
        clock: Callable[[], int] = now_ms,
        roles: Iterable[str] = ROLES,
    ) -> None:
        self.community = community
        self.history = history
        self.clock = clock
        self.rooms = {room.id: room for room in rooms}
        self.people: dict[str, Person] = {}
        self.roles = list(roles)
        self.calendar: dict[str, Occasion] = {}
        self.forms: dict[str, PendingForm] = {}
        self.files: dict[str, bytes] = {}
        self.last_id = 0
        self.progress_now: Progress | None = None
        self._usernames: dict[str, str] = {}
        self._posts: dict[str, OrderedDict[int, Post]] = {}
        self._nonces: dict[str, Post] = {}
        self._watchers: list[Watcher] = []
        self.put_person(Person(BOT, "Townhall", BOT, is_bot=True))

    # ---- telling

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` on every change from now on; returns how to end that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def publish(self, change: Change) -> None:
        """Tell all watchers."""
        for watcher in tuple(self._watchers):
            watcher(change)

    def progress(self, done: int, total: int, label: str = "") -> None:
        """Show every page how far a replay has come; `done == total` ends it."""
        self.progress_now = Progress(done, total, label)
        self.publish(Change("progress", progress=self.progress_now))
        if done >= total:
            self.progress_now = None

    def new_id(self) -> int:
        """A number that only grows, also across restarts: microseconds, safe in JavaScript."""
        self.last_id = max(self.last_id + 1, time.time_ns() // 1000)
        return self.last_id

    # ---- people

    def add_person(
        self,
        name: str,
        level: Level = Level.MEMBER,
        *,
        native_id: str | None = None,
        joined: bool = True,
        persona: bool = False,
        newcomer: bool = False,
    ) -> Person:
        """Add somebody, without an event; the same `native_id` again gives the person back."""
        slug = re.sub(r"[^\w]+", "_", name.casefold()).strip("_") or "person"
        if native_id is not None and (known := self.people.get(native_id)):
            return known
        username, number = slug, 1
        while username in self._usernames or (native_id is None and username in self.people):
            number += 1
            username = f"{slug}{number}"
        person = Person(native_id or username, name, username, level, joined, persona, newcomer)
        self.put_person(person)
        return person

    def put_person(self, person: Person) -> None:
        """Keep this version of the person."""
        self.people[person.id] = person
        self._usernames[person.username] = person.id
        self.publish(Change("person", person=person.id))

    def set_locale(self, person: Person, locale: str) -> None:
        """Remember the language of the person's page; nobody sees that."""
        self.people[person.id] = replace(person, locale=locale)

    def named(self, word: str) -> Person | None:
        """The person with that username."""
        return self.people.get(self._usernames.get(word.casefold(), ""))

    def sees_room(self, person: Person, room: Room) -> bool:
        """Whether that person can read the room."""
        if room.direct:
            return room.direct == person.id
        return person.joined and (not room.private or person.level >= Level.MODERATOR)

    def sees(self, person: Person, post: Post) -> bool:
        """Whether that person can read the message."""
        room = self.rooms.get(post.channel)
        return (
            room is not None and self.sees_room(person, room) and post.only_for in (None, person.id)
        )

    def direct(self, person: Person) -> Room:
        """The room where that person and the bot talk."""
        room_id = DIRECT + person.id
        room = self.rooms.get(room_id)
        if room is None:
            room = self.rooms[room_id] = Room(room_id, person.name, private=True, direct=person.id)
        return room

    def put_room(self, room: Room) -> None:
        """Open a room."""
        self.rooms[room.id] = room
        self.publish(Change("room", room.id))

    # ---- the calendar

    def put_occasion(self, entry: str, occasion: Occasion) -> None:
        """Enter an event, or change it."""
        self.calendar[entry] = occasion
        self.publish(Change("calendar"))

    def drop_occasion(self, entry: str) -> None:
        """Take an event out, if it is there."""
        if self.calendar.pop(entry, None) is not None:
            self.publish(Change("calendar"))

    # ---- messages

    def posts(self, channel: str) -> Sequence[Post]:
        """All messages of a room, oldest first."""
        return tuple(self._posts.get(channel, {}).values())

    def find(self, channel: str, post_id: int) -> Post | None:
        """The message, if it is still there."""
        held = self._posts.get(channel)
        return held.get(post_id) if held else None

    def put(self, post: Post) -> None:
        """Add or change a message; the oldest gives way when the room is full."""
        held = self._posts.setdefault(post.channel, OrderedDict())
        held[post.id] = post
        if post.nonce:
            self._nonces[post.nonce] = post
        while len(held) > self.history:
            self._forget(held.popitem(last=False)[1])
        self.publish(Change("post", post.channel, post))

    def drop(self, channel: str, post_id: int) -> Post:
        """Take a message away; Gone when it is not there."""
        post = self._posts.get(channel, OrderedDict()).pop(post_id, None)
        if post is None:
            raise Gone("this message is no longer there")
        self._forget(post)
        self.publish(Change("gone", channel, post))
        return post

    def _forget(self, post: Post) -> None:
        if post.picture:
            self.files.pop(post.picture.id, None)
        if post.nonce:
            self._nonces.pop(post.nonce, None)

    # ---- what the bot does

    def deliver(
        self,
        channel: str,
        out: Outgoing,
        *,
        only_for: str | None = None,
        via: tuple[str, str] | None = None,
    ) -> Post:
        """Show a message of the bot; one with the same nonce is shown once."""
        if channel not in self.rooms:
            raise Gone("this channel is no longer there")
        if out.nonce and (known := self._nonces.get(out.nonce)):
            return known
        post = Post(
            self.new_id(), channel, BOT, self.clock(), out.spans, out.reply_to,
            buttons=out.buttons, picture=self._keep(out), tone=out.tone,
            only_for=only_for, via=via, nonce=out.nonce,
        )  # fmt: skip
        self.put(post)
        return post

    def revise(self, channel: str, post_id: int, out: Outgoing) -> None:
        """Change a message of the bot; Gone when it is not there."""
        post = self.find(channel, post_id)
        if post is None or post.author != BOT:
            raise Gone("this message is no longer there")
        if post.picture:
            self.files.pop(post.picture.id, None)
        changed = replace(
            post, spans=out.spans, buttons=out.buttons, picture=self._keep(out), tone=out.tone
        )
        self.put(changed)

    def _keep(self, out: Outgoing) -> Picture | None:
        if out.file is None:
            return None
        picture = Picture(uuid4().hex, out.file.name, out.file.mime, out.file.alt)
        self.files[picture.id] = out.file.content
        return picture

    def set_reaction(self, post: Post, person: str, emoji: str, on: bool) -> None:
        """Set or take back one person's reaction."""
        table = {reaction.emoji: reaction.people for reaction in post.reactions}
        others = tuple(who for who in table.get(emoji, ()) if who != person)
        table[emoji] = (*others, person) if on else others
        kept = tuple(Reaction(sign, people) for sign, people in table.items() if people)
        self.put(replace(post, reactions=kept))

    def set_form(self, person: str, form: PendingForm | None) -> None:
        """Show a form to a person, or take it away."""
        if form is None:
            self.forms.pop(person, None)
        else:
            self.forms[person] = form
        self.publish(Change("form", person=person))
