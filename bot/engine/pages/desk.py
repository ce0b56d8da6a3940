"""The desk: a signed-in visitor's command, click or form goes the way of those from the chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.api.boards.pages import Visit
from bot.api.boards.pages.desk import DeskCommand, DeskOption, Said
from bot.api.errors import TownhallError, UserError
from bot.api.model import Account, Channel
from bot.api.port.commands import CommandInfo, OptionInfo
from bot.api.port.inbound import Completion, InButton, InCommand, InForm
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser
from bot.api.port.platform import Platform
from bot.api.reply import Form, Reply
from bot.api.services import Clock, Configs
from bot.api.text import T, bold
from bot.engine.commands.cleaning import clean
from bot.engine.conversation.context import Silent
from bot.engine.conversation.dispatch import Dispatcher, Interaction
from bot.engine.faults import explain, record
from bot.engine.registry import Book
from bot.engine.services.people.directory import Registry

ON_PAGE = 0
"""Number of the message that a page's button sits on: no platform has such a one, so nothing is
edited there."""


@dataclass(frozen=True, slots=True)
class _Seat:
    """Through which account the visitor acts, and in which channel."""

    account: Account
    channel: Channel

    @property
    def user(self) -> NativeUser:
        account = self.account
        return NativeUser(account.native_id, account.name, account.username)

    @property
    def native(self) -> NativeChannel:
        return _native(self.channel)


class CommandDesk:
    """Implements `Desk`. Rights are checked by the dispatcher, as for every other click."""

    def __init__(
        self,
        book: Book,
        registry: Registry,
        dispatcher: Dispatcher,
        configs: Configs,
        clock: Clock,
        platforms: Mapping[str, Platform],
    ) -> None:
        self._book = book
        self._registry = registry
        self._dispatcher = dispatcher
        self._configs = configs
        self._clock = clock
        self._platforms = platforms

    # ---- what there is

    def commands(self, visit: Visit) -> Sequence[DeskCommand]:
        """What the visitor may use."""
        found = []
        for path, info in sorted(self._book.commands.items()):
            bound = self._book.command(path)
            if bound is None or visit.level < bound.level:
                continue
            if self._book.enabled(bound.cog, self._configs, visit.community.id):
                about = _said(info.description, visit.locale)
                options = tuple(_option(option, visit.locale) for option in info.options)
                cog = bound.cog
                found.append(
                    DeskCommand(
                        path, cog.name, cog.title, about, info.level, options, view=info.view
                    )
                )
        return found

    async def places(self, visit: Visit) -> Sequence[Channel]:
        """Channels to do things in."""
        return await self._places(visit, await self._account(visit))

    async def complete(self, visit: Visit, path: str, option: str) -> Sequence[str]:
        """Values for an option; a completer that fails has none."""
        try:
            seat = await self._seat(visit, 0)
            ask = Completion(path, option, "", seat.native, seat.user)
            return await self._dispatcher.complete(seat.account.platform, ask)
        except UserError:
            return []
        except Exception as error:
            record(error, f"completing /{path}")
            return []

    # ---- doing

    async def run(self, visit: Visit, path: str, values: Mapping[str, str], at: int = 0) -> Said:
        """A command."""
        seat = await self._seat(visit, at)
        info = self._book.commands.get(path)
        try:
            options = await self._options(visit, seat, info, values) if info else {}
        except UserError as error:
            return [Reply(error.text)]
        now = self._clock.now()
        return await self._do(seat, InCommand(path, options, seat.native, seat.user, Silent(), now))

    async def press(self, visit: Visit, payload: str, at: int = 0) -> Said:
        """A button."""
        seat, now = await self._seat(visit, at), self._clock.now()
        pressed = InButton(payload, seat.native, ON_PAGE, seat.user, Silent(), now, private=True)
        return await self._do(seat, pressed)

    async def fill(
        self,
        visit: Visit,
        payload: str,
        answers: Mapping[str, str],
        at: int = 0,
        *,
        on_card: bool = False,
    ) -> Said:
        """A form."""
        seat, now = await self._seat(visit, at), self._clock.now()
        card = ON_PAGE if on_card else None
        filled = InForm(
            payload, dict(answers), seat.native, seat.user, Silent(), now, card, private=on_card
        )
        return await self._do(seat, filled)

    async def _do(self, seat: _Seat, event: Interaction) -> Said:
        sheet: list[Reply | Form] = []
        try:
            await self._dispatcher.interaction(seat.account.platform, clean(event), sheet)
        except (TownhallError, ConnectionError, TimeoutError) as error:
            # beginning the turn asks the platform for the level that the visitor has now
            return [Reply(explain(error, "the desk"))]
        return sheet

    # ---- who and where

    async def _account(self, visit: Visit) -> Account:
        """The account with most rights on a platform that runs; of equals the one in use."""
        if visit.member is None:
            raise UserError(T("Please sign in."))
        spaces = await self._registry.spaces(visit.community.id)
        ranked = []
        accounts = await self._registry.accounts(visit.member.id)
        for account in accounts:
            here = [s for s in spaces if s.platform == account.platform in self._platforms]
            if here and not account.is_bot:
                adapter = self._platforms[account.platform]
                levels = [await adapter.level(s.native_id, account.native_id) for s in here]
                in_use = account.native_id == visit.member.account.native_id
                ranked.append((max(levels), in_use, account))
        if not ranked:
            names = ", ".join(sorted({one.platform.capitalize() for one in accounts})) or "–"
            raise UserError(
                T(
                    "You are known from {platform}, which this bot is not connected to at the "
                    "moment: whoever runs it can switch it on in config.toml.",
                    platform=bold(names),
                )
            )
        return max(ranked, key=lambda one: one[:2])[2]

    async def _seat(self, visit: Visit, at: int) -> _Seat:
        account = await self._account(visit)
        places = await self._places(visit, account)
        if not places:
            raise UserError(T("I know no channel here yet: write a message in one first."))
        return _Seat(account, next((one for one in places if one.id == at), places[0]))

    async def _places(self, visit: Visit, account: Account) -> Sequence[Channel]:
        """The moderators' own channel and those that everybody reads, on that platform."""
        registry, name = self._registry, account.platform
        spaces = {s.native_id for s in await registry.spaces(visit.community.id)
                  if s.platform == name}  # fmt: skip
        own = await registry.place(visit.community.id, "moderators")
        found = {one.id: one for one in own if one.platform == name}
        for native in await registry.known_channels(name):
            in_here = native.space is not None and native.space.native_id in spaces
            if in_here and native.parent is None and native.name and not native.private:
                channel = await registry.native_channel(name, native)
                if await registry.stands(channel):
                    found.setdefault(channel.id, channel)
        return list(found.values())

    # ---- values

    async def _options(
        self, visit: Visit, seat: _Seat, info: CommandInfo, values: Mapping[str, str]
    ) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for option in info.options:
            typed = clean(values.get(option.name, "")).strip()
            if not typed:
                continue
            if option.kind == "member":
                given[option.name] = await self._named(visit, seat, typed)
            elif option.kind == "channel":
                places = await self._places(visit, seat.account)
                given[option.name] = next((p for p in places if str(p.id) == typed), None)
            else:
                given[option.name] = typed
        return given

    async def _named(self, visit: Visit, seat: _Seat, typed: str) -> Any:
        """The member of that name, on the visitor's platform or another one."""
        words = typed.lstrip("@").casefold()
        spaces = await self._registry.spaces(visit.community.id)
        for platform in dict.fromkeys([seat.account.platform, *(s.platform for s in spaces)]):
            found = await self._registry.find_member(visit.community.id, platform, words)
            if found is not None:
                return found
        raise UserError(T("I do not know anybody called {name} here.", name=typed))


def _native(channel: Channel) -> NativeChannel:
    space = channel.space
    native = NativeSpace(space.native_id, space.name) if space else None
    return NativeChannel(channel.native_id, channel.name, native, channel.parent, channel.private)


def _said(texts: Mapping[str, str], locale: str) -> str:
    return texts.get(locale, texts["en"])


def _option(option: OptionInfo, locale: str) -> DeskOption:
    return DeskOption(
        option.name,
        option.kind,
        _said(option.description, locale),
        option.required,
        option.min,
        option.max,
        tuple((value, _said(texts, locale)) for value, texts in option.choices),
        option.completes,
    )
