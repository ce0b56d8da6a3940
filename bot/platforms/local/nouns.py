"""What the local chat world consists of; all frozen, so a snapshot can be written in a thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.api.errors import TownhallError
from bot.api.people import Level
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser
from bot.api.port.outgoing import OutButton, OutForm, Span
from bot.api.reply import Tone

BOT = "townhall"
SPACE = "local"
MAX_TEXT = 4000

Notice = Literal["joined", "left", "removed"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the world; a `persona` is offered in the page's switch, and a `newcomer` is one
    who plays the part of being new."""

    id: str
    name: str
    username: str
    level: Level = Level.MEMBER
    joined: bool = True
    persona: bool = False
    newcomer: bool = False
    is_bot: bool = False
    banned: bool = False
    timed_out_until: int = 0
    reachable: bool = True
    locale: str | None = None
    roles: tuple[str, ...] = ()

    @property
    def native(self) -> NativeUser:
        """The person as the engine hears of them."""
        return NativeUser(self.id, self.name, self.username, self.is_bot, self.locale, self.roles)


@dataclass(frozen=True, slots=True)
class Room:
    """A channel, or with `direct` the private talk between one person and the bot."""

    id: str
    name: str
    topic: str = ""
    private: bool = False
    direct: str | None = None

    def native(self, community: str) -> NativeChannel:
        """The channel as the engine hears of it."""
        space = None if self.direct else NativeSpace(SPACE, community)
        return NativeChannel(self.id, self.name, space, None, self.private)


@dataclass(frozen=True, slots=True)
class Picture:
    """An attachment's facts; its bytes are kept by the world under `id`."""

    id: str
    name: str
    mime: str
    alt: str


@dataclass(frozen=True, slots=True)
class Reaction:
    """One emoji under a message and who set it."""

    emoji: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """A message. `only_for` makes it visible to one person; `via` names the command and its user
    that the bot answers with it; a `notice` is a line like "Nia joined"."""

    id: int
    channel: str
    author: str
    sent_at: int
    spans: tuple[Span, ...]
    reply_to: int | None = None
    edited_at: int | None = None
    buttons: tuple[tuple[OutButton, ...], ...] = ()
    picture: Picture | None = None
    tone: Tone = "plain"
    reactions: tuple[Reaction, ...] = ()
    only_for: str | None = None
    via: tuple[str, str] | None = None
    notice: Notice | None = None
    nonce: str | None = None

    @property
    def text(self) -> str:
        """The words without any style."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class PendingForm:
    """A form that waits for a person's answers."""

    id: int
    person: str
    channel: str
    form: OutForm
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a replay has come; `done == total` is its end."""

    done: int
    total: int
    label: str


@dataclass(frozen=True, slots=True)
class Change:
    """What watchers of the world are told; `kind` says which of the fields are set."""

    kind: Literal["post", "gone", "person", "form", "busy", "progress", "calendar", "room"]
    channel: str = ""
    post: Post | None = None
    person: str = ""
    on: bool = False
    progress: Progress | None = field(default=None)


class Refused(TownhallError):
    """The world does not let a person do that. `reason` is a stable word the page translates."""

    def __init__(self, reason: str, sentence: str, **data: int | str) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.data = data
