"""Reads a cog's decorated methods into what adapters announce."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from bot.api.cog import CommandSpec, MenuSpec
from bot.api.errors import TownhallError
from bot.api.model import Channel, Member
from bot.api.options import Duration, Items, Opt, When
from bot.api.port.commands import CommandInfo, Kind, MenuInfo, OptionInfo
from bot.api.text import T, Text

Translate = Callable[[T, str], str]

NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
MAX_OPTIONS = 25
MAX_CHOICES = 25
MAX_DESCRIPTION = 100
MAX_MENU_NAME = 32
KINDS: Mapping[object, Kind] = {
    str: "str",
    int: "int",
    float: "float",
    bool: "bool",
    Member: "member",
    Channel: "channel",
    When: "when",
    Duration: "duration",
    Items: "items",
}


class BadSpec(TownhallError):
    """A cog declares something that no platform could show; one sentence says what."""


def command_info(
    method: Callable[..., Any], spec: CommandSpec, translate: Translate, locales: Sequence[str]
) -> CommandInfo:
    """The command that this method declares; BadSpec when it cannot be announced."""
    where = f"/{spec.path}"
    words = spec.path.split(" ")
    if len(words) > 2 or not all(NAME.fullmatch(word) for word in words):
        raise BadSpec(
            f"{where}: a command is one or two words of a-z, 0-9 and _, "
            "each at most 32 long and starting with a letter."
        )
    options = tuple(
        _option(f"{where} {parameter.name}", parameter, hint, translate, locales)
        for parameter, hint in _parameters(where, method)
    )
    if len(options) > MAX_OPTIONS:
        raise BadSpec(f"{where} has {len(options)} options; {MAX_OPTIONS} is the most.")
    required = [option.required for option in options]
    if required != sorted(required, reverse=True):
        raise BadSpec(f"{where}: options with a default come after those without.")
    return CommandInfo(
        path=spec.path,
        description=_texts(where, spec.description, translate, locales, MAX_DESCRIPTION),
        level=spec.level,
        options=options,
        private=spec.private,
        default=spec.default,
        view=spec.view,
    )


def option_opts(method: Callable[..., Any]) -> Mapping[str, Opt]:
    """The declared `Opt` of each option by name."""
    return _opts(getattr(method, "__func__", method))


@lru_cache(maxsize=512)
def _opts(function: Callable[..., Any]) -> Mapping[str, Opt]:
    where = function.__name__
    return {p.name: _unpack(where, hint)[1] for p, hint in _parameters(where, function)}


def menu_info(spec: MenuSpec, translate: Translate, locales: Sequence[str]) -> MenuInfo:
    """The message-menu entry; its key is the English name as one word: "save_as_faq"."""
    name = str(spec.name)
    key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    names = _texts(f"Menu entry {name!r}", spec.name, translate, locales, MAX_MENU_NAME)
    if not NAME.fullmatch(key):
        raise BadSpec(f"Menu entry {name!r}: the name must start with a letter.")
    return MenuInfo(key=key, name=names, level=spec.level)


def _parameters(where: str, method: Callable[..., Any]) -> list[tuple[inspect.Parameter, Any]]:
    """The options in the signature (all but self and ctx) with their resolved types."""
    try:
        parameters, hints = _signature(inspect.unwrap(getattr(method, "__func__", method)))
    except (NameError, TypeError) as error:
        raise BadSpec(f"{where}: cannot resolve the types of its signature ({error}).") from error
    for parameter in parameters[2:]:
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            raise BadSpec(f"{where} {parameter.name}: an option must be an ordinary parameter.")
        if parameter.name not in hints:
            raise BadSpec(f"{where} {parameter.name}: an option needs a type.")
    return [(parameter, hints[parameter.name]) for parameter in parameters[2:]]


@lru_cache(maxsize=512)
def _signature(
    function: Callable[..., Any],
) -> tuple[tuple[inspect.Parameter, ...], Mapping[str, Any]]:
    """Parameters and types; kept, because each command is read twice and looking the names of its
    types up is slow."""
    hints = get_type_hints(function, include_extras=True)
    return tuple(inspect.signature(function).parameters.values()), hints


def _option(
    where: str,
    parameter: inspect.Parameter,
    hint: Any,
    translate: Translate,
    locales: Sequence[str],
) -> OptionInfo:
    if not NAME.fullmatch(parameter.name):
        raise BadSpec(f"{where}: a name is at most 32 of a-z, 0-9 and _, starting with a letter.")
    kind, opt, optional = _unpack(where, hint)
    required = parameter.default is parameter.empty
    if optional and required:
        raise BadSpec(f"{where} may be None, so it needs a default: `= None`.")
    choices: tuple[tuple[str, Mapping[str, str]], ...] = ()
    if get_origin(kind) is Literal:
        choices = _choices(where, get_args(kind), opt, translate, locales)
    elif opt.choices:
        raise BadSpec(f"{where}: choices are for Literal types only.")
    elif kind not in KINDS:
        raise BadSpec(f"{where}: {getattr(kind, '__name__', kind)} is not a type of option.")
    return OptionInfo(
        name=parameter.name,
        kind="str" if choices else KINDS[kind],
        description=_texts(where, opt.description, translate, locales, MAX_DESCRIPTION),
        required=required,
        min=opt.min,
        max=opt.max,
        choices=choices,
        completes=opt.complete is not None,
    )


def _unpack(where: str, hint: Any) -> tuple[Any, Opt, bool]:
    """(type, Opt, whether None is allowed) of `Annotated[X | None, Opt(...)]`."""
    hint, outer = _not_none(hint)
    opts: list[Opt] = []
    if get_origin(hint) is Annotated:
        hint, *extras = get_args(hint)
        opts = [extra for extra in extras if isinstance(extra, Opt)]
    if len(opts) != 1:
        raise BadSpec(f"{where} needs a description: Annotated[<type>, Opt(T(...))].")
    hint, inner = _not_none(hint)
    return hint, opts[0], outer or inner


def _not_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) not in (Union, types.UnionType):
        return hint, False
    rest = [part for part in get_args(hint) if part is not types.NoneType]
    return (rest[0], True) if len(rest) == 1 else (hint, False)


def _choices(
    where: str, values: Sequence[Any], opt: Opt, translate: Translate, locales: Sequence[str]
) -> tuple[tuple[str, Mapping[str, str]], ...]:
    if len(values) > MAX_CHOICES:
        raise BadSpec(f"{where} has {len(values)} choices; {MAX_CHOICES} is the most.")
    if not all(isinstance(value, str) and 0 < len(value) <= 100 for value in values):
        raise BadSpec(f"{where}: choices are texts of 1 to 100 characters.")
    labels = dict(opt.choices)
    if unknown := set(labels) - set(values):
        raise BadSpec(f"{where}: {', '.join(sorted(unknown))} is not among its choices.")
    return tuple(
        (value, _texts(f"{where} {value}", labels.get(value, value), translate, locales, 100))
        for value in values
    )


def _texts(
    where: str, text: Text, translate: Translate, locales: Sequence[str], longest: int
) -> Mapping[str, str]:
    """The text in each language; BadSpec when it is empty or too long in one."""
    try:
        texts = {locale: _filled(text, translate, locale) for locale in locales}
    except (KeyError, IndexError, ValueError) as error:
        raise BadSpec(f"{where}: {text!r} has a hole that nothing fills ({error}).") from error
    for locale, words in texts.items():
        if not 0 < len(words.strip()) <= longest:
            raise BadSpec(
                f"{where}: the text in {locale!r} has {len(words)} characters, 1 to {longest} fit."
            )
    return texts


def _filled(text: Text, translate: Translate, locale: str) -> str:
    if not isinstance(text, T):
        return str(text)
    values = {name: str(value) for name, value in text.params.items()}
    return translate(text, locale).format_map(values)
