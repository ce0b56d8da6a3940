"""The nouns: communities, spaces, channels, members and messages. All frozen.

Ids are the database's integers. `native_id` is what the platform calls the same thing.
Times are UTC milliseconds since the epoch.
"""

from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo


def zone_of(name: str) -> tzinfo:
    """The time zone of that name; UTC when the machine does not know it."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


@dataclass(frozen=True, slots=True)
class Community:
    """One business's community; it may live in several spaces."""

    id: int
    name: str
    locale: str = "en"
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Space:
    """A Discord server, a Telegram group or the local chat: one place of a community."""

    id: int
    community_id: int
    platform: str
    native_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, thread, forum topic or direct message.

    `space` is None for a direct message; `parent` is the native id of the channel a thread
    belongs to. `private` is True when ordinary members cannot read it.
    """

    id: int
    platform: str
    native_id: str
    name: str
    space: Space | None = None
    parent: str | None = None
    private: bool = False

    @property
    def direct(self) -> bool:
        """True for a direct message with the bot."""
        return self.space is None


@dataclass(frozen=True, slots=True)
class Account:
    """A member's presence on one platform."""

    platform: str
    native_id: str
    name: str
    username: str | None = None
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a community, with the account through which we meet them here.

    A member can own several accounts (`/link`); `account` is the one in play, or the most
    recently used one when the member came from the database.
    """

    id: int
    community_id: int
    name: str
    account: Account
    locale: str | None = None
    joined_at: int | None = None

    @property
    def first_name(self) -> str:
        """The first word of the display name."""
        return self.name.split()[0] if self.name.split() else self.name


@dataclass(frozen=True, slots=True)
class MessageRef:
    """Where a message stands: its channel and the platform's number of it."""

    channel: Channel
    native_id: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message as seen once. The text lives in memory only, unless a setting says otherwise.

    `reply_to_member` wrote the message that this one answers: None when it answers none, a bot,
    or somebody who is not known any more. `mentioned` are those of `mentions` whom the community
    has met (no bots); only messages of the events carry these two.
    """

    ref: MessageRef
    author: Member
    text: str
    sent_at: int
    reply_to: int | None = None
    mentions: tuple[Account, ...] = ()
    attachments: int = 0
    url: str | None = None
    edited_at: int | None = None
    mentions_bot: bool = field(default=False)
    reply_to_member: Member | None = None
    mentioned: tuple[Member, ...] = ()
