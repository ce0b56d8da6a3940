"""Hands inputs to every handler that the cogs have declared, as adapters would hand them over."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import cycle
from pathlib import Path

from bot.api.port.commands import CommandInfo, OptionInfo
from bot.api.port.inbound import (
    InAutoMod,
    Inbound,
    InButton,
    InCommand,
    InDelete,
    InForm,
    InJoin,
    InJoinRequest,
    InLeave,
    InMenu,
    InMessage,
    InReaction,
    InRoles,
    InSpace,
)
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser
from bot.api.port.outgoing import OutForm, Outgoing, Power
from bot.engine.registry import Book

COGS = Path(__file__).parents[2] / "cogs"


class Heard:
    """Answers as every platform can together; keeps what was said and how often it ended."""

    powers = Power.PRIVATE | Power.FORM | Power.UPDATE

    def __init__(self) -> None:
        self.said: list[Outgoing] = []
        self.forms: list[OutForm] = []

    async def reply(self, out: Outgoing, *, private: bool) -> int | None:
        self.said.append(out)
        return None

    async def alert(self, text: str) -> None:
        raise AssertionError("there are no alerts here")

    async def update(self, out: Outgoing) -> None:
        self.said.append(out)

    async def form(self, form: OutForm) -> None:
        self.forms.append(form)

    async def done(self) -> None:
        pass


def answer_keys() -> list[str]:
    """The names of all answers that any form of a cog asks for."""
    found = set[str]()
    for path in COGS.rglob("*.py"):
        if "Field(" not in (source := path.read_text("utf-8")):
            continue
        for node in ast.walk(ast.parse(source)):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id == "Field":
                first = node.args[0] if isinstance(node, ast.Call) and node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return sorted(found)


class Driver:
    """Makes events of one person in one channel; every text in them is the next input."""

    def __init__(
        self, book: Book, space: NativeSpace, channel: NativeChannel, user: NativeUser,
        inputs: Sequence[str], now: int,
    ) -> None:  # fmt: skip
        self.book = book
        self.space = space
        self.channel = channel
        self.user = user
        self.heard = Heard()
        self._now = now
        self._next = cycle(inputs)
        self._number = 10_000

    def commands(self) -> Iterator[Inbound]:
        """Every command, with an input in each of its options."""
        for info in self.book.commands.values():
            yield self.command(info, {o.name: self.value(o) for o in info.options})

    def one_option(self, text: str) -> Iterator[Inbound]:
        """Every option of every command with this text; the others as one would fill them in."""
        for info in self.book.commands.values():
            for option in info.options:
                if option.kind not in ("int", "bool", "channel"):
                    plain = {o.name: self.plain(o) for o in info.options if o.required}
                    yield self.command(info, plain | {option.name: self.hostile(option, text)})

    def command(self, info: CommandInfo, options: dict[str, object]) -> Inbound:
        return InCommand(info.path, options, self.channel, self.user, self.heard, self._now)

    def value(self, option: OptionInfo) -> object:
        return self.hostile(option, next(self._next))

    def hostile(self, option: OptionInfo, text: str) -> object:
        """What a client could send: choices and numbers are the platform's to hold."""
        match option.kind:
            case "member":
                return NativeUser("4711", text[:100], text[:30])
            case "str" if option.choices:
                return option.choices[0][0]
            case "str" | "when" | "duration" | "items":
                return text[: option.max] if option.kind == "str" and option.max else text
        return self.plain(option)

    def plain(self, option: OptionInfo) -> object:
        """An ordinary value."""
        match option.kind:
            case "int":
                return max(option.min or 1, 1)
            case "float":
                return 1.0
            case "bool":
                return True
            case "member":
                return self.user
            case "channel":
                return self.channel
            case "items":
                return "one; two"
            case "when" | "duration":
                return "in 2h" if option.kind == "when" else "2h"
        return option.choices[0][0] if option.choices else "words"

    def forms(self, text: str | None = None) -> Iterator[Inbound]:
        """Every form, filled in."""
        keys = answer_keys()
        for wire in self.wires(form=True):
            answers = {key: text if text is not None else next(self._next) for key in keys}
            yield InForm(wire, answers, self.channel, self.user, self.heard, self._now)

    def buttons(self, text: str | None = None) -> Iterator[Inbound]:
        """Every button there is, with numbers that are and a word that was never ours."""
        for wire in self.wires(form=False, word=text):
            yield InButton(wire, self.channel, 1, self.user, self.heard, self._now)

    def wires(self, *, form: bool, word: str | None = None) -> Iterator[str]:
        for tag, bound in (self.book._on_form if form else self.book._on_button).items():
            assert bound.payload is not None
            parts = [tag]
            for f in fields(bound.payload):
                kind = f.type if isinstance(f.type, str) else f.type.__name__
                filled = word if word is not None else next(self._next)
                parts.append("1" if kind in ("int", "bool") else filled.replace(":", ""))
            yield ":".join(parts).encode("utf-8", "replace")[:64].decode("utf-8", "ignore")

    def messages(self, texts: Iterable[str]) -> Iterator[Inbound]:
        """One message for each."""
        for number, text in enumerate(texts, 100_000):
            yield InMessage(self.channel, self.user, number, text, self._now)

    def facts(self, text: str) -> Iterator[Inbound]:
        """Every event that a platform tells of, with this text wherever somebody can write one."""
        at, number = self._now, self._number
        self._number += 10
        who = NativeUser("4712", text, text, roles=(text,))
        said = InMessage(self.channel, who, number, text, at)
        yield said
        yield InMessage(self.channel, who, number, f"{text} {text}", at, edited_at=at + number)
        yield InMessage(
            self.channel, self.user, number + 1, text, at, number, who, (who,), mentions_bot=True
        )
        yield InReaction(self.channel, number, who, text, True, at)
        for key in self.book.menus:
            yield InMenu(key, said, self.channel, self.user, self.heard, at)
        yield InRoles(self.space, (who,))
        yield InAutoMod(self.space, who, text, text, at, self.channel, number)
        yield InLeave(self.space, who, at + number)
        yield InJoinRequest(self.space, who, at)
        yield InJoin(self.space, who, at + number + 1)
        yield InDelete(self.channel, (number,), at + number)
        room = NativeChannel("hostile", text, self.space)
        yield InSpace(NativeSpace(self.space.native_id, text), (self.channel, room))
        yield InSpace(self.space, (self.channel,))
