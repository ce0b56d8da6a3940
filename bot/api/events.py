"""What happens in a community, as cogs hear it (`@listen(MessagePosted)`).

Every event comes after its text-free fact has been committed to the database.
"""

from dataclasses import dataclass

from .model import Channel, Community, Member, Message, MessageRef, Space


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events; `at` is UTC milliseconds."""

    community: Community
    at: int


@dataclass(frozen=True, slots=True)
class MessagePosted(Event):
    """A person (never a bot) wrote a message in a space of the community."""

    message: Message


@dataclass(frozen=True, slots=True)
class MessageEdited(Event):
    """A person changed a message; `message.text` is the new text."""

    message: Message


@dataclass(frozen=True, slots=True)
class MessageDeleted(Event):
    """A message was deleted on the platform (by whom is rarely known)."""

    ref: MessageRef


@dataclass(frozen=True, slots=True)
class MemberJoined(Event):
    """Someone entered a space, after screening or approval where the platform has it.

    `returning` is True when they had been here before.
    """

    space: Space
    member: Member
    returning: bool = False


@dataclass(frozen=True, slots=True)
class MemberLeft(Event):
    """Someone left a space or was removed."""

    space: Space
    member: Member


@dataclass(frozen=True, slots=True)
class ReactionChanged(Event):
    """A reaction was set (`added`) or taken back."""

    channel: Channel
    message_native_id: int
    member: Member
    emoji: str
    added: bool


@dataclass(frozen=True, slots=True)
class CommandUsed(Event):
    """Somebody used a command that everybody may use, and it has ended well.

    Never for commands of moderators, menus, buttons and forms, nor while a form is open. `channel`
    is where they used it: a space's, or their conversation with the bot.
    """

    member: Member
    channel: Channel


@dataclass(frozen=True, slots=True)
class JoinRequested(Event):
    """Someone asks to be let into a space whose newcomers are approved (Telegram)."""

    space: Space
    member: Member


@dataclass(frozen=True, slots=True)
class AutoModActed(Event):
    """The platform's own filter acted on a message (Discord's AutoMod), told once a message.

    `rule` is the filter's name, "" when not known. `text` is what was written, in memory only; it
    may be empty. `message_native_id` is None where the message was blocked before it appeared.
    """

    space: Space
    channel: Channel | None
    member: Member
    rule: str
    text: str
    message_native_id: int | None
