"""Services that a cog's constructor can ask for by type.

`storage.database.Database` may be asked for too (by a cog's store). A cog is otherwise kept to
this list; what it does not name it cannot touch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

from ..cog import CogConfig
from ..model import Account, Channel, Community, Member, Message, MessageRef, Space
from ..people import Level
from ..reply import Reply
from ..understanding import Embedder as Embedder
from ..understanding import Fingerprint as Fingerprint
from ..understanding import Languages as Languages
from ..understanding import Meanings as Meanings
from ..understanding import Score as Score
from ..understanding import Sentiment as Sentiment
from ..understanding import Spelling as Spelling
from ..understanding import Toxicity as Toxicity
from .activity import Activity as Activity
from .activity import Presence as Presence
from .calendars import Calendars as Calendars
from .calendars import Occasion as Occasion
from .channels import Channels as Channels
from .health import Health as Health
from .health import Load as Load
from .measures import Measures as Measures
from .reporting import Reporter as Reporter
from .reporting import ReportTheme as ReportTheme
from .roles import Roles as Roles
from .secrets import Secrets as Secrets
from .threads import Threads as Threads

C = TypeVar("C", bound=CogConfig)
Purpose = Literal["general", "ideas", "support", "moderators", "announcements"]


class Clock(Protocol):
    """The time; tests drive it by hand."""

    def now(self) -> int:
        """UTC milliseconds."""


class Configs(Protocol):
    """Settings in force: file and environment, then the community's own overrides."""

    def of(self, model: type[C], community_id: int) -> C:
        """The cog's settings for one community (cached; cheap on the message path)."""


class Directory(Protocol):
    """Communities, their spaces, channels and members."""

    async def communities(self) -> Sequence[Community]: ...
    async def community(self, community_id: int) -> Community: ...
    async def spaces(self, community_id: int) -> Sequence[Space]: ...
    async def member(self, member_id: int) -> Member | None:
        """None when erased. `account` is the most recently used one."""

    async def members(self, member_ids: Sequence[int]) -> dict[int, Member]:
        """Those that still exist, by id."""

    async def channel(self, channel_id: int) -> Channel | None: ...
    async def place(self, community_id: int, purpose: Purpose) -> Sequence[Channel]:
        """The channels for a purpose, at most one a space: set by `/settings channel`, else found
        by name (#moderators, #support, ...); for announcements else the general one. Empty when
        there is none."""

    async def is_place(self, channel: Channel, purpose: Purpose) -> bool:
        """Whether this channel serves that purpose (cached; cheap on the message path)."""

    async def staff(self, community_id: int, level: Level) -> Sequence[Member]:
        """Members known to have at least that level in any space, as the platforms report it."""

    async def member_channel(self, member: Member) -> Channel | None:
        """The direct-message channel with a member, or None when they cannot be reached."""


class Outbox(Protocol):
    """Everything that the bot posts by itself: a row first, then the call.

    `tag` names what the post is about ("poll:12"); later `update("poll:12", ...)` edits every post
    with that tag, in every space. `key` makes a post unique: a second post with the same key is
    dropped, also after a restart. Delivery is retried over network loss; an ambiguous time-out is
    marked and never blindly repeated.
    """

    async def post(
        self,
        channel: Channel,
        reply: Reply,
        *,
        tag: str = "",
        key: str | None = None,
        reply_to: int | None = None,
    ) -> None:
        """Queue a message for a channel (in the community's language)."""

    async def tell(
        self, member: Member, reply: Reply, *, tag: str = "", key: str | None = None
    ) -> None:
        """Queue a direct message (in the member's language); dropped when unreachable."""

    async def tell_now(
        self, member: Member, reply: Reply, *, tag: str = "", key: str | None = None
    ) -> bool | None:
        """The same, and wait for what the platform says of it: True when the message stands with
        the member; False when it cannot (they take none from the bot); None when that is not known
        within ten seconds: it goes on being tried, or its answer was lost. With a `key` that was
        used before, nothing is sent and the answer is about that message."""

    async def update(self, community_id: int, tag: str, reply: Reply) -> None:
        """Edit every delivered post of that tag; bursts are folded, the last one wins."""

    async def posts(self, community_id: int, tag: str) -> Sequence[MessageRef]:
        """Where the posts of that tag stand."""

    async def tag_of(self, ref: MessageRef) -> str | None:
        """The tag of the post that stands there; None when it is none of ours or has no tag."""

    async def retract(self, community_id: int, tag: str) -> None:
        """Delete every post of that tag, also those that are on their way."""


class Scheduler(Protocol):
    """Durable tasks: what is due lives in a table, the clock only wakes."""

    async def at(
        self,
        due: int,
        task: str,
        data: Mapping[str, Any],
        *,
        key: str | None = None,
        community_id: int | None = None,
    ) -> None:
        """Run the `@task` handler at `due` (UTC ms). A row with the same key is replaced."""

    async def cancel(self, key: str) -> None:
        """Forget the task with that key, if any."""

    async def claim(self, community_id: int, kind: str, period: str) -> bool:
        """True for exactly one caller per (community, kind, period), ever."""


class Moderation(Protocol):
    """Acting on people and messages, and looking back.

    Each call raises MissingRights, Unsupported, Gone or CannotReach with plain words. A member who
    has moderator rights is never acted on (UserError).
    """

    async def delete(self, ref: MessageRef) -> None: ...
    async def time_out(self, space: Space, member: Member, seconds: int, reason: str) -> None: ...
    async def kick(self, space: Space, member: Member, reason: str) -> None: ...
    async def ban(self, space: Space, member: Member, reason: str) -> None: ...
    async def lift_time_out(self, space: Space, member: Member) -> None:
        """Let a member write again; nothing happens when they are not timed out."""

    async def unban(self, space: Space, member: Member) -> None:
        """Let a member come back; nothing happens when they are not banned."""

    async def approve_join(self, space: Space, member: Member) -> None:
        """Let in someone who asked (`JoinRequested`); Gone when that is settled already."""

    async def decline_join(self, space: Space, member: Member) -> None:
        """Turn away someone who asked; Gone when that is settled already."""

    async def keyword_rule(self, space: Space, words: Sequence[str]) -> None:
        """Have the platform block messages with these words (Discord's AutoMod), in one rule of
        ours; without words the rule goes. Unsupported elsewhere; UserError when they do not fit."""

    async def react(self, ref: MessageRef, emoji: str) -> None: ...
    async def level(self, space: Space, member: Member) -> Level:
        """Asked of the platform now, not remembered."""

    def recent(self, channel: Channel, around: int, *, count: int = 3) -> Sequence[Message]:
        """Up to `count` messages before and after message `around`, from memory, oldest first."""


class Doors(Protocol):
    """A slow door: while it is closed, newcomers cannot take part at once.

    Unsupported where the platform has no such state (time newcomers out instead); MissingRights
    and Gone as in `Moderation`.
    """

    async def close_door(self, space: Space) -> str:
        """Close it; returns the former state for `open_door`. Keep the first answer: of a door
        that is closed already, the closed state is returned."""

    async def open_door(self, space: Space, former: str) -> None:
        """Back to the former state, unless somebody has changed it by hand since."""


class Audit(Protocol):
    """The log of decisions: who did what to whom, when, with what outcome. Never message text."""

    async def record(
        self,
        community_id: int,
        *,
        actor: Member | None,
        action: str,
        target: str,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """`action` is "<cog>.<verb>"; `actor` None means the bot itself."""


@dataclass(frozen=True, slots=True)
class SettingView:
    """One setting as `/settings` shows it; `name` is "<cog>.<key>", values are TOML texts."""

    name: str
    value: str
    default: str
    description: str
    overridden: bool


class SettingsDesk(Protocol):
    """Per-community settings, for owners."""

    def views(self, community_id: int) -> Sequence[SettingView]:
        """Every setting of every enabled cog that a community may change."""

    async def set(self, community_id: int, name: str, value: str, by: Member) -> SettingView:
        """Check and store; UserError says what was expected."""

    async def reset(self, community_id: int, name: str, by: Member) -> SettingView:
        """Back to the file's value."""

    async def rooms(self, community_id: int) -> Sequence[Channel]:
        """The channels and topics of its spaces as the platforms told of them, channels first; none
        that is known to be deleted."""

    async def set_place(self, channel: Channel, purpose: Purpose) -> None:
        """From now on this channel serves that purpose in its space."""


class Accounts(Protocol):
    """Linking two accounts of one person, so that they count once."""

    async def link_code(self, member: Member) -> str:
        """A one-time code, valid for ten minutes."""

    async def redeem(self, member: Member, code: str) -> Member:
        """Join this member with the one who asked for the code; UserError when it does not fit."""

    async def of(self, member: Member) -> Sequence[Account]:
        """All accounts of a person."""


class Manual(Protocol):
    """What there is to type."""

    def commands(self, level: Level, locale: str) -> Sequence[tuple[str, str]]:
        """(usage, description) of every command that someone of that level may use."""
