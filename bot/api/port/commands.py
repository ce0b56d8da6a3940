"""Commands and menu entries as adapters announce them. Texts by locale: {"en": ..., "de": ...}."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.api.people import Level

Kind = Literal["str", "int", "float", "bool", "member", "channel", "when", "duration", "items"]


@dataclass(frozen=True, slots=True)
class OptionInfo:
    """One option of a command. Texts by locale: {"en": ..., "de": ...}."""

    name: str
    kind: Kind
    description: Mapping[str, str]
    required: bool
    min: int | None = None
    max: int | None = None
    choices: Sequence[tuple[str, Mapping[str, str]]] = ()
    completes: bool = False


@dataclass(frozen=True, slots=True)
class CommandInfo:
    """A command. `path` is one or two words; `group` describes the first word of two. A `view`
    without its options only shows."""

    path: str
    description: Mapping[str, str]
    level: Level
    options: Sequence[OptionInfo]
    private: bool = False
    default: bool = False
    group: Mapping[str, str] | None = None
    view: bool = False


@dataclass(frozen=True, slots=True)
class MenuInfo:
    """A message-menu entry; `key` is its stable name ("save_as_faq")."""

    key: str
    name: Mapping[str, str]
    level: Level
