"""What comes in, without the characters that no database, model or wire can carry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, TypeVar, get_args

from bot.api.port.inbound import Completion, Inbound
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser

V = TypeVar("V")

# PostgreSQL refuses NUL in text, and half of a surrogate pair cannot be encoded at all.
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_NOUNS = (NativeChannel, NativeSpace, NativeUser)
_NUMBERS = {"int", "int | None", "bool", "tuple[int, ...]"}
_FIELDS: dict[type, tuple[str, ...]] = {
    record: tuple(field.name for field in fields(record) if field.type not in _NUMBERS)
    for record in (*get_args(Inbound), Completion, *_NOUNS)
}


def clean(value: V) -> V:
    """The event, noun or text with every unfit character replaced; itself when there is none."""
    cleaned: Any = _clean(value)
    return cleaned  # type: ignore[no-any-return]


def _clean(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return value if value.isascii() and "\0" not in value else _UNFIT.sub(_REPLACEMENT, value)
    if kind in _NOUNS and _is_fit(value):
        return value
    if kind in _FIELDS:
        return _cleaned(value)
    if kind is tuple:
        parts = tuple(map(_clean, value))
        same = all(new is old for new, old in zip(parts, value, strict=True))
        return value if same else parts
    if isinstance(value, Mapping):
        return {_clean(key): _clean(part) for key, part in value.items()}
    return value


@lru_cache(maxsize=10_000)
def _is_fit(noun: NativeChannel | NativeSpace | NativeUser) -> bool:
    """The same few people and places come with message after message."""
    return _cleaned(noun) is noun


def _cleaned(record: Any) -> Any:
    better = {}
    for name in _FIELDS[type(record)]:
        old = getattr(record, name)
        if old and (new := _clean(old)) is not old:
            better[name] = new
    return replace(record, **better) if better else record
