"""What was done to somebody; no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..alerts.model import Outcome

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

ON_PLATFORM: frozenset[Kind | None] = frozenset({"delete", "time_out", "ban"})
"""What a platform carries out; the rest is ours."""

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
