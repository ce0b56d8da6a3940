"""What crosses the border between the engine and a platform adapter.

Inbound: adapters translate the platform's events into these and hand them to the `Sink`.
Outbound: the engine has already resolved language, zone, members and limits; the adapter only
escapes and sends. Cogs do not need this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Flag, auto
from typing import Any, Literal, Protocol

from .people import Level
from .reply import Look, Tone

# ---- nouns as the platform knows them


@dataclass(frozen=True, slots=True)
class NativeSpace:
    """A Discord guild, a Telegram group, the local chat."""

    native_id: str
    name: str


@dataclass(frozen=True, slots=True)
class NativeChannel:
    """A channel; `space` None means a direct message. A thread or topic names its `parent`."""

    native_id: str
    name: str
    space: NativeSpace | None = None
    parent: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class NativeUser:
    """A person as the platform shows them; `locale` is a BCP 47 tag when known."""

    native_id: str
    name: str
    username: str | None = None
    is_bot: bool = False
    locale: str | None = None


# ---- outbound

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


# ---- commands as adapters announce them

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
    """A command. `path` is one or two words; `group` describes the first word of two."""

    path: str
    description: Mapping[str, str]
    level: Level
    options: Sequence[OptionInfo]
    private: bool = False
    default: bool = False
    group: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class MenuInfo:
    """A message-menu entry; `key` is its stable name ("save_as_faq")."""

    key: str
    name: Mapping[str, str]
    level: Level


# ---- answering one interaction


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


# ---- inbound


@dataclass(frozen=True, slots=True)
class InMessage:
    """A message was written, or edited (`edited_at` set).

    `responder` is given where commands are plain text (Telegram, local), for text starting "/".
    `native_id` must be unique within the space and grow with time.
    """

    channel: NativeChannel
    author: NativeUser
    native_id: int
    text: str
    sent_at: int
    reply_to: int | None = None
    reply_to_author: NativeUser | None = None
    mentions: tuple[NativeUser, ...] = ()
    mentions_bot: bool = False
    attachments: int = 0
    url: str | None = None
    edited_at: int | None = None
    responder: Responder | None = None


@dataclass(frozen=True, slots=True)
class InDelete:
    """Messages are gone."""

    channel: NativeChannel
    native_ids: tuple[int, ...]
    at: int


@dataclass(frozen=True, slots=True)
class InReaction:
    """A reaction was added or removed."""

    channel: NativeChannel
    native_id: int
    user: NativeUser
    emoji: str
    added: bool
    at: int


@dataclass(frozen=True, slots=True)
class InJoin:
    """Someone entered the space (after screening or approval)."""

    space: NativeSpace
    user: NativeUser
    at: int


@dataclass(frozen=True, slots=True)
class InLeave:
    """Someone left the space."""

    space: NativeSpace
    user: NativeUser
    at: int


@dataclass(frozen=True, slots=True)
class InSpace:
    """The bot is in this space, with these channels (sent at start and when it is added)."""

    space: NativeSpace
    channels: tuple[NativeChannel, ...]
    owner: NativeUser | None = None
    staff: tuple[tuple[NativeUser, Level], ...] = ()


@dataclass(frozen=True, slots=True)
class InMoved:
    """A space got another id (a Telegram group became a supergroup)."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class InCommand:
    """A structured slash command (Discord). `options` hold str, int, float, bool, NativeUser or
    NativeChannel; "when", "duration" and "items" options come as the typed str."""

    path: str
    options: Mapping[str, Any]
    channel: NativeChannel
    user: NativeUser
    responder: Responder
    at: int


@dataclass(frozen=True, slots=True)
class InMenu:
    """A message-menu choice."""

    key: str
    message: InMessage
    channel: NativeChannel
    user: NativeUser
    responder: Responder
    at: int


@dataclass(frozen=True, slots=True)
class InButton:
    """A button was pressed; `private` on a message that only this person sees."""

    payload: str
    channel: NativeChannel
    message_id: int
    user: NativeUser
    responder: Responder
    at: int
    private: bool = False


@dataclass(frozen=True, slots=True)
class InForm:
    """A form was filled in."""

    payload: str
    answers: Mapping[str, str]
    channel: NativeChannel
    user: NativeUser
    responder: Responder
    at: int
    message_id: int | None = None


Inbound = (
    InMessage
    | InDelete
    | InReaction
    | InJoin
    | InLeave
    | InSpace
    | InMoved
    | InCommand
    | InMenu
    | InButton
    | InForm
)


@dataclass(frozen=True, slots=True)
class Completion:
    """What is typed so far in an option that completes."""

    path: str
    option: str
    typed: str
    channel: NativeChannel
    user: NativeUser


class Sink(Protocol):
    """The engine's end of the border."""

    async def receive(self, platform: str, event: Inbound) -> None:
        """Returns when the event's fact is committed; its handlers run afterwards, in order.

        Never raises for bad content. Waits when too much is under way (back-pressure).
        """

    async def receive_many(self, platform: str, events: Sequence[Inbound]) -> None:
        """`receive` for several, in order; messages that follow each other share one commit."""

    async def complete(self, platform: str, ask: Completion) -> Sequence[str]:
        """Up to 25 values."""
