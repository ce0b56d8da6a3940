"""What detection remembers of a message, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Seen:
    """One message without its text.

    `targets` are members it is aimed at, surest first; `abuse` is the highest calibrated
    probability (0..1) of a label that may flag, 0 when it was not scored; `labels` all of them.
    `fingerprint` is equal for equal words in any disguise, empty without letters. `called` counts
    the different people it mentions; `age_ms` is how long the author has been here, None when
    that is not known. Times are UTC milliseconds.
    """

    community_id: int
    space_id: int | None
    channel_id: int
    message_id: int
    author_id: int
    sent_at: int
    targets: tuple[int, ...] = ()
    abuse: float = 0.0
    labels: Mapping[str, float] = field(default_factory=dict)
    fingerprint: bytes = b""
    links: bool = False
    called: int = 0
    age_ms: int | None = None
    staff: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A pattern that was found: its name, whom it is about, the numbers of its reason.

    `messages` are (channel id, message id) of the messages that make it, oldest first.
    """

    name: str
    detail: Mapping[str, int] = field(default_factory=dict)
    target_id: int | None = None
    authors: tuple[int, ...] = ()
    messages: tuple[tuple[int, int], ...] = ()
