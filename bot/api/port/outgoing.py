"""What is sent: the engine has resolved language, zone, members and limits; the adapter only
escapes and sends. And how one command, click or form is answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from typing import Literal, Protocol

from bot.api.reply import Look, Tone

Style = Literal["bold", "italic", "code", "spoiler", "quote", "strike"]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text with one set of styles. `text` is literal: the adapter escapes it.

    `mention` is a user of this platform (text then holds the name); `ping` allows notifying.
    """

    text: str
    styles: frozenset[Style] = frozenset()
    link: str | None = None
    mention: str | None = None
    ping: bool = False


@dataclass(frozen=True, slots=True)
class OutButton:
    """A button with a payload of at most 64 bytes, or a url."""

    label: str
    payload: str | None
    look: Look = Look.SECONDARY
    url: str | None = None


@dataclass(frozen=True, slots=True)
class OutFile:
    """An attachment; `alt` is its description."""

    name: str
    content: bytes
    mime: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready to be sent. `nonce` (at most 25 characters) makes a repeat harmless."""

    spans: tuple[Span, ...]
    buttons: tuple[tuple[OutButton, ...], ...] = ()
    file: OutFile | None = None
    tone: Tone = "plain"
    reply_to: int | None = None
    nonce: str | None = None

    @property
    def text(self) -> str:
        """The words without any style."""
        return "".join(s.text for s in self.spans)


@dataclass(frozen=True, slots=True)
class OutField:
    """One question of a form."""

    key: str
    label: str
    placeholder: str
    value: str
    required: bool
    max: int
    multiline: bool


@dataclass(frozen=True, slots=True)
class OutForm:
    """A form ready to be shown; `payload` comes back with the answers."""

    title: str
    payload: str
    fields: tuple[OutField, ...]


class Power(Flag):
    """What a responder can do at this moment."""

    NONE = 0
    PRIVATE = auto()  # an answer in place that only the asker sees
    FORM = auto()  # a form
    ALERT = auto()  # a pop-up of up to 200 characters (Telegram callback)
    UPDATE = auto()  # change the message the button sits on


class Responder(Protocol):
    """How to answer one command, click or form. The adapter defers by itself when the platform
    sets a deadline (Discord: 3 s) and nothing has been answered yet."""

    @property
    def powers(self) -> Power: ...
    async def reply(self, out: Outgoing, *, private: bool) -> int | None:
        """Answer in place; returns the native message id if there is one."""

    async def alert(self, text: str) -> None: ...
    async def update(self, out: Outgoing) -> None: ...
    async def form(self, form: OutForm) -> None: ...
    async def done(self) -> None:
        """The handler has ended: stop any spinner. Called exactly once, errors included."""
