"""What a cog says: replies with buttons, forms and pictures.

Button and form payloads are small frozen dataclasses. They are encoded into at most 64 bytes
(Telegram's limit for callback data), so they survive restarts: nothing is kept in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any, ClassVar, Literal, TypeVar

from .chart import Picture
from .text import Text

MAX_PAYLOAD_BYTES = 64
MAX_NUMBER = 2**53
P = TypeVar("P", bound="Payload")


class Payload:
    """Base of typed button and form payloads.

    >>> @dataclass(frozen=True)
    ... class Vote(Payload, tag="poll.v"):
    ...     poll: int
    ...     option: int
    >>> Vote(12, 3).encode()
    'poll.v:12:3'

    Fields are int (0 to 2**53), bool or str. A str may not hold ":" and should be short.
    """

    tag: ClassVar[str] = ""

    def __init_subclass__(cls, tag: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if tag:
            if ":" in tag:
                raise ValueError(f"a payload tag cannot hold ':', got {tag!r}")
            cls.tag = tag

    def encode(self) -> str:
        """The wire form; ValueError when it would not fit 64 bytes."""
        parts = [self.tag]
        for f in fields(self):  # type: ignore[arg-type]
            value = getattr(self, f.name)
            text = str(int(value)) if isinstance(value, bool) else str(value)
            if ":" in text:
                raise ValueError(f"{type(self).__name__}.{f.name} cannot hold ':'")
            parts.append(text)
        wire = ":".join(parts)
        if len(wire.encode()) > MAX_PAYLOAD_BYTES:
            raise ValueError(f"payload {wire[:80]!r} is longer than {MAX_PAYLOAD_BYTES} bytes")
        return wire

    @classmethod
    def decode(cls: type[P], wire: str) -> P:
        """The payload back from its wire form; ValueError when it does not fit."""
        tag, *values = wire.split(":")
        names = fields(cls)  # type: ignore[arg-type]
        if tag != cls.tag or len(values) != len(names):
            raise ValueError(f"not a {cls.__name__}: {wire!r}")
        parsed: list[int | bool | str] = []
        for f, value in zip(names, values, strict=True):
            kind = f.type if isinstance(f.type, str) else f.type.__name__
            parsed.append(
                _whole(value) if kind == "int" else value == "1" if kind == "bool" else value
            )
        return cls(*parsed)


def _whole(text: str) -> int:
    """A client may send any payload: only numbers that we could have written are taken."""
    number = int(text)
    if not 0 <= number <= MAX_NUMBER:
        raise ValueError(f"out of range: {text!r}")
    return number


class Look(Enum):
    """How a button looks."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """One button: a label and either a payload or a url."""

    label: Text
    payload: Payload | None = None
    look: Look = Look.SECONDARY
    url: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file or picture to attach; `alt` describes a picture for those who cannot see it."""

    name: str
    content: bytes
    mime: str
    alt: Text = ""


Tone = Literal["plain", "info", "good", "warn", "danger"]


@dataclass(frozen=True, slots=True)
class Reply:
    """A message as a cog means it; the engine makes it fit the platform.

    `buttons` are rows; `spare` says that they may be left out where that lets the words be shown at
    once (an alert on Telegram) instead of in a private message. `tone` other than "plain" makes it
    a card with a coloured edge where the platform has one. `picture` is a file or a chart that the
    engine draws.
    """

    text: Text
    buttons: Sequence[Sequence[Button]] = ()
    picture: File | Picture | None = None
    tone: Tone = "plain"
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form."""

    key: str
    label: Text
    placeholder: Text = ""
    value: str = ""
    required: bool = True
    max: int = 1000
    multiline: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Up to five questions; `payload` comes back with the answers to the `@form` handler.

    Where a platform has no forms the engine asks one question after another.
    """

    title: Text
    fields: Sequence[Field]
    payload: Payload = field()


Answers = Mapping[str, str]
