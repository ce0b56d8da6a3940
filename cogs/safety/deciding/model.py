"""What was done to somebody, and what the ladder of warnings suggests; no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.api.errors import CannotReach, Gone, MissingRights, Unsupported, UserError
from bot.api.model import Space
from bot.api.text import Length, N, T, Text

from ..alerts.model import Outcome
from ..config import Step
from ..times import DAY_MS

Kind = Literal["talk", "warn", "delete", "time_out", "ban"]

KINDS: Mapping[Outcome, Kind] = {
    "talked": "talk",
    "warned": "warn",
    "deleted": "delete",
    "timed_out": "time_out",
    "banned": "ban",
}
"""What each outcome does to somebody; "dismissed" does nothing."""

UNDOABLE: frozenset[Kind] = frozenset({"warn", "time_out", "ban"})
"""What can be taken back: words that were read and messages that are gone cannot."""

ON_PLATFORM: frozenset[Kind | None] = frozenset({"talk", "delete", "time_out", "ban"})
"""What a platform carries out, so that it has happened whatever we make of it; a strike is ours."""

ANNOUNCED: frozenset[Outcome] = frozenset({"talked", "banned"})
"""What is told before it is on record: a talk is nothing but its note, and who is banned may not
be written to any more."""

DURATIONS = (600, 3600, 86_400, 604_800)
"""Time-outs that a card offers, in seconds."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that was carried out, as the platform confirmed it.

    `member_id` and `by_id` are None once those people asked to be forgotten; `by_id` also when
    the bot acted by itself (`automatic`). `warning_id` belongs to a warning, `alert_id` is None
    for what a moderator did by a command. `seconds` is the length of a time-out.
    """

    id: int
    community_id: int
    alert_id: int | None
    warning_id: int | None
    member_id: int | None
    by_id: int | None
    automatic: bool
    kind: Kind
    space_id: int | None
    seconds: int | None
    at: int
    undone_by: int | None = None
    undone_at: int | None = None

    def runs(self, now: int) -> bool:
        """Whether the platform still holds the member to it."""
        if self.undone_at is not None:
            return False
        return self.kind == "ban" or (
            self.kind == "time_out" and self.at + (self.seconds or 0) * 1000 > now
        )


@dataclass(frozen=True, slots=True)
class Strike:
    """A warning of a member: counts until it expires or is taken back."""

    id: int
    member_id: int
    by_id: int | None
    alert_id: int | None
    reason: str
    at: int
    revoked_at: int | None
    expires_at: int | None

    def counts(self, now: int) -> bool:
        """Whether it still counts against the member."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


@dataclass(frozen=True, slots=True)
class Note:
    """What a moderator wrote down about a member, for moderators only."""

    id: int
    member_id: int
    by_id: int | None
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A moderator on the rota. Quiet hours are minutes after midnight, in the community's zone."""

    member_id: int
    quiet_from: int | None = None
    quiet_to: int | None = None
    asked_at: int | None = None

    def awake(self, minute: int) -> bool:
        """Whether they may be asked at that minute of the day (0..1439)."""
        if self.quiet_from is None or self.quiet_to is None:
            return True
        if self.quiet_from <= self.quiet_to:
            return not self.quiet_from <= minute < self.quiet_to
        return self.quiet_to <= minute < self.quiet_from


# ---- why something did not happen

SUPERGROUP: Text = T(
    "Telegram pauses nobody in a basic group. Its owner can make it a supergroup (group settings, "
    "Chat history for new members: Visible); from the next alert on I can then pause people."
)


class Unreachable(UserError):
    """The member cannot be written to, and that was all that the action was about."""


class Left(UserError):
    """The member is not there any more."""


class BasicGroup(UserError):
    """Telegram knows no time-outs in a basic group."""


def why(error: Exception) -> str:
    """The reason of a failure, as an alert keeps it."""
    match error:
        case MissingRights():
            return "rights"
        case Unsupported():
            return "unsupported"
        case Unreachable() | CannotReach():
            return "unreachable"
        case Gone() | Left():
            return "left"
        case BasicGroup():
            return "basic_group"
        case UserError():
            return "refused"
        case _:
            return "unknown"


def basic_group(space: Space) -> bool:
    """Whether it is a Telegram group that is no supergroup: ids of those begin with -100, see
    https://core.telegram.org/api/bots/ids."""
    return space.platform == "telegram" and not space.native_id.startswith("-100")


# ---- the ladder: data from the settings; people decide


def suggested(ladder: Sequence[Step], warned_at: Sequence[int], now: int) -> Step | None:
    """The highest rung that a member has reached; None on the ground.

    `warned_at` are the times (UTC ms) of the warnings that count, see `ActionStore.warned_at`.
    """
    reached = [step for step in ladder if _within(step, warned_at, now) >= step.warnings]
    return max(reached, key=lambda step: step.warnings, default=None)


def suggestion(step: Step, warned_at: Sequence[int], now: int) -> Text:
    """The suggestion in words, for the card."""
    n, days = _within(step, warned_at, now), step.days
    if step.suggest == "ban":
        return N(
            "{n} warning in {days} days; the ladder suggests a ban.",
            "{n} warnings in {days} days; the ladder suggests a ban.",
            n,
            days=days,
        )
    return N(
        "{n} warning in {days} days; the ladder suggests a time-out of {length}.",
        "{n} warnings in {days} days; the ladder suggests a time-out of {length}.",
        n,
        days=days,
        length=Length(step.seconds),
    )


def _within(step: Step, warned_at: Sequence[int], now: int) -> int:
    return sum(at > now - step.days * DAY_MS for at in warned_at)
