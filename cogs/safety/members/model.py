"""What was done to a member, and what they say against it; no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..deciding.model import Kind

CaseState = Literal["open", "acting", "upheld", "overturned"]

APPEAL_ROOM = 800
"""Most characters of an appeal."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done to a member. Times are UTC milliseconds.

    `by_id` is None for what the bot did by itself (`automatic`) and for a forgotten moderator;
    `seconds` is the length of a time-out. `reason` and `expires_at` are those of its warning.
    `messages` is how many of the member's messages a deletion took; `conduct` says that it is not
    about a message but about how they behave.
    """

    id: int
    community_id: int
    kind: Kind
    at: int
    member_id: int | None = None
    by_id: int | None = None
    automatic: bool = False
    alert_id: int | None = None
    warning_id: int | None = None
    space_id: int | None = None
    seconds: int | None = None
    undone_by: int | None = None
    undone_at: int | None = None
    reason: str = ""
    expires_at: int | None = None
    messages: int = 1
    conduct: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """An appeal: one for one action. `due_at` is when it should be decided; afterwards all
    moderators are reminded."""

    id: int
    community_id: int
    action_id: int
    member_id: int | None
    text: str
    at: int
    due_at: int
    state: CaseState
    decided_by: int | None = None
    decided_at: int | None = None

    @property
    def undecided(self) -> bool:
        """Whether a moderator may still decide."""
        return self.state in ("open", "acting")


@dataclass(frozen=True, slots=True)
class Trace:
    """A member's own message in an alert, as far as it is kept: `text` is None once erased."""

    alert_id: int
    channel_id: int | None
    sent_at: int
    text: str | None
    scores: Mapping[str, float] = field(default_factory=dict)
    flagged: tuple[str, ...] = ()
