"""Commands, completions, menus, buttons, forms and listeners of all cogs, with their real stores.

Each is called through the dispatcher, as somebody with all rights in a community in which every
command was used once; not through the inbox, whose commits would be most of the time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from bot.api.people import Level
from bot.api.port.buckets import Buckets
from bot.api.port.commands import CommandInfo, OptionInfo
from bot.api.port.inbound import Completion, InButton, InCommand, InForm, InMenu, InMessage
from bot.api.port.nouns import NativeChannel, NativeUser
from bot.engine.commands.cleaning import clean
from bot.engine.conversation.flood import Flood
from bot.engine.conversation.listening import hear
from tests.contract.local_rig import LocalRig
from tests.hostile.driving import Driver, answer_keys
from tests.support.community import Community, sqlite_url

from . import Target
from .house import House
from .making import Maker

SITE = "https://townhall.example"
FRESH, AT_ONCE = 3_000, 100
"""A new community after so many inputs, or lists would be as long as the run; and how often what
they have set going is waited for."""


class Town:
    """A community that has used everything once, made anew now and then."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        self.values: dict[tuple[str, str], list[str]] = {}

    async def open(self) -> None:
        """The next one, in which every command has been used."""
        self._made += 1
        url = sqlite_url(self._folder, f"{self._made}.db")
        chat = Community([LocalRig()], url, cogs={"console": {"address": SITE}})
        await chat.open()
        await self.enter(chat)
        await self._live()

    async def enter(self, chat: Community) -> None:
        """As an owner, in a channel that everybody reads."""
        rig: Any = chat.rig
        self.chat, self.app = chat, chat.app
        self.app.dispatcher.flood = Flood(Buckets(1e12, 1))
        mo = await chat.person("Mo", Level.OWNER)
        room = rig.world.rooms["general"].native(rig.world.community)
        assert room.space is not None
        self.room, self.user = room, NativeUser(mo.native_id, "Mo", "mo")
        self.driver = Driver(self.app.book, room.space, room, self.user, ("words",), 0)
        self.at = chat.clock.now()
        self.said = InMessage(room, self.user, 20_000, "words of somebody", self.at)
        await self.app.intake.receive("local", self.said)

    async def _live(self) -> None:
        room = self.room
        for info in self.app.book.commands.values():
            plain = {option.name: self.driver.plain(option) for option in info.options}
            await self.ask(self.driver.command(info, plain))
        for info in self.app.book.commands.values():
            for option in (one for one in info.options if one.completes):
                ask = Completion(info.path, option.name, "", room, self.user)
                found = await self.app.dispatcher.complete("local", ask)
                self.values[info.path, option.name] = list(found) or ["1"]
        await self.chat.settle()

    async def close(self) -> None:
        """Leave it."""
        await self.chat.close()
        (self._folder / f"{self._made}.db").unlink(missing_ok=True)

    async def ask(self, event: Any) -> None:
        """A command, a click or a form."""
        self.driver.heard.said.clear()
        await self.app.dispatcher.interaction("local", clean(event))


class Cogs(House):
    """Keeps the community young."""

    def __init__(self, town: Town) -> None:
        super().__init__([])
        self._town = town
        self._fed = 0
        self.targets = list(_targets(town))

    async def between(self, done: int) -> None:
        """What was set going ends; after many a new community."""
        self._fed += 1
        if done % AT_ONCE == 0:
            await self._town.chat.settle()
        if self._fed % FRESH == 0:
            await self._town.close()
            await self._town.open()


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    """A bot with all cogs on the local chat."""
    town = Town(folder)
    await town.open()
    yield Cogs(town)
    await town.close()


def _targets(town: Town) -> list[Target]:
    book = town.app.book
    found = [
        Target(f"command: /{info.path}", _command(town, info), town.ask)
        for info in book.commands.values()
    ]
    found += [
        Target(f"typing: /{path} {option}", _typing(town, path, option), _complete(town))
        for path, option in book._completers
    ]
    found += [Target(f"menu: {key}", _menu(town, key), town.ask) for key in book.menus]
    keys = answer_keys()
    for form, kinds in ((False, book._on_button), (True, book._on_form)):
        for tag in kinds:
            name = f"{'form' if form else 'button'}: {tag}"
            found.append(Target(name, _payload(town, tag, keys, form=form), town.ask))
    for kind, listeners in book._listeners.items():
        for _, cog, method in listeners:
            name = f"listener: {cog.name} {method.__name__} on {kind.__name__}"
            found.append(
                Target(name, _fact(town, kind.__name__), _hear(town, kind, cog.name, name))
            )
    return found


# ---- commands


def _command(town: Town, info: CommandInfo) -> Callable[[Maker], InCommand]:
    def make(m: Maker) -> InCommand:
        one = m.pick(info.options) if info.options and m.chance(0.5) else None
        options = {
            option.name: _value(town, m, info, option)
            if one is None or option is one
            else _good(town, m, info, option)
            for option in info.options
            if option is one or option.required or m.chance(0.6)
        }
        heard = town.driver.heard
        return InCommand(info.path, options, _channel(town, m), town.user, heard, town.at)

    return make


def _good(town: Town, m: Maker, info: CommandInfo, option: OptionInfo) -> Any:
    known = town.values.get((info.path, option.name))
    if option.choices:
        return m.pick(option.choices)[0]
    return m.pick(known) if known else town.driver.plain(option)


def _value(town: Town, m: Maker, info: CommandInfo, option: OptionInfo) -> Any:
    """Made up; numbers as a page sends them too, in words."""
    if option.kind == "member":
        return town.user if m.chance(0.2) else _person(m)
    if option.kind == "channel":
        return _channel(town, m, often=0.5)
    if option.kind in ("int", "float") and m.chance(0.6):
        return m.number()
    if option.choices and m.chance(0.7):
        return m.pick(option.choices)[0]
    return m.text()


def _person(m: Maker) -> NativeUser:
    return NativeUser(str(m.number() % 50), m.text(100), m.text(30), m.chance(0.1), m.text(5))


def _channel(town: Town, m: Maker, often: float = 0.02) -> NativeChannel:
    if m.chance(often):
        return NativeChannel(f"c{m.number() % 40}", m.text(100), town.room.space)
    return town.room


def _typing(town: Town, path: str, option: str) -> Callable[[Maker], Completion]:
    return lambda m: Completion(path, option, m.text(100), town.room, town.user)


def _complete(town: Town) -> Callable[[Completion], Awaitable[object]]:
    async def feed(ask: Completion) -> None:
        await town.app.dispatcher.complete("local", clean(ask))

    return feed


def _menu(town: Town, key: str) -> Callable[[Maker], InMenu]:
    def make(m: Maker) -> InMenu:
        said = replace(town.said, native_id=20_000 + m.number() % 9, text=m.text())
        return InMenu(key, said, town.room, town.user, town.driver.heard, town.at)

    return make


# ---- buttons and forms


def _payload(
    town: Town, tag: str, keys: Sequence[str], *, form: bool
) -> Callable[[Maker], InButton | InForm]:
    book = town.app.book
    bound = (book._on_form if form else book._on_button)[tag]
    assert bound.payload is not None
    kinds = [f.type if isinstance(f.type, str) else f.type.__name__ for f in fields(bound.payload)]

    def part(m: Maker, kind: str) -> str:
        if kind in ("int", "bool") and m.chance(0.9):
            return str(m.number() % 2**63)
        return m.text(20).replace(":", "")

    def make(m: Maker) -> InButton | InForm:
        wire = ":".join([tag, *(part(m, kind) for kind in kinds)])
        wire = wire.encode("utf-8", "replace")[:64].decode("utf-8", "ignore")
        room, heard = _channel(town, m), town.driver.heard
        if not form:
            return InButton(wire, room, 1, town.user, heard, town.at, private=m.chance(0.5))
        answers = {key: str(m.number()) if m.chance(0.3) else m.text() for key in keys
                   if m.chance(0.95)}  # fmt: skip
        return InForm(wire, answers, room, town.user, heard, town.at)

    return make


# ---- listeners

IN = {
    "MessagePosted": 0, "MessageEdited": 1, "ReactionChanged": "InReaction",
    "MemberJoined": "InJoin", "MemberLeft": "InLeave", "JoinRequested": "InJoinRequest",
    "MessageDeleted": "InDelete", "AutoModActed": "InAutoMod",
}  # fmt: skip


def _fact(town: Town, kind: str) -> Callable[[Maker], Any]:
    """What a platform tells of, in which somebody's words are made up."""

    def make(m: Maker) -> Any:
        events = [e for e in town.driver.facts(m.text()) if not isinstance(e, InMenu)]
        if kind == "CommandUsed":
            return events[0]
        wanted = IN[kind]
        found = [e for e in events if type(e).__name__ == wanted] if isinstance(wanted, str) else []
        return found[0] if found else events[int(wanted)]

    return make


def _hear(town: Town, kind: type[Any], cog: str, name: str) -> Callable[[Any], Awaitable[object]]:
    from bot.api.events import CommandUsed

    async def feed(event: Any) -> None:
        taken = await town.app.intake._facts.take("local", clean(event))
        assert taken is not None
        events = await taken.then() if taken.then is not None else taken.events
        if kind is CommandUsed:
            said = events[0].message  # type: ignore[attr-defined]
            events = (CommandUsed(events[0].community, town.at, said.author, said.ref.channel),)
        for heard in events:
            for owner, method in town.app.book.listeners(heard):
                if owner.name == cog and f" {method.__name__} on " in name:
                    await hear(owner, method, heard, ())

    return feed
