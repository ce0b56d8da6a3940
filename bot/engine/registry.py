"""What the loaded cogs declare, ready to be looked up: commands, menus, buttons, listeners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.api.cog import (
    Cog,
    CommandSpec,
    EverySpec,
    ListenSpec,
    MenuSpec,
    PayloadSpec,
    TaskSpec,
    specs_of,
)
from bot.api.events import Event
from bot.api.people import Level
from bot.api.port.commands import CommandInfo, MenuInfo
from bot.api.services import Configs

from .commands.specs import BadSpec, command_info, menu_info, option_opts
from .rendering.catalogue import Catalogue

Method = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Bound:
    """A handler, its cog and what is needed to call it."""

    cog: Cog[Any]
    method: Method
    level: Level
    payload: type[Any] | None = None
    private: bool = False


class Book:
    """All handlers by name. Clashes are errors at start, never silent."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.commands: dict[str, CommandInfo] = {}
        self.menus: dict[str, MenuInfo] = {}
        self.cogs: dict[str, Cog[Any]] = {}
        self._titles: dict[str, Mapping[str, str]] = {}
        self._on_command: dict[str, Bound] = {}
        self._on_menu: dict[str, Bound] = {}
        self._on_button: dict[str, Bound] = {}
        self._on_form: dict[str, Bound] = {}
        self._completers: dict[tuple[str, str], tuple[Cog[Any], Method]] = {}
        self._listeners: dict[type[Event], list[tuple[int, Cog[Any], Method]]] = defaultdict(list)
        self.tasks: list[tuple[str, Method]] = []
        self.ticks: list[tuple[Method, int]] = []

    def add(self, cog: Cog[Any]) -> None:
        """Take in everything that a cog declares."""
        if cog.name in self.cogs:
            raise BadSpec(f'two cogs are named "{cog.name}"')
        self.cogs[cog.name] = cog
        for name, spec in specs_of(cog):
            method: Method = getattr(cog, name)
            match spec:
                case CommandSpec():
                    self._command(cog, method, spec)
                case MenuSpec():
                    info = menu_info(spec, self._catalogue.translate, self._catalogue.locales)
                    self._unique(self.menus, info.key, cog)
                    self.menus[info.key] = info
                    self._on_menu[info.key] = Bound(cog, method, spec.level, private=True)
                case PayloadSpec():
                    table = self._on_form if spec.form else self._on_button
                    self._unique(table, spec.payload.tag, cog)
                    table[spec.payload.tag] = Bound(
                        cog, method, spec.level, spec.payload, private=True
                    )
                case ListenSpec():
                    self._listeners[spec.event].append((spec.order, cog, method))
                    self._listeners[spec.event].sort(key=lambda row: row[0])
                case TaskSpec():
                    self.tasks.append((spec.name, method))
                case EverySpec():
                    self.ticks.append((method, spec.seconds))

    def _command(self, cog: Cog[Any], method: Method, spec: CommandSpec) -> None:
        info = command_info(method, spec, self._catalogue.translate, self._catalogue.locales)
        self._unique(self.commands, info.path, cog)
        if " " in info.path:
            info = replace(info, group=self._title(cog))
        self.commands[info.path] = info
        self._on_command[info.path] = Bound(cog, method, spec.level, private=spec.private)
        for option, opt in option_opts(method).items():
            if opt.complete:
                self._completers[(info.path, option)] = (cog, getattr(cog, opt.complete))

    def _title(self, cog: Cog[Any]) -> Mapping[str, str]:
        if cog.name not in self._titles:
            translate, locales = self._catalogue.translate, self._catalogue.locales
            self._titles[cog.name] = {locale: translate(cog.title, locale) for locale in locales}
        return self._titles[cog.name]

    @staticmethod
    def _unique(table: Mapping[str, Any], key: str, cog: Cog[Any]) -> None:
        if key in table:
            raise BadSpec(f'the cog "{cog.name}" declares "{key}", which another cog has already')

    # ---- look-ups

    def command(self, path: str) -> Bound | None:
        """The handler of a command path."""
        return self._on_command.get(path)

    def menu(self, key: str) -> Bound | None:
        """The handler of a message-menu entry."""
        return self._on_menu.get(key)

    def payload(self, wire: str, *, form: bool) -> tuple[Bound, Any] | None:
        """The handler of a button or form and its decoded payload; None when there is none."""
        tag = wire.split(":", 1)[0]
        bound = (self._on_form if form else self._on_button).get(tag)
        if bound is None or bound.payload is None:
            return None
        try:
            return bound, bound.payload.decode(wire)
        except ValueError:
            return None

    def completer(self, path: str, option: str) -> tuple[Cog[Any], Method] | None:
        """The method that completes an option."""
        return self._completers.get((path, option))

    def heard(self, event: Event) -> bool:
        """Whether there is any listener of such events."""
        return type(event) in self._listeners

    def listeners(self, event: Event) -> Iterable[tuple[Cog[Any], Method]]:
        """Listeners of an event, in their order."""
        return ((cog, method) for _, cog, method in self._listeners.get(type(event), ()))

    def enabled(self, cog: Cog[Any], configs: Configs, community_id: int) -> bool:
        """Whether a community has this cog switched on."""
        return configs.of(cog.config_model, community_id).enabled
