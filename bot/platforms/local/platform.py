"""The local platform: the port's calls, carried out on the world in memory."""

from __future__ import annotations

import asyncio
import logging
import webbrowser
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from bot.api.errors import CannotReach, Gone
from bot.api.port.commands import CommandInfo, MenuInfo
from bot.api.port.hooks import HookHouse
from bot.api.port.inbound import InButton, InDelete, InForm, InMenu, InMessage, Sink
from bot.api.port.nouns import NativeChannel
from bot.api.port.outgoing import Outgoing
from bot.api.port.pages import PageHouse
from bot.api.port.platform import Finding, Limits, Sent
from bot.api.port.powers import EVERYTHING, Can
from bot.platforms.settings import LocalSettings

from .demo import furnish
from .members import Members
from .nouns import BOT, Post, Refused
from .page.host import Replay
from .page.server import WebServer
from .responder import LocalResponder
from .snapshot import Saver, load
from .world import World

log = logging.getLogger(__name__)
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class LocalPlatform(Members):
    """A chat world in memory, with a browser in front of it.

    Give it a `world` to own what is in there (tests); without one, the world comes from the
    snapshot, and an empty one is furnished with the demo's four personas. `on_replay` is what the
    owner's "Play a conversation" calls with a speed; without it the page does not offer that.
    """

    name: ClassVar[str] = "local"
    limits: ClassVar[Limits] = Limits(
        text=4000, caption=4000, buttons_per_row=5, rows=5, label=80, file_bytes=8_000_000
    )
    text_commands: ClassVar[bool] = True

    def __init__(self, settings: LocalSettings, world: World | None = None) -> None:
        self.settings = settings
        self.commands: Sequence[CommandInfo] = ()
        self.menus: Sequence[MenuInfo] = ()
        self.on_replay: Replay | None = None
        self.pages: PageHouse | None = None
        self.hooks: HookHouse | None = None
        self._world = world
        self._saver: Saver | None = None
        self._server: WebServer | None = None
        self._replaying: asyncio.Task[None] | None = None

    @property
    def world(self) -> World:
        """The chat world; read from the snapshot when first asked for."""
        if self._world is None:
            world = World(self.settings.community, history=self.settings.history)
            if self.settings.snapshot is None or not load(self.settings.snapshot, world):
                furnish(world)
            self._world = world
        return self._world

    @property
    def address(self) -> str | None:
        """Where the page is, once started."""
        return self._server.address if self._server else None

    # ---- life

    async def start(
        self, sink: Sink, commands: Sequence[CommandInfo], menus: Sequence[MenuInfo]
    ) -> None:
        """Tell the engine of the rooms and open the page; SetupError when the port is taken."""
        world = self.world
        self.commands, self.menus = commands, menus
        if self.settings.page:
            server = WebServer(self)
            await server.start()
            self._server = server
            world.address = server.address
            for house in (self.hooks, self.pages):
                if house is not None:
                    house.stands_at(server.address)
        if self.settings.snapshot is not None:
            self._saver = Saver(world, self.settings.snapshot)
        world.sink = sink
        await world.tell(self.community())
        await world.tell(self.holders())
        if self.settings.open_page and self.address:
            await asyncio.to_thread(webbrowser.open, self.address)

    def show_pages(self, house: PageHouse) -> None:
        """Serve the cogs' web pages too, and link to them."""
        self.pages = house

    def show_hooks(self, house: HookHouse) -> None:
        """Take posts to the cogs' hooks too."""
        self.hooks = house

    async def stop(self) -> None:
        """Close the page and write the snapshot."""
        if self._server is not None:
            await self._server.stop()
            self._server = None
        if self._replaying is not None:
            self._replaying.cancel()
            await asyncio.gather(self._replaying, return_exceptions=True)
        await self.world.settle()
        await self.world.told()
        self.world.sink = None
        if self._saver is not None:
            await self._saver.close()
            self._saver = None

    async def saved(self) -> None:
        """Wait until the snapshot holds every change so far."""
        if self._saver is not None:
            await self._saver.settle()

    def play(self, speed: float) -> None:
        """Start the replay that the app has given; one at a time."""
        if self.on_replay is None:
            return
        if self._replaying is not None and not self._replaying.done():
            raise Refused("replaying", "A conversation is being played already.")
        self._replaying = asyncio.create_task(self._play(self.on_replay, speed))

    async def _play(self, replay: Replay, speed: float) -> None:
        try:
            await replay(speed)
        except Exception as error:
            log.error("the replay ended early: %s", type(error).__name__)
        finally:
            self.world.progress(1, 1)

    async def check(self, wanted: Can = EVERYTHING) -> Sequence[Finding]:
        """Whether the page is kept to this machine and where the chat is kept."""
        settings = self.settings
        near = settings.host in _LOOPBACK
        findings = [
            Finding(True, f"The playground opens at http://{settings.host}:{settings.port}.")
            if near
            else Finding(
                False,
                f"[platforms.local] host = {settings.host!r} opens the playground to other "
                "machines, and whoever opens it may act as its owner: set it to 127.0.0.1.",
            )
        ]
        kept = settings.snapshot
        findings.append(
            Finding(True, f"The local chat is kept in {kept}." if kept else "Kept in memory only.")
        )
        return findings

    async def lacks(self, channel: str) -> Sequence[str]:
        """The bot may do everything in a room that is there."""
        if channel not in self.world.rooms:
            raise Gone("this channel is no longer there")
        return ()

    # ---- messages

    async def send(self, channel: str, out: Outgoing) -> Sent:
        """Show a message in a room."""
        return Sent(channel, self.world.deliver(channel, out).id)

    async def edit(self, channel: str, native_id: int, out: Outgoing) -> None:
        """Change a message of ours."""
        self.world.revise(channel, native_id, out)

    async def delete(self, channel: str, native_id: int) -> None:
        """Take a message away; like Discord, the world reports that to the engine."""
        post = self.world.drop(channel, native_id)
        if post.author != BOT and post.only_for is None:
            native = self.world.rooms[channel].native(self.world.community)
            self.world.tell_later(InDelete(native, (native_id,), self.world.clock()))

    async def send_direct(self, user: str, out: Outgoing) -> Sent:
        """Write to a person in their room with the bot."""
        room = await self.open_direct(user)
        if room is None:
            raise CannotReach("this person takes no direct messages")
        return await self.send(room.native_id, out)

    async def open_direct(self, user: str) -> NativeChannel | None:
        """The person's room with the bot."""
        person = self.world.people.get(user)
        if person is None or person.banned or person.is_bot or not person.reachable:
            return None
        return self.world.direct(person).native(self.world.community)

    async def react(self, channel: str, native_id: int, emoji: str) -> None:
        """Set a reaction of the bot."""
        post = self.world.find(channel, native_id)
        if post is None:
            raise Gone("this message is no longer there")
        self.world.set_reaction(post, BOT, emoji, True)

    async def revive(self, event: InMessage | InMenu | InButton | InForm) -> LocalResponder:
        """Answers appear in the room, whether or not a tab is open."""
        world, channel = self.world, event.channel.native_id
        user = event.author if isinstance(event, InMessage) else event.user
        if user.native_id not in world.people or channel not in world.rooms:
            raise Gone("this person or channel is no longer there")
        typed = event.text.split(maxsplit=1)[0] if isinstance(event, InMessage) else None
        source = event.message_id if isinstance(event, InButton | InForm) else None
        return LocalResponder(world, user.native_id, channel, source=source, via=typed)

    async def history(self, channel: str, around: int, count: int) -> Sequence[InMessage]:
        """Messages around one, itself included while it is there; nothing private."""
        world = self.world
        room = world.rooms.get(channel)
        if room is None:
            raise Gone("this channel is no longer there")
        posts = [p for p in world.posts(channel) if p.only_for is None and p.notice is None]
        before = [post for post in posts if post.id < around]
        after = [post for post in posts if post.id > around]
        chosen: list[Post] = before[max(0, len(before) - count) :]
        chosen += [post for post in posts if post.id == around]
        chosen += after[:count]
        return [
            replace(world.inbound(post, world.people[post.author], room), responder=None)
            for post in chosen
        ]
