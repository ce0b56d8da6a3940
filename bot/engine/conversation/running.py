"""Calling a handler: who may, with which values, and what is said when it fails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from bot.api.errors import TownhallError, UserError
from bot.api.model import Channel, Member, Message
from bot.api.port.commands import CommandInfo, OptionInfo
from bot.api.port.nouns import NativeChannel, NativeUser
from bot.api.services import Configs
from bot.api.text import T, Text, code
from bot.engine import occasion
from bot.engine.commands import parsing
from bot.engine.faults import explain, record
from bot.engine.registry import Book, Bound
from bot.engine.services.people.directory import Registry

from .context import Turn


@dataclass(frozen=True, slots=True)
class Claim:
    """The work of a message that is no conversation; `answer` says that it answers a question."""

    run: Callable[[], Coroutine[Any, Any, None]]
    answer: bool = False


class Runner:
    """Runs what a turn asks for. Rights are checked here and nowhere before."""

    def __init__(self, book: Book, registry: Registry, configs: Configs) -> None:
        self._book = book
        self._registry = registry
        self._configs = configs

    async def guarded(self, turn: Turn, where: str, work: Coroutine[Any, Any, None]) -> bool:
        """Do the work; who asked is told in a sentence what went wrong. Whether it went well."""
        well = False
        try:
            try:
                await work
                well = True
            except Exception as error:
                text: Text = explain(error, where)
                await turn.reply(text, private=True)
        except (TownhallError, ConnectionError) as error:
            record(error, f"answering {where}")
        finally:
            await turn.responder.done()
        return well

    def _allow(self, turn: Turn, bound: Bound | None) -> Bound:
        if bound is None or not self._book.enabled(bound.cog, self._configs, turn.community.id):
            raise UserError(T("That is switched off in this community."))
        turn.require(bound.level)
        turn.default_private = bound.private
        return bound

    async def command(
        self, turn: Turn, platform: str, info: CommandInfo, raw: Mapping[str, Any]
    ) -> None:
        """A command with its options as they were given."""
        bound = self._allow(turn, self._book.command(info.path))
        values: dict[str, Any] = {}
        for option in info.options:
            if raw.get(option.name) is None:
                if option.required:
                    raise UserError(T("{option} is missing.", option=code(option.name)))
                continue
            values[option.name] = await self._value(turn, platform, option, raw[option.name])
        with occasion.answering():
            await bound.method(turn, **values)

    async def _value(self, turn: Turn, platform: str, option: OptionInfo, raw: Any) -> Any:
        if isinstance(raw, NativeUser):
            return await self._registry.native_member(turn.community.id, platform, raw)
        if isinstance(raw, NativeChannel):
            return await self._registry.native_channel(platform, raw)
        if isinstance(raw, Member | Channel):
            return raw
        return parsing.coerce(
            option,
            raw,
            now=turn.now,
            zone=turn.community.timezone,
            locale=turn.private_reader.locale,
        )

    async def menu(self, turn: Turn, key: str, message: Message | None) -> None:
        """A choice of the message menu; without a message, how to choose one."""
        bound = self._allow(turn, self._book.menu(key))
        if message is None:
            raise UserError(
                T("Reply to the message you mean with {command}.", command=code(f"/{key}"))
            )
        with occasion.answering():
            await bound.method(turn, message)

    async def payload(self, turn: Turn, wire: str, answers: Mapping[str, str] | None) -> None:
        """A button, or a form with its answers."""
        found = self._book.payload(wire, form=answers is not None)
        if found is None:
            await self.gone()
            return
        bound, payload = found
        self._allow(turn, bound)
        # a client of one's own may leave out a field: that is one left empty
        given = (payload,) if answers is None else (payload, defaultdict(str, answers))
        with occasion.answering():
            await bound.method(turn, *given)

    async def gone(self) -> None:
        """What an older version offered."""
        raise UserError(T("That is no longer in use."))
