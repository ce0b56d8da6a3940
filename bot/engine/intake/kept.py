"""Events as bytes, for as long as their handlers have not ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import blake2b
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import orjson

from bot.api.port.inbound import (
    InAutoMod,
    InButton,
    InDelete,
    InForm,
    InJoin,
    InJoinRequest,
    InLeave,
    InMenu,
    InMessage,
    InReaction,
)
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser
from bot.api.port.outgoing import Responder
from storage.ingest import Kept

from .facts import Heard

V = TypeVar("V")
Asked = InMessage | InMenu | InButton | InForm
"""What somebody wants an answer to, where the platform can bring it to them after a restart."""

COMMAND, ANSWER = "command", "answer"
"""What a message is that is no conversation."""

_KINDS: Mapping[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        *(InMessage, InReaction, InDelete, InJoin, InLeave, InJoinRequest, InAutoMod),
        *(InMenu, InButton, InForm),
    )
} | {COMMAND: InMessage, ANSWER: InMessage}
_FIELDS: Mapping[type[Any], Sequence[tuple[str, Any]]] = {
    record: [(field.name, field.default) for field in fields(record)]
    for record in (*_KINDS.values(), NativeChannel, NativeSpace, NativeUser)
}
"""Of each record, with their defaults."""

HEARD = frozenset(kind.__name__ for kind in get_args(Heard))


def heard(platform: str, event: Heard, now: int, *, always: bool) -> Kept:
    """What listeners need to hear it again."""
    user = None if isinstance(event, InDelete) else person(event)
    key = _key(platform, event) if isinstance(event, InJoinRequest) else None
    return Kept(platform, type(event).__name__, _body(event), user, now, key, always)


def asked(platform: str, event: Asked, kind: str, now: int) -> Kept:
    """What is needed to answer it; `kind` is one of the two for a message."""
    return Kept(platform, kind, _body(event), person(event), now, _key(platform, event))


def person(event: Any) -> str:
    """Who did it."""
    author = event.author if isinstance(event, InMessage) else event.user
    native: str = author.native_id
    return native


def _body(event: Heard | Asked) -> bytes:
    return orjson.dumps(event, default=_plain, option=orjson.OPT_PASSTHROUGH_DATACLASS)


def _plain(record: Any) -> dict[str, Any] | None:
    """Without what is there by default and read back as that: half of an event, and most of the
    time that its bytes take. Nothing of what is no record: that is a responder."""
    plain = {}
    for name, default in _FIELDS.get(type(record), ()):
        value = getattr(record, name)
        if value is not default:
            plain[name] = value
    return plain or None


def _key(platform: str, event: Asked | InJoinRequest) -> bytes | None:
    """Tells an event without a fact apart when it is delivered again. A hash: it stays for a while,
    and names nobody."""
    parts: tuple[str | int, ...]
    match event:
        case InMessage():
            parts = (event.channel.native_id, event.native_id)
        case InButton() if event.native_id:
            parts = ("press", event.native_id)
        case InJoinRequest():
            parts = (event.space.native_id, event.user.native_id, event.at)
        case _:
            return None
    return blake2b(orjson.dumps((platform, *parts)), digest_size=16).digest()


# ---- and back


def read(kind: str, body: bytes) -> Any:
    """The event, with None for a responder. ValueError when another version wrote it."""
    try:
        return _made(_KINDS[kind], orjson.loads(body))
    except (KeyError, TypeError) as error:
        raise ValueError(kind) from error


def _made(hint: Any, value: Any) -> Any:
    """The value as the hint wants it; TypeError where it is something else."""
    args = get_args(hint)
    if NoneType in args:
        inner = next(arg for arg in args if arg is not NoneType)
        return None if value is None else _made(inner, value)
    if get_origin(hint) is tuple:
        return tuple(_made(args[0], part) for part in _is(list, value))
    if get_origin(hint) is Mapping:
        return {_is(args[0], key): _made(args[1], part) for key, part in _is(dict, value).items()}
    if is_dataclass(hint):
        hints = _hints(hint)  # type: ignore[arg-type]
        given = _is(dict, value).items()
        return hint(**{name: _made(hints[name], part) for name, part in given})  # type: ignore[operator]
    return None if hint is Responder else _is(hint, value)


def _is(kind: type[V], value: Any) -> V:
    if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    raise TypeError(kind.__name__)


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)
