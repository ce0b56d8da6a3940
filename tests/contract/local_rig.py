"""The local chat as a rig: the contract suite without any socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.api.people import Level
from bot.platforms.local import BOT, SPACE, Change, LocalPlatform, LocalSettings, Post, World
from tests.support.chat import TIMEOUT, Actor, Rig, Seen

X = TypeVar("X")


def typed(value: object) -> str:
    """An option's value as a person types it."""
    if isinstance(value, Actor):
        return f"@{value.native_id}"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"' if not text or any(c in text for c in " ;|:,\"'\n") else text


class LocalRig(Rig):
    """A world in memory; nothing is served and nothing is kept."""

    name = "local"
    platform: LocalPlatform

    def __init__(self) -> None:
        self.world = World()
        self.platform = LocalPlatform(LocalSettings(page=False, snapshot=None), self.world)
        self._told: dict[str, list[str]] = {}
        self._unwatch = self.world.watch(self._note)
        self._pending: set[asyncio.Event] = set()

    async def open(self) -> None:
        """The world stands already."""

    async def close(self) -> None:
        self._unwatch()

    def renew(self) -> None:
        self.platform = LocalPlatform(self.platform.settings, self.world)

    def keep_time(self, now: Callable[[], int]) -> None:
        last = 0

        def stamp() -> int:
            """Never twice the same time: of two edits the later one counts."""
            nonlocal last
            last = max(last + 1, now())
            return last

        self.world.clock = stamp

    @property
    def space_id(self) -> str:
        return SPACE

    async def person(
        self, name: str, level: Level = Level.MEMBER, *, joined: bool = True
    ) -> LocalActor:
        return LocalActor(self, self.world.add_person(name, level, joined=joined).id, name)

    async def messages(self, channel: str) -> Sequence[Seen]:
        return [
            seen(self.world, post)
            for post in self.world.posts(channel)
            if post.only_for is None and post.notice is None
        ]

    async def wait_for(self, channel: str, containing: str) -> Seen:
        def look() -> Seen | None:
            found = [
                post
                for post in self.world.posts(channel)
                if post.only_for is None and containing in post.text
            ]
            return seen(self.world, found[-1]) if found else None

        return await self.until(look, lambda: f"{containing!r} in #{channel}")

    def timed_out(self, actor: Actor) -> bool:
        return self.world.people[actor.native_id].timed_out_until > self.world.clock()

    def banned(self, actor: Actor) -> bool:
        return self.world.people[actor.native_id].banned

    # ---- for actors

    def told(self, person: str) -> list[str]:
        return self._told.setdefault(person, [])

    def _note(self, change: Change) -> None:
        post = change.post
        if change.kind == "post" and post is not None and post.author == BOT:
            room = self.world.rooms[post.channel]
            listener = post.only_for or room.direct
            if listener is not None and post.text not in self.told(listener)[-1:]:
                self.told(listener).append(post.text)
        for event in self._pending:
            event.set()

    async def until(self, look: Callable[[], X | None], what: Callable[[], str]) -> X:
        """Wait until `look` finds something; AssertionError with all that stands otherwise."""
        event = asyncio.Event()
        self._pending.add(event)
        try:
            async with asyncio.timeout(TIMEOUT):
                while (found := look()) is None:
                    await event.wait()
                    event.clear()
                return found
        except TimeoutError:
            stands = [
                (post.channel, post.only_for, post.text)
                for room in self.world.rooms
                for post in self.world.posts(room)
            ]
            raise AssertionError(f"never saw {what()}; there is: {stands}") from None
        finally:
            self._pending.discard(event)


class LocalActor(Actor):
    """A person in the world."""

    def __init__(self, rig: LocalRig, native_id: str, name: str) -> None:
        self._rig = rig
        self._world = rig.world
        self.native_id = native_id
        self.name = name

    async def say(self, channel: str, text: str, *, reply_to: Seen | None = None) -> Seen:
        room = self._room(channel)
        answered = reply_to.native_id if reply_to else None
        post_id = await self._world.post(room, self.native_id, text, reply_to=answered)
        post = self._world.find(room, post_id)
        assert post is not None
        return seen(self._world, post)

    async def address(self, channel: str, other: Actor, text: str) -> Seen:
        return await self.say(channel, f"@{self._world.people[other.native_id].username} {text}")

    async def edit(self, message: Seen, text: str) -> None:
        post = handle(message)
        await self._world.edit(post.channel, self.native_id, post.id, text)

    async def delete(self, message: Seen) -> None:
        post = handle(message)
        await self._world.delete(post.channel, self.native_id, post.id)

    async def command(
        self,
        path: str,
        *,
        channel: str = "general",
        reply_to: Seen | None = None,
        **options: object,
    ) -> None:
        words = [f"{key}:{typed(value)}" for key, value in options.items()]
        await self.say(channel, " ".join((f"/{path}", *words)), reply_to=reply_to)

    async def menu(self, name: str, message: Seen) -> None:
        menus = {menu.name["en"]: menu.key for menu in self._rig.platform.menus}
        assert name in menus, f"no menu entry {name!r} in {sorted(menus)}"
        post = handle(message)
        await self._world.menu(post.channel, self.native_id, post.id, menus[name])

    async def click(self, message: Seen, label: str) -> None:
        post = handle(message)
        now = self._world.find(post.channel, post.id)
        assert now is not None, "the message with the button is gone"
        found = [b for row in now.buttons for b in row if label in b.label and b.payload]
        assert found, f"no button {label!r} on {seen(self._world, now)}"
        payload = found[0].payload
        assert payload is not None
        await self._world.press(post.channel, self.native_id, post.id, payload)

    async def fill(self, **answers: str) -> None:
        forms = self._world.forms
        form = await self._rig.until(
            lambda: forms.get(self.native_id), lambda: f"a form for {self.name}"
        )
        unknown = answers.keys() - {field.key for field in form.form.fields}
        assert not unknown, f"the form has no {sorted(unknown)}"
        given = {field.key: field.value for field in form.form.fields} | answers
        await self._world.fill(self.native_id, form.id, given)

    async def react(self, message: Seen, emoji: str) -> None:
        post = handle(message)
        await self._world.react(post.channel, self.native_id, post.id, emoji)

    async def leave(self) -> None:
        await self._world.leave(self.native_id)

    async def join(self) -> None:
        await self._world.join(self.native_id)

    async def sees(self, channel: str, containing: str, *, after: Seen | None = None) -> Seen:
        room = self._room(channel)
        start = after.native_id if after else 0

        def look() -> Seen | None:
            me = self._world.people[self.native_id]
            found = [
                post
                for post in self._world.posts(room)
                if post.author == BOT
                and post.id > start
                and containing in post.text
                and self._world.sees(me, post)
            ]
            return seen(self._world, found[-1]) if found else None

        return await self._rig.until(look, lambda: f"{containing!r} in #{channel} by the bot")

    async def told(self, containing: str) -> Seen:
        def look() -> Seen | None:
            found = [post for post in self._private() if containing in post.text]
            return seen(self._world, found[-1]) if found else None

        return await self._rig.until(
            look, lambda: f"{containing!r} said privately to {self.name}: {self.told_so_far()}"
        )

    def told_so_far(self) -> Sequence[str]:
        return tuple(self._rig.told(self.native_id))

    def _private(self) -> list[Post]:
        """The bot's words that this person alone can read, oldest first."""
        found = [
            post
            for room in self._world.rooms.values()
            for post in self._world.posts(room.id)
            if post.author == BOT and self.native_id in (post.only_for, room.direct)
        ]
        return sorted(found, key=lambda post: post.id)

    def _room(self, channel: str) -> str:
        if channel == "private":
            return self._world.direct(self._world.people[self.native_id]).id
        return channel


def handle(message: Seen) -> Post:
    """The post behind a seen message."""
    assert isinstance(message.handle, Post)
    return message.handle


def seen(world: World, post: Post) -> Seen:
    """A post as a person sees it."""
    room = world.rooms[post.channel]
    return Seen(
        channel="private" if post.only_for or room.direct else room.name,
        native_id=post.id,
        text=post.text,
        author=world.people[post.author].name,
        buttons=tuple(button.label for row in post.buttons for button in row),
        files=(post.picture.name,) if post.picture else (),
        handle=post,
    )
