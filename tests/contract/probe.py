"""A cog of the tests' own: an ear and hands on a running bot, whatever the platform."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.api.cog import Cog, CogConfig, listen
from bot.api.events import (
    AutoModActed,
    Event,
    JoinRequested,
    MemberJoined,
    MessageEdited,
    MessagePosted,
)
from bot.api.model import Member, Message, Space
from bot.api.people import Level
from bot.api.port.nouns import NativeUser
from bot.api.services import Doors, Moderation, Outbox, Threads
from bot.api.services.calendars import Calendars
from bot.api.services.roles import Roles
from bot.api.text import T
from bot.engine import loader
from tests.support.chat import TIMEOUT, Actor
from tests.support.community import Community

E = TypeVar("E", bound=Event)


class Probe(Cog[CogConfig]):
    """A cog that hears and can do what any cog may ask for."""

    name = "probe"
    title = T("Probe")

    def __init__(
        self,
        moderation: Moderation,
        doors: Doors,
        outbox: Outbox,
        threads: Threads,
        roles: Roles,
        calendars: Calendars,
    ) -> None:
        self.moderation = moderation
        self.doors = doors
        self.outbox = outbox
        self.threads = threads
        self.roles = roles
        self.calendars = calendars
        self._heard: list[Event] = []
        self._news = asyncio.Event()

    @listen(MessagePosted)
    @listen(MessageEdited)
    @listen(MemberJoined)
    @listen(JoinRequested)
    @listen(AutoModActed)
    async def hear(self, event: Event) -> None:
        self._heard.append(event)
        self._news.set()

    def all(self, kind: type[E]) -> list[E]:
        return [event for event in self._heard if isinstance(event, kind)]

    async def next(self, kind: type[E], number: int = 1) -> E:
        """Wait for the event number `number` of a kind."""
        await self._until(lambda: len(self.all(kind)) >= number)
        return self.all(kind)[number - 1]

    async def said(self, text: str) -> Message:
        """Wait for the message that contains the words."""

        def found() -> list[Message]:
            return [e.message for e in self.all(MessagePosted) if text in e.message.text]

        await self._until(lambda: bool(found()))
        return found()[-1]

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(TIMEOUT):
            while not condition():
                self._news.clear()
                await self._news.wait()


def probe(chat: Community) -> Probe:
    """Load the cog into the bot that runs now."""
    cog = loader.build(Probe, CogConfig(), chat.app.services)
    assert isinstance(cog, Probe)
    chat.app.book.add(cog)
    return cog


async def here(chat: Community) -> Space:
    """The space of the story."""
    spaces = await chat.app.registry.spaces(await chat.id)
    return next(space for space in spaces if space.native_id == chat.rig.space_id)


async def member(chat: Community, actor: Actor) -> Member:
    """The member that a person is to the bot."""
    user = NativeUser(actor.native_id, actor.name)
    return await chat.app.registry.native_member(await chat.id, chat.rig.name, user)


async def about(
    chat: Community, name: str, level: Level = Level.MEMBER
) -> tuple[Actor, Member, Space, Moderation]:
    """Somebody new, and what it takes to act on them."""
    actor = await chat.person(name, level)
    return actor, await member(chat, actor), await here(chat), probe(chat).moderation
