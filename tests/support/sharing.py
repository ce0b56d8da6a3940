"""What every bot works out alike is worked out once a process, not once for each test."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from bot.api.cog import CommandSpec
from bot.api.port.commands import CommandInfo
from bot.engine import registry
from bot.engine.commands.specs import Translate, command_info
from bot.engine.services.outbox import editing

_infos: dict[object, CommandInfo] = {}
_numbers: dict[object, int] = {}
_known: WeakKeyDictionary[Any, tuple[int, int]] = WeakKeyDictionary()


def share() -> None:
    """From now on, for bots that are made later."""
    registry.command_info = _remembered
    # a bot is some hundred thousand objects that live for a second: looking through them for
    # circles every few hundred is a tenth of a test
    gc.set_threshold(100_000, 20, 50)
    # edits of one card that come in a row are still one; a quarter of a second for each card that
    # a story waits for was a third of the story
    editing.FOLD_S = 0.02


def _remembered(
    method: Callable[..., Any], spec: CommandSpec, translate: Translate, locales: Sequence[str]
) -> CommandInfo:
    """As `command_info`; translations are those of the same files."""
    catalogue = translate.__self__  # type: ignore[attr-defined]
    key = (method.__func__, _files_of(catalogue))  # type: ignore[attr-defined]
    if key not in _infos:
        _infos[key] = command_info(method, spec, translate, locales)
    return _infos[key]


def _files_of(catalogue: Any) -> int:
    """A number for the files that it reads; cogs add theirs one by one."""
    count = sum(map(len, catalogue._files.values()))
    known = _known.get(catalogue)
    if known is None or known[0] != count:
        files = tuple(sorted(catalogue._files.items()))
        known = _known[catalogue] = (count, _numbers.setdefault(files, len(_numbers)))
    return known[1]
