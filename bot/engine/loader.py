"""Finds cogs (folders of `cogs`, installed packages) and gives them the services they ask for."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

from bot.api.cog import Cog, CogConfig
from bot.api.errors import SetupError
from bot.api.port.powers import Can
from bot.api.services import Calendars, Channels, Doors, Roles, Threads

ENTRY_POINTS = "townhall.cogs"
NEEDS: Mapping[type[Any], Can] = {
    Calendars: Can.EVENT,
    Channels: Can.CHANNEL,
    Doors: Can.DOOR,
    Roles: Can.ROLE,
    Threads: Can.THREAD,
}
"""The services that an owner may have to give the bot a right for."""


def discover(package: str = "cogs") -> dict[str, type[Cog[Any]]]:
    """Every cog by name: `<package>/<name>/cog.py`, then entry points of the group
    `townhall.cogs`, each naming a Cog class ("weather = my_package.cog:Weather")."""
    found: dict[str, type[Cog[Any]]] = {}
    home = import_module(package)
    for info in sorted(pkgutil.iter_modules(home.__path__), key=lambda i: i.name):
        if info.ispkg and find_spec(f"{package}.{info.name}.cog") is not None:
            kind = cog_class(import_module(f"{package}.{info.name}.cog"))
            found[kind.name] = kind
    for point in entry_points(group=ENTRY_POINTS):
        kind = point.load()
        if not (isinstance(kind, type) and issubclass(kind, Cog)):
            raise SetupError(
                f'The installed cog "{point.name}" does not name a Cog class: {point.value}.'
            )
        if kind.name in found:
            raise SetupError(f'Two cogs are named "{kind.name}"; uninstall or rename one.')
        found[kind.name] = kind
    return found


def cog_class(module: ModuleType) -> type[Cog[Any]]:
    """The one Cog class that a module defines."""
    kinds = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Cog)
        and value is not Cog
        and value.__module__ == module.__name__
    ]
    if len(kinds) != 1:
        raise SetupError(f"{module.__name__} must define exactly one Cog class, not {len(kinds)}.")
    return kinds[0]


def build(kind: type[Cog[Any]], config: CogConfig, services: Mapping[type[Any], Any]) -> Cog[Any]:
    """Make a cog: each constructor parameter is filled by its annotated type."""
    arguments: dict[str, Any] = {}
    for name, wanted in _parameters(kind):  # type: ignore[arg-type]  # each class has its hash
        if wanted is kind.config_model:
            arguments[name] = config
        elif wanted in services:
            arguments[name] = services[wanted]
        else:
            offered = ", ".join(sorted(service.__name__ for service in services))
            raise SetupError(
                f'The cog "{kind.name}" asks for "{name}: {wanted}", which is no service. '
                f"There are: {offered}."
            )
    return kind(**arguments)


def powers_for(kinds: Iterable[type[Cog[Any]]]) -> Can:
    """The optional powers of a platform that these cogs can make use of: what a cog's constructor
    does not ask for it cannot touch."""
    powers = Can.NONE
    for kind in kinds:
        for _, service in _parameters(kind):  # type: ignore[arg-type]
            powers |= NEEDS.get(service, Can.NONE)
    return powers


def on(
    kinds: Mapping[str, type[Cog[Any]]], settings: Mapping[str, CogConfig]
) -> list[type[Cog[Any]]]:
    """The cogs that the settings switch on, or do not mention."""
    return [k for name, k in kinds.items() if (settings.get(name) or k.config_model()).enabled]


@cache
def _parameters(kind: type[Cog[Any]]) -> list[tuple[str, Any]]:
    """Name and annotated type of each parameter of its constructor."""
    if kind.__init__ is object.__init__:
        return []
    hints = get_type_hints(kind.__init__)
    names = list(inspect.signature(kind.__init__).parameters)[1:]
    return [(name, hints.get(name)) for name in names]


def resting(
    kinds: Mapping[str, type[Cog[Any]]],
    at_work: Mapping[str, Cog[Any]],
    services: Mapping[type[Any], Any],
) -> dict[str, Cog[Any]]:
    """The cogs with tables that are not at work, by name, with their settings as they come."""
    return {
        name: build(kind, kind.config_model(), services)
        for name, kind in kinds.items()
        if name not in at_work and kind.migrations is not None
    }


def migrations(kinds: Sequence[type[Cog[Any]]]) -> dict[str, Any]:
    """Alembic branch folders by cog name."""
    return {kind.name: kind.migrations for kind in kinds if kind.migrations is not None}


def locales(kind: type[Cog[Any]]) -> Path | None:
    """The folder with a cog's translations, beside its module."""
    source = inspect.getsourcefile(kind)
    folder = Path(source).parent / "locales" if source else None
    return folder if folder is not None and folder.is_dir() else None
