"""What adapters hand over to the engine's end of the border, the `Sink`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.api.people import Level

from .nouns import NativeChannel, NativeSpace, NativeUser
from .outgoing import Responder


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
    """Someone entered the space (after screening or approval).

    `returning` says whether they had been there before; None where the platform does not say.
    """

    space: NativeSpace
    user: NativeUser
    at: int
    returning: bool | None = None


@dataclass(frozen=True, slots=True)
class InLeave:
    """Someone left the space."""

    space: NativeSpace
    user: NativeUser
    at: int


@dataclass(frozen=True, slots=True)
class InJoinRequest:
    """Someone asks to be let in, where moderators approve newcomers (Telegram)."""

    space: NativeSpace
    user: NativeUser
    at: int


@dataclass(frozen=True, slots=True)
class InAutoMod:
    """The platform's own filter acted on what someone wrote (Discord); once for a message,
    however many actions the rule has.

    `rule` is its name, "" when not known. `text` is empty without the right to read messages.
    `message_id` is None where the message was never posted.
    """

    space: NativeSpace
    user: NativeUser
    rule: str
    text: str
    at: int
    channel: NativeChannel | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class InSpace:
    """The bot is in this space, with these channels (sent at start and when it is added).

    `whole_staff` says that nobody else has rights here: who had some before has lost them.
    """

    space: NativeSpace
    channels: tuple[NativeChannel, ...]
    owner: NativeUser | None = None
    staff: tuple[tuple[NativeUser, Level], ...] = ()
    whole_staff: bool = False


@dataclass(frozen=True, slots=True)
class InRoles:
    """The roles that people have in a space by now; `whole` says that nobody else has any.

    Only roles that somebody was given: none that everybody has, none that belong to a bot.
    """

    space: NativeSpace
    people: tuple[NativeUser, ...]
    whole: bool = False


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
    """A button was pressed; `private` on a message that only this person sees.

    `native_id` tells presses apart where one may be delivered twice; "" elsewhere.
    """

    payload: str
    channel: NativeChannel
    message_id: int
    user: NativeUser
    responder: Responder
    at: int
    private: bool = False
    native_id: str = ""


@dataclass(frozen=True, slots=True)
class InForm:
    """A form was filled in. `private`: it was asked for on a message that only `user` can see."""

    payload: str
    answers: Mapping[str, str]
    channel: NativeChannel
    user: NativeUser
    responder: Responder
    at: int
    message_id: int | None = None
    private: bool = False


Inbound = (
    InMessage
    | InDelete
    | InReaction
    | InJoin
    | InLeave
    | InJoinRequest
    | InAutoMod
    | InSpace
    | InRoles
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
        """Returns when the event's fact is committed, and with it what its handlers need to run,
        were the program to end now; they run afterwards. Commands, clicks and forms are kept so
        where the platform can `revive` them.

        Never raises for bad content. Waits when too much is under way (back-pressure).
        """

    async def receive_many(self, platform: str, events: Sequence[Inbound]) -> None:
        """`receive` for several, in order; messages that follow each other share one commit.

        Where the platform `redelivers`, raises while the database does not work, and all of them
        are to be handed over again: those that were stored are known.
        """

    async def complete(self, platform: str, ask: Completion) -> Sequence[str]:
        """Up to 25 values."""
