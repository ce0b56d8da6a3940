"""A recording engine for tests of the Discord adapter alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from bot.api.people import Level
from bot.api.port.commands import CommandInfo, MenuInfo, OptionInfo
from bot.api.port.inbound import Completion, Inbound
from bot.api.port.outgoing import Outgoing, Span
from tests.contract.discord_rig import DiscordRig

E = TypeVar("E")
Handler = Callable[[Any], Awaitable[None]]


def text(words: str, **about: Any) -> Outgoing:
    """A message without any style."""
    return Outgoing((Span(words),), **about)


class Recorder:
    """A Sink that keeps what it gets; `on[type]` answers interactions."""

    def __init__(self) -> None:
        self.events: list[Inbound] = []
        self.on: dict[type, Handler] = {}
        self.completions: list[Completion] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._news = asyncio.Condition()

    async def receive_many(self, platform: str, events: Sequence[Inbound]) -> None:
        await asyncio.gather(*(self.receive(platform, event) for event in events))

    async def receive(self, platform: str, event: Inbound) -> None:
        assert platform == "discord"
        async with self._news:
            self.events.append(event)
            self._news.notify_all()
        handler = self.on.get(type(event))
        if handler is not None:
            task = asyncio.create_task(self._handle(handler, event))
            self._tasks.add(task)

    async def _handle(self, handler: Handler, event: Any) -> None:
        try:
            await handler(event)
        finally:
            await event.responder.done()

    async def complete(self, platform: str, ask: Completion) -> Sequence[str]:
        self.completions.append(ask)
        return [f"{ask.typed} {number}" for number in range(30)]

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    async def next(self, kind: type[E], count: int = 1) -> E:
        """Waits for the event number `count` of a kind."""
        try:
            async with asyncio.timeout(30), self._news:
                await self._news.wait_for(lambda: len(self.of(kind)) >= count)
        except TimeoutError:
            raise AssertionError(f"no {kind.__name__} number {count} in {self.events}") from None
        return self.of(kind)[count - 1]

    async def settle(self) -> None:
        """Waits for the handlers under way; their errors are the test's errors."""
        await asyncio.gather(*self._tasks)


COMMANDS = (
    CommandInfo(
        "poll",
        {"en": "Ask the community", "de": "Die Gemeinschaft fragen"},
        Level.MEMBER,
        (
            OptionInfo("question", "str", {"en": "What?", "de": "Was?"}, True, max=200),
            OptionInfo("votes", "int", {"en": "Votes each"}, False, min=1, max=5),
            OptionInfo("open", "bool", {"en": "Show names"}, False),
            OptionInfo("share", "float", {"en": "Needed share"}, False, min=0, max=1),
            OptionInfo("who", "member", {"en": "For whom"}, False),
            OptionInfo("where", "channel", {"en": "Where"}, False),
            OptionInfo("closes", "when", {"en": "When it ends"}, False),
            OptionInfo(
                "kind",
                "str",
                {"en": "Kind", "de": "Art"},
                False,
                choices=(("one", {"en": "single", "de": "einfach"}), ("many", {"en": "multiple"})),
            ),
        ),
    ),
    CommandInfo(
        "faq ask",
        {"en": "Ask", "de": "Fragen"},
        Level.MEMBER,
        (OptionInfo("question", "str", {"en": "Your question"}, True, completes=True),),
        private=True,
        group={"en": "Questions and answers", "de": "Fragen und Antworten"},
    ),
    CommandInfo(
        "faq add",
        {"en": "Add an entry"},
        Level.MODERATOR,
        (),
        group={"en": "Questions and answers", "de": "Fragen und Antworten"},
    ),
)
MENUS = (
    MenuInfo("save_as_faq", {"en": "Save as FAQ", "de": "Als FAQ speichern"}, Level.MODERATOR),
)


@asynccontextmanager
async def desk(*, before: Callable[[DiscordRig], None] | None = None) -> AsyncIterator[Desk]:
    """A connected adapter on a running Discord server."""
    rig = DiscordRig()
    if before is not None:
        before(rig)
    await rig.open()
    made = Desk(rig)
    try:
        await made.start()
        yield made
        await made.sink.settle()
    finally:
        await rig.platform.stop()
        await rig.close()


class Desk:
    """What a test of the adapter holds in its hands."""

    def __init__(self, rig: DiscordRig) -> None:
        self.rig = rig
        self.server = rig.server
        self.guild = rig.guild
        self.general = rig.guild.channel("general")
        self.sink = Recorder()

    async def start(self, commands: Sequence[CommandInfo] = COMMANDS) -> None:
        await self.rig.platform.start(self.sink, commands, MENUS)

    async def restart(self, commands: Sequence[CommandInfo] = COMMANDS) -> None:
        await self.rig.platform.stop()
        self.rig.renew()
        await self.start(commands)

    async def send(self, out: Outgoing) -> Any:
        """Posts in #general; the message as the server keeps it."""
        sent = await self.rig.platform.send(str(self.general.id), out)
        return self.general.find(sent.native_id)
