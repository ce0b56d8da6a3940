"""The local chat world: what people do in it, and how the engine hears of it."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.api.people import Level
from bot.api.port.inbound import (
    Completion,
    Inbound,
    InButton,
    InDelete,
    InForm,
    InJoin,
    InLeave,
    InMenu,
    InMessage,
    InReaction,
    InRoles,
    Sink,
)
from bot.api.port.nouns import NativeSpace, NativeUser
from bot.api.port.outgoing import Span

from .nouns import BOT, MAX_TEXT, SPACE, Notice, Person, Post, Refused, Room
from .responder import LocalResponder
from .state import State

_MENTION = re.compile(r"@(\w+)")


class World(State):
    """A chat world in memory. Its verbs do what a person does and tell the engine, if one listens.

    Every verb raises `Refused` with one sentence when the person cannot do that.
    """

    sink: Sink | None = None
    address: str | None = None
    """Where the page is, for links to messages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._untold: deque[Inbound] = deque()
        self._telling: set[asyncio.Task[None]] = set()

    async def tell(self, event: Inbound) -> None:
        """Hand a fact to the engine, after all earlier ones."""
        await self.settle()
        if self.sink is not None:
            await self.sink.receive("local", event)

    def tell_later(self, event: Inbound) -> None:
        """Hand over a fact that the engine caused: it may be inside the event that did."""
        self._untold.append(event)
        task = asyncio.create_task(self.settle())
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def told(self) -> None:
        """Wait until the engine has all that it caused."""
        while self._telling:
            await asyncio.gather(*self._telling)

    async def settle(self) -> None:
        """Hand over what waits."""
        while self._untold:
            event = self._untold.popleft()
            if self.sink is not None:
                await self.sink.receive("local", event)

    # ---- writing

    async def post(
        self,
        channel: str,
        person: str,
        text: str,
        *,
        sent_at: int | None = None,
        reply_to: int | None = None,
    ) -> int:
        """Write a message; returns its id once the engine has it.

        What starts with "/" is a command and, as on Discord, stays between the person and the bot.
        """
        who, room = self._writer(person, channel, text)
        command = text.startswith("/")
        post = Post(
            self.new_id(), channel, who.id, self.clock() if sent_at is None else sent_at,
            (Span(text),), reply_to, only_for=who.id if command and not room.direct else None,
        )  # fmt: skip
        self.put(post)
        await self.tell(self.inbound(post, who, room, begin=command))
        return post.id

    async def edit(self, channel: str, person: str, post_id: int, text: str) -> None:
        """Change one's own message."""
        who, room = self._writer(person, channel, text)
        post = self._post(who, channel, post_id)
        if post.author != who.id:
            raise Refused("not_yours", "You can only change your own messages.")
        changed = replace(post, spans=(Span(text),), edited_at=self.clock())
        self.put(changed)
        await self.tell(self.inbound(changed, who, room))

    async def delete(self, channel: str, person: str, post_id: int) -> None:
        """Delete one's own message or dismiss a private answer; moderators delete any."""
        who, room = self._reader(person, channel)
        post = self._post(who, channel, post_id)
        if who.id not in (post.author, post.only_for) and who.level < Level.MODERATOR:
            raise Refused("not_yours", "You can only delete your own messages.")
        self.drop(channel, post_id)
        if post.only_for is None and post.notice is None:
            native = room.native(self.community)
            await self.tell(InDelete(native, (post_id,), self.clock()))

    async def react(self, channel: str, person: str, post_id: int, emoji: str) -> None:
        """Set a reaction, or take it back when it is set."""
        who, room = self._reader(person, channel)
        post = self._post(who, channel, post_id)
        if not emoji or len(emoji) > 16:
            raise Refused("no_emoji", "Choose one emoji.")
        added = not any(r.emoji == emoji and who.id in r.people for r in post.reactions)
        self.set_reaction(post, who.id, emoji, added)
        native = room.native(self.community)
        await self.tell(InReaction(native, post_id, who.native, emoji, added, self.clock()))

    # ---- asking the bot

    async def press(self, channel: str, person: str, post_id: int, payload: str) -> None:
        """Press a button of a message."""
        who, room = self._reader(person, channel)
        post = self._post(who, channel, post_id)
        if not any(button.payload == payload for row in post.buttons for button in row):
            raise Refused("gone", "This button is no longer there.")
        responder = LocalResponder(self, who.id, channel, source=post_id)
        responder.begin()
        native = room.native(self.community)
        private = self._post(who, channel, post_id).only_for is not None
        await self.tell(
            InButton(payload, native, post_id, who.native, responder, self.clock(), private)
        )

    async def menu(self, channel: str, person: str, post_id: int, key: str) -> None:
        """Choose an entry of a message's menu."""
        who, room = self._reader(person, channel)
        post = self._post(who, channel, post_id)
        responder = LocalResponder(self, who.id, channel)
        responder.begin()
        author = self.people[post.author]
        message = replace(self.inbound(post, author, room), responder=None)
        native = room.native(self.community)
        await self.tell(InMenu(key, message, native, who.native, responder, self.clock()))

    async def fill(self, person: str, form_id: int, answers: Mapping[str, str]) -> None:
        """Send the answers to the form that the person is shown."""
        who = self._person(person)
        pending = self.forms.get(person)
        if pending is None or pending.id != form_id:
            raise Refused("gone", "This form is no longer open.")
        fields = pending.form.fields
        given = {field.key: answers.get(field.key, "")[: field.max] for field in fields}
        for field in fields:
            if field.required and not given[field.key].strip():
                raise Refused("required", f"Please fill in “{field.label}”.", field=field.label)
        self.set_form(person, None)
        responder = LocalResponder(self, who.id, pending.channel, source=pending.message_id)
        responder.begin()
        asked = pending.message_id and self.find(pending.channel, pending.message_id)
        await self.tell(
            InForm(
                pending.form.payload, given, self.rooms[pending.channel].native(self.community),
                who.native, responder, self.clock(), pending.message_id,
                bool(asked and asked.only_for),
            )
        )  # fmt: skip

    def cancel(self, person: str) -> None:
        """Close the form without answers."""
        self.set_form(person, None)

    async def complete(
        self, channel: str, person: str, path: str, option: str, typed: str
    ) -> Sequence[str]:
        """Values that the engine offers for an option."""
        who, room = self._reader(person, channel)
        if self.sink is None:
            return ()
        native = room.native(self.community)
        return await self.sink.complete(
            "local", Completion(path, option, typed, native, who.native)
        )

    # ---- coming and going

    async def join(self, person: str) -> None:
        """Enter the community."""
        who = self._person(person)
        if who.banned:
            raise Refused("banned", "You cannot come back: you were banned.")
        if not who.joined:
            self.put_person(replace(who, joined=True))
            self._note(who, "joined")
            await self.tell(InJoin(NativeSpace(SPACE, self.community), who.native, self.clock()))

    async def leave(self, person: str) -> None:
        """Leave the community."""
        who = self._person(person)
        if who.joined:
            await self.tell(self.remove(who, "left"))

    def remove(self, who: Person, notice: Notice, *, ban: bool = False) -> InLeave:
        """Take somebody out of the community; returns what the engine has to hear."""
        self.put_person(replace(who, joined=False, banned=ban or who.banned, roles=()))
        self._note(who, notice)
        return InLeave(NativeSpace(SPACE, self.community), who.native, self.clock())

    def _note(self, who: Person, notice: Notice) -> None:
        room = next((room for room in self.rooms.values() if not room.private), None)
        if room is not None:
            self.put(Post(self.new_id(), room.id, who.id, self.clock(), (), notice=notice))

    # ---- roles

    async def set_roles(self, person: str, *roles: str) -> None:
        """Somebody who runs the place gives a person these roles, and no others."""
        await self.tell(self.with_roles(self._person(person), roles))

    def with_roles(self, who: Person, roles: Iterable[str]) -> InRoles:
        """Give somebody these roles; returns what the engine has to hear."""
        changed = replace(who, roles=tuple(dict.fromkeys(roles)))
        self.put_person(changed)
        return InRoles(NativeSpace(SPACE, self.community), (changed.native,))

    # ---- shared

    def inbound(self, post: Post, who: Person, room: Room, *, begin: bool = False) -> InMessage:
        """A message as the engine hears of it."""
        text = post.text
        command = text.split(maxsplit=1)[0] if text.startswith("/") else None
        responder = LocalResponder(self, who.id, room.id, via=command)
        if begin:
            responder.begin()
        answered = self.find(room.id, post.reply_to) if post.reply_to is not None else None
        mentions = self.mentioned(text) if "@" in text else ()
        return InMessage(
            room.native(self.community), who.native, post.id, text, post.sent_at,
            reply_to=post.reply_to,
            reply_to_author=self.people[answered.author].native if answered else None,
            mentions=tuple(user for user in mentions if user.native_id != BOT),
            mentions_bot=any(user.native_id == BOT for user in mentions),
            attachments=1 if post.picture else 0,
            url=f"{self.address}/#/{room.id}/{post.id}" if self.address else None,
            edited_at=post.edited_at,
            responder=None if who.is_bot else responder,
        )  # fmt: skip

    def mentioned(self, text: str) -> tuple[NativeUser, ...]:
        """The people whose @username stands in a text."""
        found = (self.named(word) for word in _MENTION.findall(text))
        return tuple({who.id: who.native for who in found if who}.values())

    def _person(self, person: str) -> Person:
        who = self.people.get(person)
        if who is None:
            raise Refused("no_person", "There is nobody of that name here.")
        return who

    def _reader(self, person: str, channel: str) -> tuple[Person, Room]:
        who = self._person(person)
        room = self.rooms.get(channel)
        if room is None or not self.sees_room(who, room):
            raise Refused("no_channel", "You cannot read this channel.")
        return who, room

    def _writer(self, person: str, channel: str, text: str) -> tuple[Person, Room]:
        who, room = self._reader(person, channel)
        if not text.strip():
            raise Refused("empty", "Write something first.")
        if len(text) > MAX_TEXT:
            raise Refused("too_long", f"At most {MAX_TEXT} characters fit.", max=MAX_TEXT)
        if room.direct is None and who.timed_out_until > self.clock():
            raise Refused(
                "timed_out", "You are timed out and cannot write yet.", until=who.timed_out_until
            )
        return who, room

    def _post(self, who: Person, channel: str, post_id: int) -> Post:
        post = self.find(channel, post_id)
        if post is None or not self.sees(who, post):
            raise Refused("gone", "This message is no longer there.")
        return post
